"""Registers the store with Django."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "coaching.store"
    label = "store"
