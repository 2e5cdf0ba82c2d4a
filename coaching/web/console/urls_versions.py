"""The addresses of drafts, of the look before publishing, of versions side by side and of approvals."""

from coaching.web.console import approvals, comparing, drafting, publishing, reviewing
from coaching.web.console.guard import guarded

_A = "messages/approvals/<int:proposal>/"

urlpatterns = [
    guarded("messages/draft/", drafting.save, name="draft"),
    guarded("messages/draft/<int:draft>/discard/", drafting.discard, name="draft-discard"),
    guarded("messages/draft/<int:draft>/restore/", drafting.restore, name="draft-restore"),
    guarded("messages/review/", reviewing.review, name="review"),
    guarded("messages/publish/undo/", publishing.undo, name="publish-undo"),
    guarded("messages/compare/", comparing.compare, name="compare"),
    guarded("messages/compare/email/", comparing.email, name="compare-email"),
    guarded("messages/approvals/", approvals.listing, name="approvals"),
    guarded(_A, approvals.page, name="approval"),
    guarded(f"{_A}approve/", approvals.approve, name="approval-approve"),
    guarded(f"{_A}send-back/", approvals.send_back, name="approval-back"),
    guarded(f"{_A}withdraw/", approvals.withdraw, name="approval-withdraw"),
]
