"""What a link may do: look, change for 14 days, nothing once it was altered; and how one gets a fresh one."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog
from django.test import Client

from coaching import logs
from coaching.core.consent import ConsentEvent
from coaching.core.model import Channel
from coaching.journeys import compose
from coaching.store import consents, standings
from coaching.store.consents import Proof
from coaching.store.models import Enrolment, Message, Pause, Subscriber
from tests.web.visits import FRESH, LAST_DAY, OLD, address, look, press, signature
from tests.world import World

pytestmark = pytest.mark.database
CHANGES = {
    "answer": {"question": "1", "answer": "1"},
    "pause": {"how": "week"},
    "resume": {},
    "time": {"slot": "am", "at": "07:30"},
    "channel": {"channel": "sms"},
    "cadence": {"cadence": "light"},
    "zone": {"zone": "Asia/Tokyo"},
    "language": {"language": "en"},
    "undo": {},
    "address": {"kind": "phone", "address": "+15551237777"},
    "code": {"code": "123456"},
    "stop": {"scope": "all"},
    "again": {},
    "export": {},
    "erase": {"name": "Ana"},
}


@pytest.fixture
def ana(world: World) -> Enrolment:
    return world.enrol(start="")


@pytest.fixture
def ben(world: World) -> Enrolment:
    return world.enrol(first_name="Ben", phone="+15551239999", email="ben@example.org", start="")


def test_the_link_in_a_message_opens_the_page_for_changes(world: World, ana: Enrolment) -> None:
    person = standings.person_of(ana.subscriber)
    url = compose.addresses(person, world.office.house, world.now)["page_url"]
    assert "Take a week off" in Client().get(str(url).removeprefix(world.office.house.public_url)).content.decode()
    assert len(str(url).replace("http://127.0.0.1:8000", "https://coach.example")) <= 75


@pytest.mark.parametrize("part", CHANGES)
def test_nothing_is_changed_without_a_fresh_signature_or_by_one_of_somebody_else(
    world: World, ana: Enrolment, ben: Enrolment, part: str
) -> None:
    before = (Subscriber.objects.values().get(pk=ana.subscriber_id), Enrolment.objects.values().get(pk=ana.pk))
    good = signature(world, ana)
    altered = good[:-1] + ("A" if good[-1] != "A" else "B")
    for k in ("", signature(world, ana, OLD), signature(world, ben), altered, "x" * 15, "é", "\0", good * 1000):
        sent = {**CHANGES[part], "k": k}
        answer = Client().post(f"/me/{ana.subscriber.token}/{part}", sent)
        assert answer.status_code == 403, k
        assert "ana@example.org" not in answer.content.decode()
    assert Client().post(f"/me/{ben.subscriber.token}x/{part}", CHANGES[part]).status_code == 404
    assert (Subscriber.objects.values().get(pk=ana.subscriber_id), Enrolment.objects.values().get(pk=ana.pk)) == before
    assert not Pause.objects.exists()


@pytest.mark.parametrize("part", sorted(CHANGES.keys() - {"code", "erase"}))
def test_opening_the_address_of_a_change_changes_nothing(world: World, ana: Enrolment, part: str) -> None:
    assert Client().get(address(world, ana, f"/{part}")).status_code == 405


def test_a_signature_counts_through_its_last_day(world: World, ana: Enrolment) -> None:
    assert "Take a week off" in look(world, ana, left=FRESH)
    assert "Take a week off" in look(world, ana, left=LAST_DAY)
    assert "Take a week off" not in look(world, ana, left=OLD)


def test_an_old_link_and_one_without_signature_show_the_page_and_offer_a_fresh_link(
    world: World, ana: Enrolment
) -> None:
    old, bare = look(world, ana, left=OLD), Client().get(f"/me/{ana.subscriber.token}").content.decode()
    assert "This link is old, so you can only look" in old
    assert "You can only look here" in bare
    for said in (old, bare):
        assert "Hi Ana" in said
        assert "Send me a fresh link" in said
        assert "Erase me" not in said
        assert 'name="k"' not in said


def test_an_altered_signature_shows_nothing_of_anybody(world: World, ana: Enrolment, ben: Enrolment) -> None:
    for k in ("x" * 15, signature(world, ben), signature(world, ana).swapcase()):
        for part in ("", "/lesson/1", "/code", "/erase"):
            answer = Client().get(f"/me/{ana.subscriber.token}{part}", {"k": k})
            assert answer.status_code == 403
            assert "This link does not work" in answer.content.decode()
            assert "Ana" not in answer.content.decode()


def test_a_fresh_link_goes_to_the_person_by_text_at_most_three_times_a_day(world: World, ana: Enrolment) -> None:
    world.deliver()
    world.sms.sent.clear()
    for _ in range(3):
        answer = Client().post(f"/me/{ana.subscriber.token}/link")
        assert answer.status_code == 200
        assert "Look at your texts" in answer.content.decode()
    assert Client().post(f"/me/{ana.subscriber.token}/link").status_code == 409
    world.deliver()
    [text, *others] = world.texts()
    assert len(others) == 2
    link = text.split("Your own page: ")[1].split()[0]
    assert "Take a week off" in Client().get(link.removeprefix("http://127.0.0.1:8000")).content.decode()
    world.move(world.now + timedelta(days=1))
    assert Client().post(f"/me/{ana.subscriber.token}/link").status_code == 200


def test_a_fresh_link_goes_by_email_to_somebody_who_wants_no_texts(world: World, ana: Enrolment) -> None:
    Enrolment.objects.filter(pk=ana.pk).update(only="email")
    assert "Look at your emails" in Client().post(f"/me/{ana.subscriber.token}/link").content.decode()
    assert Message.objects.filter(template="email/_house/fresh-link").count() == 1


def test_no_fresh_link_goes_to_somebody_who_stopped_everything(world: World, ana: Enrolment) -> None:
    press(world, ana, "stop", scope="all")
    answer = Client().post(f"/me/{ana.subscriber.token}/link")
    assert answer.status_code == 409
    assert "No link was sent" in answer.content.decode()


def test_links_for_other_uses_hold_no_token_and_never_expire(world: World, ana: Enrolment) -> None:
    links = compose.addresses(standings.person_of(ana.subscriber), world.office.house, world.now)
    for name in ("unsubscribe_url", "confirm_url"):
        assert ana.subscriber.token not in str(links[name])
    unsubscribe = str(links["unsubscribe_url"]).removeprefix("http://127.0.0.1:8000")
    world.move(world.now + timedelta(days=300))
    page = Client().get(unsubscribe)
    assert page.status_code == 200
    assert ana.subscriber.token not in page.content.decode()
    assert Client().get(unsubscribe.replace("/u/", "/me/")).status_code == 404
    assert Client().post(unsubscribe.upper().replace("/U/", "/u/"), {"scope": "all"}).status_code == 200
    assert world.again(ana).subscriber.sms_state == "revoked"


def test_the_handle_of_one_person_is_not_that_of_another(world: World, ana: Enrolment, ben: Enrolment) -> None:
    own = str(compose.addresses(standings.person_of(ana.subscriber), world.office.house, world.now)["unsubscribe_url"])
    mark = own.rpartition("-")[2]
    for wrong in (f"{ben.subscriber_id}-{mark}", f"{ana.subscriber_id}-{'a' * 26}", f"{10**17}-{mark}"):
        assert Client().get(f"/u/{wrong}").status_code == 404
    assert world.again(ben).subscriber.email_state == "active"


def test_the_page_of_somebody_without_consent_offers_the_way_back_for_emails(world: World, ana: Enrolment) -> None:
    consents.record(ana.subscriber, Channel.EMAIL, ConsentEvent.REVOKED, Proof("test", "test"), world.now)
    assert "send me emails again" in look(world, ana)


@pytest.fixture
def logging_as_served() -> Iterator[None]:
    """What a process of the service does to its log at the start."""
    before = structlog.get_config()
    logs.configure()
    yield
    structlog.configure(**before)
    for name in ("django.request", "django.security.csrf"):
        logging.getLogger(name).removeFilter(logs.without_keys)


@pytest.mark.usefixtures("logging_as_served")
def test_no_line_of_the_log_holds_the_key_to_somebodys_page(
    world: World, ana: Enrolment, caplog: pytest.LogCaptureFixture
) -> None:
    token, k = ana.subscriber.token, signature(world, ana)
    Client().post(f"/me/{token}/pause", {"k": "x" * 15})
    Client().get(f"/me/{token}/pause", {"k": k})
    Client().get(f"/me/{token}/lesson/50", {"k": k})
    Client().get(f"/u/{token}x")
    Client(enforce_csrf_checks=True).post(f"/me/{token}/pause", {"k": k})
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 5
    assert all(token not in line and k not in line for line in lines)
    assert any("/me/.../pause" in line for line in lines)
