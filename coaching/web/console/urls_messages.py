"""The addresses of the programme's words: the list, the editor, publishing."""

from coaching.web.console import editor, previewing, publishing, texts, to_myself
from coaching.web.console.guard import guarded

urlpatterns = [
    guarded("messages/", texts.listing, name="messages"),
    guarded("messages/edit/", editor.edit, name="edit"),
    guarded("messages/preview/", previewing.preview, name="preview"),
    guarded("messages/preview/email/", previewing.preview_email, name="preview-email"),
    guarded("messages/people/", previewing.people, name="preview-people"),
    guarded("messages/to-myself/", to_myself.send, name="to-myself"),
    guarded("messages/publish/", publishing.publish, name="publish"),
]
