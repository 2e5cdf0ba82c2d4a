"""Coming in and coming again: consent for each channel, the health screen, countries, shared phones, old stops."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from coaching.core.model import Channel, EnrolmentId, Track
from coaching.core.screen import KEYS

if TYPE_CHECKING:
    from coaching.store.models import Enrolment
    from tests.world import World

pytestmark = pytest.mark.database
ALL_NO = dict.fromkeys(KEYS, "no")
GERMANY = {"DE": {"emergency_number": "E-DE", "crisis_line": "C-DE", "poison_line": "P-DE", "ul_mg": "250"}}


@pytest.fixture
def world(world: "World") -> "World":
    """With double opt-in, as in production."""
    world.office = replace(world.office, confirm=True)
    return world


def refused(world: "World", **changes: object) -> Mapping[str, str]:
    from coaching.journeys.enrol import EnrolmentRefused

    with pytest.raises(EnrolmentRefused) as told:
        world.enrol(**changes)
    return told.value.problems


def finish(world: "World", enrolment: "Enrolment", status: str = "completed") -> None:
    from coaching.store.models import Enrolment

    Enrolment.objects.filter(pk=enrolment.pk).update(status=status, wake_at=None, closed_at=world.now)


def stop(world: "World", enrolment: "Enrolment", *channels: Channel) -> None:
    from coaching.journeys import prefer
    from coaching.store.consents import Proof

    person = world.again(enrolment).subscriber
    prefer.stop(person, channels or tuple(Channel), Proof("text message", f"subscriber {person.pk}"), world.moment())


def rows_of(enrolment: "Enrolment") -> list[tuple[str, str, str, str]]:
    from coaching.store.models import Consent

    rows = Consent.objects.filter(subscriber=enrolment.subscriber).order_by("id")
    return list(rows.values_list("purpose", "channel", "event", "actor"))


# Consent


def test_each_channel_keeps_its_own_wording(world: "World") -> None:
    from coaching.store.models import Consent

    ana = world.enrol(health=False)
    sms, email = Consent.objects.filter(subscriber=ana.subscriber).order_by("id")
    assert (sms.channel, sms.event, email.channel, email.event) == ("sms", "asked", "email", "asked")
    for part in ("SMS", "8-week wellness program", "about one a day", "Msg & data rates may apply", "HELP", "STOP"):
        assert part in sms.wording
    assert "not a condition of any purchase" in sms.wording
    assert "SMS" not in email.wording
    assert sms.wording_version == email.wording_version != ""


def test_nothing_but_the_invitation_goes_out_before_the_yes(world: "World") -> None:
    world.enrol()
    world.move(world.now + timedelta(days=10))
    assert ["asks you to join" in text for text in world.texts()] == [True]
    assert len(world.emails()) == 1


# The health screen


def test_all_eight_no_is_kept_with_its_own_consent_and_gives_the_full_track(world: "World") -> None:
    from coaching.store import consents, screens

    ana = world.enrol(answers=ALL_NO, health=True)
    assert world.again(ana).screen == Track.FULL
    kept = screens.newest(EnrolmentId(ana.pk))
    assert kept is not None
    assert (kept.answers, kept.track, kept.by) == (ALL_NO, "full", "coach")
    assert ("health", "", "granted", "coach") in rows_of(ana)
    assert consents.has_health(ana.subscriber)


@pytest.mark.parametrize(
    ("changes", "track"), [({"M": "yes"}, "food_first"), ({"K": "unsure"}, "gentle"), ({"G": ""}, "food_first")]
)
def test_the_answers_decide_the_track(world: "World", changes: dict[str, str], track: str) -> None:
    ana = world.enrol(answers={**ALL_NO, **changes}, health=True)
    assert world.again(ana).screen == track


def test_without_the_health_consent_no_answer_is_kept_and_texts_are_food_first(world: "World") -> None:
    from coaching.core.decide import text_track
    from coaching.store import consents, screens, standings

    ana = world.enrol(answers={"A": "no"}, health=False)
    key = EnrolmentId(ana.pk)
    assert world.again(ana).screen is None
    assert screens.newest(key) is None
    assert not consents.has_health(ana.subscriber)
    assert text_track(standings.load(key).standing) is Track.FOOD_FIRST


def test_answers_without_the_health_consent_are_refused_out_loud(world: "World") -> None:
    assert "answers are kept" in refused(world, answers=ALL_NO, health=False)["health"]


@pytest.mark.parametrize("said", ["yes", "unsure"])
def test_nobody_under_18_is_enrolled_and_is_told_so_kindly(world: "World", said: str) -> None:
    from coaching.store.models import Subscriber

    problems = refused(world, answers={**ALL_NO, "A": said}, health=True)
    assert "Thank you for asking" in problems["q_A"]
    assert not Subscriber.objects.exists()


def test_taking_the_health_consent_back_deletes_the_answers(world: "World") -> None:
    from coaching.journeys import screening
    from coaching.store import consents, screens

    ana = world.enrol(answers=ALL_NO, health=True)
    screening.withdraw(ana.subscriber, "button", "subscriber 1", world.office, world.moment())
    assert world.again(ana).screen is None
    assert screens.newest(EnrolmentId(ana.pk)) is None
    assert not consents.has_health(ana.subscriber)
    assert rows_of(ana)[-1][:3] == ("health", "", "revoked")


def test_a_withdrawn_health_consent_is_no_stop(world: "World") -> None:
    from coaching.journeys import screening
    from coaching.store import consents

    ana = world.enrol(answers=ALL_NO, health=True)
    screening.withdraw(ana.subscriber, "button", "subscriber 1", world.office, world.moment())
    assert not consents.was_silent_on_purpose(ana.subscriber_id, world.now - timedelta(days=1))
    assert world.again(ana).subscriber.sms_state == "asked"


def test_a_person_cannot_answer_themselves_out_of_the_gentle_track_but_a_coach_can(world: "World") -> None:
    from coaching.core import screen
    from coaching.journeys import screening

    ana = world.enrol(answers={**ALL_NO, "K": "yes"}, health=True)
    answers = screen.read(ALL_NO)
    own = screening.answer(world.again(ana), answers, "own page", "subscriber 1", world.office, world.moment())
    assert own is Track.GENTLE
    assert world.again(ana).screen == "gentle"
    by_coach = screening.answer(world.again(ana), answers, "console", "maya", world.office, world.moment())
    assert by_coach is Track.FULL


def test_a_new_concern_takes_an_older_all_clear_back_and_an_old_one_does_not(world: "World") -> None:
    from coaching.core import screen
    from coaching.journeys import screening
    from coaching.store import enrolments

    ana = world.enrol(answers={**ALL_NO, "M": "yes"}, health=True)
    enrolments.clear_for_doses(EnrolmentId(ana.pk), world.now)
    same = screen.read({**ALL_NO, "M": "yes"})
    screening.answer(world.again(ana), same, "own page", "subscriber 1", world.office, world.moment())
    assert world.again(ana).cleared_at is not None
    more = screen.read({**ALL_NO, "M": "yes", "P": "yes"})
    screening.answer(world.again(ana), more, "own page", "subscriber 1", world.office, world.moment())
    assert world.again(ana).cleared_at is None


# Countries


def test_the_country_follows_the_number_and_the_house_without_one(world: "World") -> None:
    assert world.enrol(email="").subscriber.region == "US"
    assert world.enrol(phone="", email="b@example.org").subscriber.region == "US"


def test_a_country_without_its_three_numbers_is_closed_and_says_what_to_set(world: "World") -> None:
    problem = refused(world, phone="+4915112345678")["phone"]
    assert "Germany (DE)" in problem
    for part in ("emergency number", "crisis line", "poison line", "COACHING_REGIONS"):
        assert part in problem


def test_a_closed_country_cannot_be_chosen_and_no_other_covers_for_the_number(world: "World") -> None:
    assert "Norway" in refused(world, region="NO")["region"]
    assert "phone" in refused(world, phone="+4915112345678", region="US")


def test_a_house_without_its_numbers_enrols_nobody(world: "World") -> None:
    house = replace(world.office.house, values={**world.office.house.values, "crisis_line": ""})
    world.office = replace(world.office, house=house)
    assert set(refused(world, phone="")) == {"region"}
    assert set(refused(world)) == {"phone"}


def test_texts_of_a_step_and_beside_it_name_the_numbers_of_the_persons_country(world: "World") -> None:
    from coaching.store.models import Message

    world.office = replace(world.office, confirm=False, regions=GERMANY)
    berlin = world.enrol(phone="+4915112345678", first_name="Bea")
    boston = world.enrol(phone="+16175550123", email="cy@example.org", first_name="Cy")
    assert (berlin.subscriber.region, boston.subscriber.region) == ("DE", "US")
    world.move(world.now + timedelta(days=2))
    first = Message.objects.filter(kind="step", day=1, channel="email")
    words = {row.enrolment_id: row.words for row in first}
    assert words[berlin.pk].get("crisis_line") == "C-DE"
    assert "crisis_line" not in words[boston.pk]
    welcome = {row.enrolment_id: row.words for row in Message.objects.filter(kind="welcome", channel="email")}
    assert welcome[berlin.pk]["emergency_number"] == "E-DE"


# Coming again


@pytest.mark.parametrize("status", ["completed", "ended"])
def test_the_same_person_begins_a_new_run_and_is_asked_anew(world: "World", status: str) -> None:
    world.office = replace(world.office, confirm=False)
    first = world.enrol(answers=ALL_NO, health=True)
    finish(world, first, status)
    world.office = replace(world.office, confirm=True)
    again = world.enrol(first_name="ana", start="")
    assert (again.subscriber_id, again.cycle, again.status) == (first.subscriber_id, 2, "waiting")
    assert again.screen is None
    assert again.subscriber.sms_state == again.subscriber.email_state == "asked"
    world.text("JOIN")
    assert world.again(again).status == "active"


def test_somebody_who_runs_already_is_refused_with_what_a_shared_phone_can_do(world: "World") -> None:
    world.enrol()
    problem = refused(world, first_name="Bo", email="bo@example.org")["phone"]
    assert "Somebody with this phone number is in the programme already" in problem
    assert "One number serves one person" in problem
    assert "by email alone" in problem
    assert "One address serves one person" in refused(world, phone="")["email"]


def test_a_second_person_on_a_shared_phone_joins_by_email(world: "World") -> None:
    world.enrol()
    bo = world.enrol(first_name="Bo", phone="", email="bo@example.org")
    assert (bo.cycle, bo.subscriber.phone) == (1, None)


def test_a_channel_that_was_stopped_is_not_asked_again_by_a_coach(world: "World") -> None:
    first = world.enrol()
    stop(world, first)
    assert "texting START" in refused(world, email="")["phone"]
    again = world.enrol(email="new@example.org", start="")
    assert (again.subscriber_id, again.cycle) == (first.subscriber_id, 2)
    assert (again.subscriber.sms_state, again.subscriber.email_state) == ("revoked", "asked")
    assert [row.channel for row in world.rows(again, kind="invite")] == ["email"]


def test_a_number_of_somebody_else_is_not_taken_over_with_their_history(world: "World") -> None:
    first = world.enrol()
    finish(world, first)
    problem = refused(world, first_name="Zoe", email="")["first_name"]
    assert "belonged to Ana" in problem


def test_a_number_and_an_address_of_two_people_are_not_mixed(world: "World") -> None:
    for number, fields in enumerate(({"email": ""}, {"phone": "", "email": "bo@example.org"})):
        finish(world, world.enrol(first_name="Ana Bo"[number * 4 :][:3], **fields))
    assert "two different people" in refused(world, email="bo@example.org")["email"]


def test_a_hold_and_the_gentle_track_outlive_the_run_they_began_in(world: "World") -> None:
    from coaching.store import holds

    first = world.enrol(answers={**ALL_NO, "F": "yes"}, health=True)
    holds.place(EnrolmentId(first.pk), "dose", "answered 3 to tummy", "the service", world.now)
    finish(world, first)
    again = world.enrol(start="")
    assert world.again(again).screen == "gentle"
    [hold] = holds.of(EnrolmentId(again.pk))
    assert (hold.kind, hold.cleared_at) == ("dose", None)
    assert "answered 3 to tummy" in hold.cause


def test_a_new_address_of_a_known_person_begins_without_consent(world: "World") -> None:
    world.office = replace(world.office, confirm=False)
    first = world.enrol()
    finish(world, first)
    world.office = replace(world.office, confirm=True)
    again = world.enrol(phone="+16175550123", start="")
    assert (again.subscriber.phone, again.subscriber.sms_state) == ("+16175550123", "asked")


def test_a_channel_that_is_not_named_again_stays_silent_in_the_new_run(world: "World") -> None:
    world.office = replace(world.office, confirm=False)
    first = world.enrol()
    finish(world, first)
    world.move(world.now + timedelta(days=2))
    again = world.enrol(phone="", start="")
    assert world.again(again).only == "email"
    before = len(world.texts())
    world.move(world.now + timedelta(days=3))
    assert len(world.texts()) == before


def test_an_address_that_must_not_be_written_to_is_refused_with_the_way_out(world: "World") -> None:
    from coaching.store import suppressions

    suppressions.suppress(Channel.SMS, "+15551230001", "stop", world.now)
    problem = refused(world)["phone"]
    assert "asked us not to write" in problem
    assert "/join/" in problem
    assert "START" in problem
