"""The page where anybody signs up: empty boxes, the wording in full, one answer for everybody, limits for machines."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import wordings
from coaching.store import proven, screens, suppressions
from coaching.store.models import Audit, Consent, Enrolment, Message, Subscriber
from tests.world import World

pytestmark = pytest.mark.database
NUMBER = "+12125550123"
WHOLE = {
    "first_name": "Ana",
    "phone": NUMBER,
    "email": "ana@example.org",
    "zone": "America/New_York",
    "region": "US",
    "adult": "yes",
    "sms": "yes",
    "mail": "yes",
}
SENT = "/join/sent/?sms=1&mail=1"


def post(fields: Mapping[str, str], **more: str) -> str:
    """Where the form leads, or its words where it is shown again."""
    answer = Client().post("/join/", fields, **more)
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def enrolled(world: World, **changes: object) -> Enrolment:
    """Somebody who is under way with the number and address of the form."""
    own = {"phone": NUMBER, "email": "ana@example.org", "zone": "America/New_York", "start": ""}
    return world.enrol(**{**own, **changes})


def finish(enrolment: Enrolment) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(status="completed", wake_at=None)
    Message.objects.filter(enrolment=enrolment).delete()


def messages() -> set[tuple[str, str]]:
    return set(Message.objects.values_list("kind", "channel"))


# The page


def test_every_box_is_empty_and_the_wording_stands_in_full(world: World) -> None:
    said = Client().get("/join/").content.decode()
    boxes = re.findall(r"<input[^>]*type=\"(?:checkbox|radio)\"[^>]*>", said)
    assert len(boxes) == 3 + 2 + 7 * 3
    assert not any("checked" in box for box in boxes)
    assert "selected" not in said
    told = said.replace("&amp;", "&").replace("&#39;", "'")
    for wording in (*(wordings.for_channel(channel, "Coach") for channel in Channel), wordings.for_health("Coach")):
        assert wording in told
    assert "/join/data/" in said


def test_the_page_about_data_names_who_sees_what(world: World) -> None:
    said = Client().get("/join/data/").content.decode()
    for part in ("Twilio", "SendGrid", "erase", "download", "no trackers"):
        assert part in said


def test_a_number_in_the_address_is_not_taken_over_without_proof(world: World) -> None:
    assert "+12125550199" not in Client().get("/join/", {"p": "+12125550199", "phone": "+12125550199"}).content.decode()


def test_a_link_from_a_text_knows_its_number(world: World) -> None:
    said = Client().get("/join/", {"p": proven.link_to(NUMBER)}).content.decode()
    assert f'value="{NUMBER}"' in said
    assert "The number that you texted us from" in said


# Signing up


def test_a_sign_up_waits_for_the_yes_on_each_channel(world: World) -> None:
    assert post(WHOLE) == SENT
    enrolment = Enrolment.objects.get()
    person = enrolment.subscriber
    assert (enrolment.status, person.sms_state, person.email_state) == ("waiting", "asked", "asked")
    assert (person.region, person.zone, enrolment.screen) == ("US", "America/New_York", None)
    assert messages() == {("invite", "sms"), ("invite", "email")}
    assert "You asked to join" in Message.objects.get(channel="sms").text


def test_the_consent_rows_keep_wording_version_form_and_place(world: World) -> None:
    post(WHOLE, REMOTE_ADDR="203.0.113.9")
    rows = {row.channel: row for row in Consent.objects.all()}
    for channel in Channel:
        row = rows[channel]
        assert (row.event, row.how) == ("asked", "form on the join page")
        assert row.proof == "form join-1, from 203.0.113.9"
        assert row.wording == wordings.for_channel(channel, "Coach")
        assert row.wording_version == wordings.VERSION
        assert row.actor == f"subscriber {row.subscriber_id}"


def test_nothing_else_is_sent_before_the_yes_and_each_channel_says_its_own(world: World) -> None:
    post(WHOLE)
    world.move(world.now + timedelta(days=2))
    assert len(world.texts()) == len(world.emails()) == 1
    world.text("JOIN", NUMBER)
    enrolment = Enrolment.objects.get()
    assert (enrolment.status, enrolment.subscriber.sms_state) == ("active", "active")
    assert enrolment.subscriber.email_state == "asked"


def test_a_text_waits_for_the_persons_daytime_unless_they_have_just_texted_us(world: World) -> None:
    post({**WHOLE, "email": "", "mail": ""})
    assert Message.objects.get().due_at > world.now
    other = "+12125550144"
    post({**WHOLE, "email": "", "mail": "", "phone": other, "p": proven.link_to(other)})
    newest = Message.objects.latest("pk")
    assert (newest.due_at - world.now).total_seconds() < 60


def test_one_channel_is_enough(world: World) -> None:
    assert post({**WHOLE, "phone": "", "sms": ""}) == "/join/sent/?mail=1"
    assert Subscriber.objects.get().phone is None
    assert messages() == {("invite", "email")}


def test_a_number_without_a_country_code_is_one_of_the_country_chosen(world: World) -> None:
    post({**WHOLE, "phone": "(212) 555-0123"})
    assert Subscriber.objects.get().phone == NUMBER


def test_the_number_gives_the_zone_where_none_is_chosen(world: World) -> None:
    post({**WHOLE, "zone": ""})
    assert Subscriber.objects.get().zone == "America/New_York"


def test_health_answers_are_kept_with_a_tick_of_their_own(world: World) -> None:
    said = {f"q_{key}": "no" for key in "KHNPMGF"}
    post({**WHOLE, **said, "health": "yes"})
    enrolment = Enrolment.objects.get()
    kept = screens.newest(EnrolmentId(enrolment.pk))
    assert kept is not None
    assert (kept.track, enrolment.screen, kept.answers["A"]) == ("full", "full", "no")
    row = Consent.objects.get(purpose="health")
    assert (row.event, row.wording) == ("confirmed", wordings.for_health("Coach"))


# What is wrong in the form


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"first_name": ""}, "first_name", "first name"),
        ({"phone": "12"}, "phone", "not a full number"),
        ({"email": "ana"}, "email", "cannot be used"),
        ({"sms": ""}, "sms", "Tick this if we may text you"),
        ({"mail": ""}, "mail", "Tick this if we may email you"),
        ({"adult": ""}, "adult", "18 or older"),
        ({"adult": "no"}, "adult", "Thank you for asking"),
        ({"region": ""}, "region", "Choose the country"),
        ({"region": "-"}, "region", "not open in your country"),
        ({"phone": "+4915112345678"}, "phone", "not open in Germany"),
        ({"zone": "", "phone": "", "sms": ""}, "zone", "Choose a time zone"),
        ({"q_K": "no"}, "health", "Tick the box above"),
    ],
)
def test_errors_stand_at_their_field_and_nothing_is_kept(
    world: World, changes: dict[str, str], field: str, words: str
) -> None:
    answer = Client().post("/join/", {**WHOLE, **changes})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert words in said
    assert f'href="#{field}"' in said
    assert f'id="{field}"' in said
    assert f'id="{field}-problem"' in said
    assert "COACHING_REGIONS" not in said
    assert not Subscriber.objects.exists()


def test_nothing_typed_is_lost_with_a_mistake(world: World) -> None:
    said = post({**WHOLE, "first_name": "", "q_K": "unsure", "health": "yes"})
    assert f'value="{NUMBER}"' in said
    assert '<option value="America/New_York" selected>' in said
    assert 'name="q_K" value="unsure" checked' in said
    assert '<details class="health" open>' in said


# The same answer for everybody


def test_somebody_who_is_under_way_gets_nothing_and_the_page_says_the_same(world: World) -> None:
    enrolled(world)
    Message.objects.all().delete()
    assert post(WHOLE) == SENT
    assert (Enrolment.objects.count(), messages()) == (1, set())
    assert Audit.objects.filter(verb="left a sign-up alone").count() == 1


def test_a_second_person_on_a_shared_phone_is_asked_by_email_alone(world: World) -> None:
    enrolled(world)
    Message.objects.all().delete()
    assert post({**WHOLE, "first_name": "Bo", "email": "bo@example.org"}) == SENT
    bo = Subscriber.objects.get(first_name="Bo")
    assert bo.phone is None
    assert messages() == {("invite", "email")}


def test_the_owner_comes_again_with_a_new_run(world: World) -> None:
    first = enrolled(world)
    finish(first)
    post(WHOLE)
    again = Enrolment.objects.latest("pk")
    assert (again.subscriber_id, again.cycle, again.status) == (first.subscriber_id, 2, "waiting")


def test_nobody_attaches_their_own_number_to_somebody_else(world: World) -> None:
    first = enrolled(world, phone="")
    finish(first)
    post({**WHOLE, "phone": "+12125550199"})
    assert world.again(first).subscriber.phone is None
    assert messages() == {("invite", "email")}


def test_whoever_has_proven_the_number_may_add_an_address(world: World) -> None:
    first = enrolled(world, email="")
    finish(first)
    post({**WHOLE, "p": proven.link_to(NUMBER)})
    assert world.again(first).subscriber.email == "ana@example.org"


def test_another_name_does_not_take_over_a_history(world: World) -> None:
    first = enrolled(world)
    finish(first)
    assert post({**WHOLE, "first_name": "Zoe"}) == SENT
    assert (Enrolment.objects.count(), messages()) == (1, set())


def test_a_number_that_said_stop_is_not_texted_until_it_texts_us(world: World) -> None:
    suppressions.suppress(Channel.SMS, NUMBER, "stop", world.now)
    assert post({**WHOLE, "email": "", "mail": ""}) == "/join/sent/?sms=1"
    assert not Subscriber.objects.exists()
    post({**WHOLE, "email": "", "mail": "", "p": proven.link_to(NUMBER)})
    assert messages() == {("invite", "sms")}
    world.text("JOIN", NUMBER)
    assert not suppressions.is_suppressed(Channel.SMS, NUMBER)


def test_a_link_is_used_once(world: World) -> None:
    link = proven.link_to(NUMBER)
    post({**WHOLE, "p": link})
    assert proven.number_of(link) is None


# Machines


def test_what_a_machine_fills_in_keeps_nothing_and_looks_the_same(world: World) -> None:
    assert post({**WHOLE, "website": "https://spam.example"}) == SENT
    assert not Subscriber.objects.exists()


def test_one_address_is_asked_for_a_few_times_an_hour_at_most(world: World) -> None:
    for _ in range(4):
        assert post(WHOLE) == SENT
    answer = Client().post("/join/", WHOLE)
    assert answer.status_code == 429
    assert "in an hour" in answer.content.decode()


def test_one_place_can_sign_up_so_many_an_hour(world: World) -> None:
    answers = {
        n: Client().post("/join/", {**WHOLE, "phone": f"+1212555{n:04}", "email": "", "mail": ""}).status_code
        for n in range(100, 122)
    }
    assert [n for n, status in answers.items() if status == 429] == [120, 121]


def test_mistakes_do_not_count_as_tries(world: World) -> None:
    for _ in range(6):
        assert Client().post("/join/", {**WHOLE, "adult": ""}).status_code == 422
    assert post(WHOLE) == SENT


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    assert Client(enforce_csrf_checks=True).post("/join/", WHOLE).status_code == 403


def test_without_redis_nobody_signs_up_and_nothing_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from redis import Redis

    from coaching.store import redis_link

    monkeypatch.setattr(redis_link, "client", lambda: Redis.from_url("redis://127.0.0.1:1/0"))
    answer = Client().post("/join/", WHOLE)
    assert answer.status_code == 503
    assert not Subscriber.objects.exists()


def test_neither_page_nor_audit_holds_the_number_or_the_name(world: World) -> None:
    post(WHOLE)
    assert NUMBER not in Client().get(SENT).content.decode()
    assert NUMBER not in str(list(Audit.objects.values()))
