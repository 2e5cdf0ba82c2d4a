"""The addresses of keys and webhooks: for owners."""

from django.contrib.auth.decorators import login_required
from django.urls import path

from coaching.web.console import api_keys, webhooks

urlpatterns = [
    path("keys/", login_required(api_keys.page), name="keys"),
    path("keys/<int:key>/revoke/", login_required(api_keys.revoke), name="key-revoke"),
    path("keys/<int:key>/restore/", login_required(api_keys.restore), name="key-restore"),
    path("webhooks/", login_required(webhooks.page), name="webhooks"),
    path("webhooks/<int:endpoint>/", login_required(webhooks.one), name="webhook"),
    path("webhooks/<int:endpoint>/ping/", login_required(webhooks.ping), name="webhook-ping"),
    path("webhooks/<int:endpoint>/on/", login_required(webhooks.switch_on), name="webhook-on"),
    path("webhooks/<int:endpoint>/remove/", login_required(webhooks.remove), name="webhook-remove"),
    path("webhooks/<int:endpoint>/again/<int:delivery>/", login_required(webhooks.again), name="webhook-again"),
]
