"""The inbox's addresses."""

from coaching.web.console import inbox, inbox_changes, inbox_reply, saved_replies
from coaching.web.console.guard import guarded

urlpatterns = [
    guarded("inbox/", inbox.listing, name="inbox"),
    guarded("inbox/waiting/", inbox.waiting, name="inbox-waiting"),
    guarded("inbox/saved/", saved_replies.listing, name="saved-replies"),
    guarded("inbox/saved/<int:saved>/", saved_replies.edit, name="saved-reply"),
    guarded("inbox/saved/<int:saved>/remove/", saved_replies.remove, name="saved-reply-remove"),
    guarded("inbox/saved/<int:saved>/restore/", saved_replies.restore, name="saved-reply-restore"),
    guarded("inbox/<int:subscriber>/", inbox.page, name="inbox-thread"),
    guarded("inbox/<int:subscriber>/send/", inbox_reply.send, name="inbox-send"),
    guarded("inbox/<int:subscriber>/insert/", inbox_reply.insert, name="inbox-insert"),
    guarded("inbox/<int:subscriber>/count/", inbox_reply.count, name="inbox-count"),
    guarded("inbox/<int:subscriber>/assign/", inbox_changes.assign, name="inbox-assign"),
    guarded("inbox/<int:subscriber>/snooze/", inbox_changes.snooze, name="inbox-snooze"),
    guarded("inbox/<int:subscriber>/wake/", inbox_changes.wake, name="inbox-wake"),
    guarded("inbox/<int:subscriber>/done/", inbox_changes.done, name="inbox-done"),
    guarded("inbox/<int:subscriber>/reopen/", inbox_changes.reopen, name="inbox-reopen"),
    guarded("inbox/<int:subscriber>/replies/<int:reply>/", inbox_changes.correct, name="inbox-correct"),
]
