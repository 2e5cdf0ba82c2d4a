"""Very many people at once: counted and stored by the database, they are the same as if each had been looked at."""

from datetime import timedelta
from itertools import product

import pytest

from coaching.core.groups import Note, What
from coaching.core.model import Channel, EnrolmentId
from coaching.journeys import group
from coaching.journeys.group import Plan, Wish
from coaching.journeys.to_many import Written
from coaching.store import campaigns, holds, tags
from coaching.store.chosen import Chosen
from coaching.store.models import Enrolment, GroupMember, Message, Pause, Subscriber
from coaching.store.people_filter import Wanted
from tests.world import World

pytestmark = pytest.mark.database
EVERYBODY = Chosen(wanted=Wanted())
HELLO = Written("Hi {{ first_name }}, we move on Monday.")
CLOSELY = 10_000


def written(channel: Channel | None, *, dose: bool) -> Written:
    return Written(HELLO.words, note=Note(channel, dose))


WISHES = [
    Wish(What.PAUSE, days=3),
    Wish(What.RESUME),
    Wish(What.TAG, tag="pilot"),
    Wish(What.UNTAG, tag="pilot"),
    *(Wish(What.MESSAGE, written=written(way, dose=dose)) for way in (None, *Channel) for dose in (False, True)),
]


def town(world: World) -> list[Enrolment]:
    """Somebody of every state, form, way to be reached, pause, hold and tag, and one who was erased."""
    ways = [("active", "active"), ("active", "none"), ("none", "active"), ("revoked", "none")]
    states = ["active", "waiting", "stopped", "completed", "ended"]
    screens = [("full", True), ("full", False), ("food_first", True), ("gentle", True), (None, True)]
    found = []
    for n, ((by_sms, by_email), status) in enumerate(product(ways, states)):
        screen, cleared = screens[(n + 2 * (n // 5)) % len(screens)]
        person = Subscriber.objects.create(
            first_name=f"Person {n}", phone=f"+1{212 + n}555{n:04}", email=f"p{n}@example.org", token=f"token-{n}",
            zone=("UTC", "Europe/Berlin", "Asia/Tokyo")[n % 3], language=("en", "es")[n % 2], created_at=world.now,
            sms_state=by_sms, email_state=by_email, sms_trouble="30005" if n % 7 == 0 else "",
        )  # fmt: skip
        run = Enrolment.objects.create(
            subscriber=person, campaign_id=version(), status=status, start=world.now.date(), screen=screen,
            cleared_at=world.now if cleared else None, enrolled_by="maya", enrolled_at=world.now,
        )  # fmt: skip
        key = EnrolmentId(run.pk)
        if n % 4 == 2:
            Pause.objects.create(enrolment=run, first=world.now.date(), last=None, by="maya", at=world.now)
        if n % 5 == 0:
            holds.place(key, ("dose", "conversation", "fault")[n % 3], "why", "maya", world.now)
        if n % 3 == 0:
            tags.put([person.pk], "pilot", "maya", world.now)
        found.append(run)
    return found


def version() -> int:
    current = campaigns.current("magnesium")
    assert current is not None
    return current.id


def both(world: World, wish: Wish) -> tuple[Plan, Plan]:
    """Looked at one by one, and counted together."""
    one, many = (group.plan(wish, EVERYBODY, world.office, world.moment(), closely) for closely in (CLOSELY, 1))
    assert one.crowd is None
    assert many.crowd == EVERYBODY
    return one, many


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: f"{wish.what}-{wish.written.note}")
def test_a_crowd_is_counted_as_if_each_were_looked_at(world: World, wish: Wish) -> None:
    people = town(world)
    one, many = both(world, wish)
    assert many.staying == one.staying
    assert many.count == one.count
    assert many.count + many.left_out == len(people)
    assert (many.first, many.languages) == (one.first, one.languages)
    if one.sums and many.sums:
        assert (many.sums.texts, many.sums.emails) == (one.sums.texts, one.sums.emails)
        assert (many.sums.waiting, many.sums.dose) == (one.sums.waiting, one.sums.dose)


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: f"{wish.what}-{wish.written.note}")
def test_a_crowd_has_as_its_members_exactly_those_for_whom_it_makes_sense(world: World, wish: Wish) -> None:
    town(world)
    one, many = both(world, wish)
    begun = group.begin(wish, many, "maya", world.moment())
    stored = GroupMember.objects.filter(change=begun.change).order_by("pk").values_list("enrolment_id", flat=True)
    assert list(stored) == sorted(one.going)
    assert set(GroupMember.objects.values_list("outcome", flat=True)) == {""}


def test_who_has_had_enough_today_is_reckoned_from_some(world: World) -> None:
    ana = world.enrol(start="")
    world.enrol(first_name="Ben", phone="+15551230002", email="ben@example.org", start="")
    world.move(world.now + timedelta(days=1, hours=4))
    Message.objects.filter(enrolment=ana, kind="step").update(handed_at=world.now, on=world.now.date())
    row = Message.objects.filter(enrolment=ana, kind="step")[0]
    for n in range(world.office.daily_cap):
        row.pk, row.dedupe_key = None, f"more {n}"
        row.save(force_insert=True)
    one, many = both(world, Wish(What.MESSAGE, written=HELLO))
    assert one.staying == {"with the most messages of a day already": 1}
    assert (one.count, many.count) == (1, 2)
    assert many.sums is not None
    assert (many.sums.had_enough, many.sums.looked_at) == (1, 2)


def test_a_crowd_that_changed_a_little_is_as_shown_and_a_few_people_are_not() -> None:
    crowd, few = Plan((), {}, "", crowd=EVERYBODY, many=1000), Plan((EnrolmentId(1), EnrolmentId(2)), {}, "")
    assert crowd.is_as_shown(1009)
    assert not crowd.is_as_shown(1011)
    assert few.is_as_shown(2)
    assert not few.is_as_shown(3)
