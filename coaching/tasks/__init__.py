"""Celery and only Celery."""
