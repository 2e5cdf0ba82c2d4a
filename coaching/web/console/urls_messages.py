"""The addresses of the programme's words: the list, the editor, publishing."""

from coaching.web.console import editor, publishing, texts
from coaching.web.console.guard import guarded

urlpatterns = [
    guarded("messages/", texts.listing, name="messages"),
    guarded("messages/edit/", editor.edit, name="edit"),
    guarded("messages/preview/", editor.preview, name="preview"),
    guarded("messages/preview/email/", editor.preview_email, name="preview-email"),
    guarded("messages/publish/", publishing.publish, name="publish"),
]
