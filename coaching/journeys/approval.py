"""A text about doses or safety: proposed by one person, approved or sent back by another, never by its author."""

from coaching.core.roles import Role, reaches
from coaching.journeys import publish
from coaching.journeys.office import House, Moment
from coaching.store import audit, drafts, proposals, team
from coaching.store.models import TemplateProposal
from coaching.store.templates import Words
from coaching.store.transactions import atomic


class ApprovalRefused(Exception):
    """Why it cannot be decided so, in one sentence that says what to do."""


def approve(proposal: TemplateProposal, by: str, house: House, moment: Moment) -> Words:
    """This will publish what was proposed, with the name of who approved it.

    Raises ApprovalRefused; EditConflict if another version went live since it was written; TemplateRefused or
    TextRefused if the rules have changed since. Nothing is stored then, and it goes on waiting.
    """
    _must_be_another(proposal, by)
    with atomic():
        words = publish.publish(
            proposal.name, proposal.source, based_on=proposal.based_on, author=proposal.author, note=proposal.note,
            house=house, moment=moment, seen=frozenset(proposal.seen), approver=by,
        )  # fmt: skip
        if not isinstance(words, Words):
            raise LookupError("an approved text is published; publish() should have answered with its version")
        _decide(proposal, proposals.APPROVED, by, "", moment, words.number)
    return words


def send_back(proposal: TemplateProposal, by: str, answer: str, moment: Moment) -> bool:
    """This will give the text back to its author, with a note that says why; it becomes their draft again.

    False: they have begun another draft meanwhile, which stays; the text can still be read where it was proposed.
    Raises ApprovalRefused.
    """
    _must_be_another(proposal, by)
    if not answer:
        raise ApprovalRefused(f"Say in the note what {proposal.author} should change.")
    with atomic():
        _decide(proposal, proposals.SENT_BACK, by, answer, moment)
        return _hand_back(proposal, moment)


def withdraw(proposal: TemplateProposal, by: str, moment: Moment) -> bool:
    """This will have an author take their own text back; it becomes their draft again. Raises ApprovalRefused."""
    if proposal.author != by:
        raise ApprovalRefused(f"Only {proposal.author} can take this back. You can send it back with a note.")
    with atomic():
        _decide(proposal, proposals.WITHDRAWN, by, "", moment)
        return _hand_back(proposal, moment)


def who_could(author: str) -> list[str]:
    """This will name everybody who may approve a text of this author."""
    return [
        user.username
        for user in team.everybody()
        if user.is_active and user.has_usable_password() and user.username != author and reaches(user.role, Role.EDITOR)
    ]


def _must_be_another(proposal: TemplateProposal, by: str) -> None:
    if proposal.author == by:
        raise ApprovalRefused("You wrote this text, so somebody else must approve it.")


def _decide(
    proposal: TemplateProposal, state: str, by: str, answer: str, moment: Moment, number: int | None = None
) -> None:
    if not proposals.decide(proposal.pk, state, by, answer, moment.machine_now, number):
        raise ApprovalRefused("Somebody has decided about this text already; nothing was changed.")
    facts = {"proposal": proposal.pk, "note": answer} | ({"version": number} if number is not None else {})
    verb = {proposals.APPROVED: "approved", proposals.SENT_BACK: "sent back", proposals.WITHDRAWN: "withdrew"}[state]
    audit.record(by, verb, "template", proposal.name, moment.now, **facts)


def _hand_back(proposal: TemplateProposal, moment: Moment) -> bool:
    return drafts.hand_back(
        proposal.name, proposal.author, proposal.source, proposal.note, proposal.based_on, moment.machine_now
    )
