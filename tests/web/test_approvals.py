"""A text about doses or safety: proposed, read by somebody else, approved or sent back; never waived in silence."""

import pytest
from django.test import Client

from coaching.journeys import publish as publishing
from coaching.store import drafts, proposals, templates
from coaching.store.models import TemplateProposal
from tests.web.conftest import PASSWORD, member
from tests.web.published import publish
from tests.world import World

DOSE = "sms/magnesium/day-12"


@pytest.fixture
def jonas(world: World) -> Client:
    member("jonas", "editor")
    other = Client()
    other.login(username="jonas", password=PASSWORD)
    return other


def source() -> str:
    return templates.current([DOSE])[DOSE].source


def changed() -> str:
    return source().replace("well apart", "far apart")


def propose(console: Client, text: str = "", based_on: int = 0) -> TemplateProposal:
    fields = {"name": DOSE, "source": text or changed(), "based_on": based_on, "note": "plainer"}
    answer = publish(console, **fields)
    assert answer.status_code == 302
    found = proposals.waiting_for(DOSE)[-1]
    assert answer["Location"] == f"/messages/approvals/{found.pk}/"
    return found


def said(console: Client, address: str, **fields: str) -> str:
    return console.post(address, fields, follow=True).content.decode()


def test_the_look_before_says_that_a_second_person_is_needed(console: Client, world: World) -> None:
    fields = {"name": DOSE, "source": changed(), "based_on": 0}
    assert "a second person approves it" in console.get("/messages/edit/", {"name": DOSE}).content.decode()
    page = console.post("/messages/review/", fields).content.decode()
    assert "Ask for approval" in page
    assert "a second person has read and approved it" in page


def test_a_dose_text_waits_and_the_live_words_stay(console: Client, world: World, jonas: Client) -> None:
    found = propose(console)
    assert templates.current([DOSE])[DOSE].number == 0
    own = console.get(f"/messages/approvals/{found.pk}/").content.decode()
    assert "jonas can approve it." in own
    assert "Approve and publish" not in own
    assert "Waiting for approval <span" in console.get("/messages/").content.decode()
    assert "A text of maya" in jonas.get("/messages/edit/", {"name": DOSE}).content.decode()


def test_a_second_person_approves_and_is_named_with_the_version(console: Client, world: World, jonas: Client) -> None:
    found = propose(console)
    page = jonas.get(f"/messages/approvals/{found.pk}/").content.decode()
    assert "<ins>far</ins>" in page
    told = said(jonas, f"/messages/approvals/{found.pk}/approve/")
    assert "Version 1 is published, written by maya and approved by you." in told
    row = templates.history(DOSE)[0]
    assert (row.number, row.author, row.approver, row.note) == (1, "maya", "jonas", "plainer")
    assert "approved by jonas" in console.get("/messages/edit/", {"name": DOSE}).content.decode()
    again = jonas.post(f"/messages/approvals/{found.pk}/approve/")
    assert again.status_code in (409, 422)
    assert len(templates.history(DOSE)) == 2


def test_nobody_approves_their_own_text(console: Client, world: World, jonas: Client) -> None:
    found = propose(console)
    assert "somebody else must approve it" in said(console, f"/messages/approvals/{found.pk}/approve/")
    assert "somebody else must approve it" in said(console, f"/messages/approvals/{found.pk}/send-back/", answer="no")
    assert templates.current([DOSE])[DOSE].number == 0


def test_a_team_of_one_is_told_whom_to_invite_and_nothing_is_waived(console: Client, world: World) -> None:
    page = console.get(f"/messages/approvals/{propose(console).pk}/").content.decode()
    assert "Nobody else in the team may approve texts yet" in page
    assert "invite a second person" in page
    assert templates.current([DOSE])[DOSE].number == 0


def test_sent_back_it_is_the_authors_draft_again_with_the_reason(console: Client, world: World, jonas: Client) -> None:
    found = propose(console)
    address = f"/messages/approvals/{found.pk}/send-back/"
    assert "Say in the note what maya should change." in said(jonas, address, answer=" ")
    assert "It is their draft again." in said(jonas, address, answer="Name the antibiotics.")
    assert "Name the antibiotics." in console.get("/messages/approvals/").content.decode()
    draft = drafts.of(DOSE, "maya")
    assert draft is not None
    assert draft.source == found.source
    assert proposals.waiting_for(DOSE) == []


def test_sent_back_it_never_replaces_a_draft_begun_meanwhile(console: Client, world: World, jonas: Client) -> None:
    found = propose(console)
    console.post("/messages/draft/", {"name": DOSE, "source": "Begun anew.", "based_on": 0})
    told = said(jonas, f"/messages/approvals/{found.pk}/send-back/", answer="Shorter.")
    assert "both are kept" in told
    draft = drafts.of(DOSE, "maya")
    assert draft is not None
    assert draft.source == "Begun anew."
    assert found.source.split(" ")[1] in console.get(f"/messages/approvals/{found.pk}/").content.decode()


def test_an_author_takes_it_back_and_goes_on(console: Client, world: World, jonas: Client) -> None:
    found = propose(console)
    assert "Only maya can take this back" in said(jonas, f"/messages/approvals/{found.pk}/withdraw/")
    assert "Taken back: it waits no more." in said(console, f"/messages/approvals/{found.pk}/withdraw/")
    assert "decided about this text already" in said(jonas, f"/messages/approvals/{found.pk}/send-back/", answer="No.")


def test_a_second_text_of_one_author_takes_the_place_of_the_first(console: Client, world: World) -> None:
    first = propose(console)
    second = propose(console, changed().replace("pills?", "tablets?"))
    assert [each.pk for each in proposals.waiting_for(DOSE)] == [second.pk]
    replaced = proposals.get(first.pk)
    assert replaced is not None
    assert replaced.state == proposals.WITHDRAWN


def test_when_another_version_went_live_meanwhile_nothing_is_lost(console: Client, world: World, jonas: Client) -> None:
    found = propose(console)
    other = source().replace("Keep", "Take")
    templates.publish(templates.Edit(DOSE, other, 0, "ines", approver="noor"), world.now)
    assert "went live since maya began" in jonas.get(f"/messages/approvals/{found.pk}/").content.decode()
    answer = jonas.post(f"/messages/approvals/{found.pk}/approve/")
    assert answer.status_code == 409
    assert "another version went live" in answer.content.decode()
    assert [each.pk for each in proposals.waiting_for(DOSE)] == [found.pk]
    assert templates.current([DOSE])[DOSE].source == other


def test_an_author_is_no_second_person_of_their_own(world: World) -> None:
    house, moment = world.office.house, world.moment()
    done = publishing.publish(
        DOSE, changed(), based_on=0, author="maya", note="n", house=house, moment=moment, approver="maya"
    )
    assert isinstance(done, publishing.Waiting)
    assert "far apart" not in source()


def test_a_proposal_on_old_words_meets_the_conflict_at_once(console: Client, world: World) -> None:
    templates.publish(templates.Edit(DOSE, source().replace("Keep", "Take"), 0, "ines", approver="noor"), world.now)
    fields = {"name": DOSE, "source": changed(), "based_on": 0}
    answer = publish(console, **fields)
    assert answer.status_code == 409
    assert "ines published version 1 while you wrote" in answer.content.decode()
    assert proposals.waiting_for(DOSE) == []


def test_a_viewer_reads_and_decides_nothing(console: Client, world: World) -> None:
    found = propose(console)
    member("noor", "viewer")
    other = Client()
    other.login(username="noor", password=PASSWORD)
    page = other.get(f"/messages/approvals/{found.pk}/").content.decode()
    assert "An editor decides." in page
    for what in ("approve", "send-back", "withdraw"):
        assert other.post(f"/messages/approvals/{found.pk}/{what}/").status_code == 403


def test_taking_back_an_approved_text_needs_no_second_person(console: Client, world: World, jonas: Client) -> None:
    before = source()
    found = propose(console)
    said(jonas, f"/messages/approvals/{found.pk}/approve/")
    assert "is taken back" in said(console, f"/messages/publish/undo/?name={DOSE}&number=1")
    assert templates.current([DOSE])[DOSE].source == before


def test_a_number_that_nobody_proposed_is_not_there(console: Client, world: World) -> None:
    for number in (99_999, 2**80):
        assert console.get(f"/messages/approvals/{number}/").status_code == 404
