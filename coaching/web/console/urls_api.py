"""The addresses of keys and webhooks: for owners."""

from coaching.web.console import api_keys, webhooks
from coaching.web.console.guard import guarded

urlpatterns = [
    guarded("keys/", api_keys.page, name="keys"),
    guarded("keys/<int:key>/revoke/", api_keys.revoke, name="key-revoke"),
    guarded("keys/<int:key>/restore/", api_keys.restore, name="key-restore"),
    guarded("webhooks/", webhooks.page, name="webhooks"),
    guarded("webhooks/<int:endpoint>/", webhooks.one, name="webhook"),
    guarded("webhooks/<int:endpoint>/ping/", webhooks.ping, name="webhook-ping"),
    guarded("webhooks/<int:endpoint>/on/", webhooks.switch_on, name="webhook-on"),
    guarded("webhooks/<int:endpoint>/remove/", webhooks.remove, name="webhook-remove"),
    guarded("webhooks/<int:endpoint>/again/<int:delivery>/", webhooks.again, name="webhook-again"),
]
