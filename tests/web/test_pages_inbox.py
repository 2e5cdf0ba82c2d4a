"""The inbox: who waits and why, one conversation, answers that never cross, and nothing foreign that comes through."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from coaching.core.model import EnrolmentId
from coaching.core.needs import Need
from coaching.store import inbox, threads
from coaching.store.models import Alert, Audit, Enrolment, Hold, Message, OpenQuestion, Reply, SavedReply, Thread, User
from coaching.store.threads import Tab, Wanted
from tests.world import World

pytestmark = pytest.mark.database
HOSTILE = (
    "<script>alert(1)</script> {{ 1234*4321 }} \u202eevil\u202c \U0001f468\u200d\U0001f469\u200d\U0001f467 "
    + "w" * 5000
)


def crowd(world: World, *names: str) -> list[Enrolment]:
    return [
        world.enrol(first_name=name, phone=f"+1555123{number:04}", email=f"{name.lower()}@example.org", start="")
        for number, name in enumerate(names, 100)
    ]


def wrote(world: World, run: Enrolment, text: str, label: str = "unread") -> Reply:
    return inbox.add_reply(run.subscriber, EnrolmentId(run.pk), None, "sms", text, label, world.now)


def names(answer: object) -> list[str]:
    return re.findall(r"data-item[^>]*><bdi>([^<]+)</bdi>", answer.content.decode())  # type: ignore[attr-defined]  # a response


@pytest.fixture
def ben(db: None) -> Client:
    """Another coach, signed in elsewhere."""
    client = Client()
    client.force_login(User.objects.create_user("ben", password="calm-water-43"))
    return client


def test_an_empty_inbox_says_what_will_come(console: Client, world: World) -> None:
    assert "Nobody has written yet" in console.get("/inbox/").content.decode()


def test_threads_stand_by_need_and_the_oldest_first(console: Client, world: World) -> None:
    runs = crowd(world, "Other", "Ask", "Ask2", "Unsure", "Stop", "Red", "Picture", "Answered")
    other, ask, ask2, unsure, stop, red, picture, answered = runs
    wrote(world, ask2, "and coffee?")
    world.now += timedelta(minutes=5)
    for run, text, label in (
        (other, "nice day", "unread"),
        (ask, "is tea fine?", "unread"),
        (unsure, "five, six", "unclear"),
        (stop, "maybe I stop", "maybe_stop"),
        (red, "I feel odd", "unsure"),
        (picture, "", "media"),
        (answered, "7", "answer"),
    ):
        wrote(world, run, text, label)
    shown = console.get("/inbox/")
    assert names(shown) == ["Red", "Stop", "Ask2", "Ask", "Unsure", "Picture", "Other"]
    said = shown.content.decode()
    assert "<title>Inbox (7)" in said
    assert 'Questions <span class="many">2</span>' in said
    assert names(console.get(f"/inbox/?need={Need.QUESTION.value}")) == ["Ask2", "Ask"]
    assert len(names(console.get("/inbox/?tab=all"))) == 8
    assert names(console.get("/inbox/?tab=nonsense&need=99&after=x")) == names(shown)


def test_it_is_read_page_by_page_without_gap_or_repeat_on_every_tab(world: World) -> None:
    runs = crowd(world, *[f"P{n}" for n in range(7)])
    for n, run in enumerate(runs):
        wrote(world, run, "is tea fine?" if n % 2 else "nice")
        threads.snooze(run.subscriber_id, None)
    for tab in (Tab.NEEDS, Tab.ALL):
        seen, after = [], ""
        for _ in range(4):
            page = threads.page(Wanted(0, tab), world.now, after=after, size=2)
            seen += [row.thread.pk for row in page.rows]
            after = page.after
        assert sorted(seen) == sorted(run.subscriber_id for run in runs)
        assert after == ""


def test_a_longer_list_takes_no_more_queries(world: World, django_assert_num_queries: object) -> None:
    for run in crowd(world, *[f"P{n}" for n in range(5)]):
        wrote(world, run, "is tea fine?")
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        threads.page(Wanted(0, search="tea"), world.now)


def test_search_goes_by_words_and_by_name(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    wrote(world, ana, "is liquorice fine?")
    wrote(world, ben, "is tea fine?")
    assert names(console.get("/inbox/?q=LIQUORICE")) == ["Ana"]
    assert names(console.get("/inbox/?q=ben")) == ["Ben"]
    assert names(console.get("/inbox/", {"q": "%' OR 1=1 --"})) == []


def test_a_thread_shows_both_channels_with_day_and_guess(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    world.move(world.now + timedelta(days=1, hours=12))
    world.text("1", phone="+15551230100")
    world.deliver()
    world.text("six I would say, but it was so very hot in here with the dog and all the trains", "+15551230100")
    said = console.get(f"/inbox/{ana.subscriber_id}/").content.decode()
    assert "Looks like an answer to sleep" in said
    assert "Yes, take it as 6" in said
    assert "Taken as an answer." in said
    assert "Waits for less than a minute; answer by" in said
    question = OpenQuestion.objects.get(enrolment=ana, question="q1")
    reply = Reply.objects.latest("pk")
    answer = console.post(
        f"/inbox/{ana.subscriber_id}/replies/{reply.pk}/",
        {"as": "answer", "question": question.pk, "value": "6"},
        follow=True,
    )
    assert "Taken as an answer to sleep" in answer.content.decode()
    assert OpenQuestion.objects.get(pk=question.pk).answer.value == 6
    undone = console.post(f"/inbox/{ana.subscriber_id}/replies/{reply.pk}/?as=undo", follow=True).content.decode()
    assert "Taken back: the reply waits again." in undone


@pytest.mark.parametrize(
    "sent",
    [
        {"as": "answer", "question": "9" * 30, "value": "6"},
        {"as": "answer", "question": "1", "value": "٣"},
        {"as": "stop", "channels": "everything"},
        {"as": "danger", "tier": "gut"},
        {"as": "undo"},
        {"as": "nonsense"},
        {},
    ],
)
def test_a_correction_that_makes_no_sense_changes_nothing(console: Client, world: World, sent: dict[str, str]) -> None:
    [ana] = crowd(world, "Ana")
    reply = wrote(world, ana, "six?")
    assert console.post(f"/inbox/{ana.subscriber_id}/replies/{reply.pk}/", sent).status_code == 302
    fresh = Reply.objects.get(pk=reply.pk)
    assert (fresh.label, fresh.read_at) == ("unread", None)


def test_a_reply_of_somebody_else_is_a_404(console: Client, world: World) -> None:
    ana, ben = crowd(world, "Ana", "Ben")
    reply = wrote(world, ben, "hello")
    for who, which in ((ana.subscriber_id, reply.pk), (ana.subscriber_id, 10**30), (10**30, reply.pk), (98_765, 1)):
        assert console.post(f"/inbox/{who}/replies/{which}/", {"as": "talk"}).status_code == 404
    assert Reply.objects.get(pk=reply.pk).label == "unread"
    assert "hello" not in console.get(f"/inbox/{ana.subscriber_id}/?reply={reply.pk}&tab=mine").content.decode()


def test_words_of_a_person_and_of_a_saved_reply_never_become_markup_or_template(console: Client, world: World) -> None:
    ana = world.enrol(first_name="<b>{{ 1234*4321 }}", start="")
    wrote(world, ana, HOSTILE)
    console.post(
        "/inbox/saved/", {"title": "<i>t</i>", "body": "<script>alert(2)</script> {{ 1234*4321 }} {{ brand }}"}
    )
    kept = SavedReply.objects.get()
    shown = [
        console.get("/inbox/").content.decode(),
        console.get(f"/inbox/{ana.subscriber_id}/").content.decode(),
        console.get("/inbox/saved/").content.decode(),
        console.get(f"/inbox/saved/{kept.pk}/").content.decode(),
        console.post(f"/inbox/{ana.subscriber_id}/insert/", {"words": "", "saved": kept.pk}).content.decode(),
    ]
    for said in shown:
        assert "<script>alert" not in said
        assert "<b>{{" not in said
        assert "<i>t" not in said
        assert "5332114" not in said
    assert "{{ 1234*4321 }} Coach" in shown[-1]
    assert "{{ brand }}" not in shown[-1]


def test_a_coach_answers_by_the_chosen_way_and_the_thread_is_answered(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    sent = {"words": "Yes, tea is fine.", "channel": "email", "seen": "0"}
    shown = console.post(f"/inbox/{ana.subscriber_id}/send/?tab=mine", sent, follow=True)
    assert "Your message to Ana goes out" in shown.content.decode()
    assert shown.redirect_chain[-1][0] == f"/inbox/{ana.subscriber_id}/?tab=mine"
    assert Message.objects.get(kind="coach").channel == "email"
    assert Hold.objects.filter(enrolment=ana, kind="conversation", cleared_at=None).exists()
    thread = Thread.objects.get(pk=ana.subscriber_id)
    assert (thread.need, thread.answered_by, thread.answers) == (Need.NOTHING, "maya", 1)
    assert Audit.objects.filter(verb="wrote to", actor="maya").exists()


def test_a_second_coach_sees_the_first_answer_before_sending_another(
    console: Client, ben: Client, world: World
) -> None:
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    console.post(f"/inbox/{ana.subscriber_id}/send/", {"words": "Yes.", "channel": "sms", "seen": "0"})
    mine = {"words": "Tea? Better <later>.", "channel": "email", "seen": "0"}
    shown = ben.post(f"/inbox/{ana.subscriber_id}/send/", mine)
    said = shown.content.decode()
    assert shown.status_code == 409
    assert "maya has answered meanwhile" in said
    assert "Tea? Better &lt;later&gt;.</textarea>" in said
    assert 'value="email" checked' in said
    assert "Coach: Yes." in said
    assert Message.objects.filter(kind="coach").count() == 1
    seen = re.search(r'name="seen" value="(\d+)"', said)
    assert seen is not None
    ben.post(f"/inbox/{ana.subscriber_id}/send/", {**mine, "seen": seen[1]})
    assert Message.objects.filter(kind="coach").count() == 2


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 40])
def test_without_a_sensible_count_of_answers_nothing_is_sent_blindly(console: Client, world: World, seen: str) -> None:
    [ana] = crowd(world, "Ana")
    sent = {"words": "Yes.", "channel": "sms", "seen": seen}
    wrote(world, ana, "is tea fine?")
    assert console.post(f"/inbox/{ana.subscriber_id}/send/", sent).status_code == 409
    assert not Message.objects.filter(kind="coach").exists()


def test_what_cannot_be_sent_is_said_and_the_words_stay(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    shown = console.post(f"/inbox/{ana.subscriber_id}/send/", {"words": "é" * 601, "channel": "sms", "seen": "0"})
    assert shown.status_code == 422
    assert "Shorten it by 1 letters" in shown.content.decode()
    assert "é" * 601 in shown.content.decode()
    world.text("STOP", phone="+15551230100")
    shown = console.get(f"/inbox/{ana.subscriber_id}/").content.decode()
    assert "has not agreed to any channel that works" in shown
    assert 'name="words"' not in shown
    answer = console.post(f"/inbox/{ana.subscriber_id}/send/", {"words": "Hi", "channel": "sms", "seen": "0"})
    assert answer.status_code == 422
    assert not Message.objects.filter(kind="coach").exists()


def test_letters_are_counted_as_they_would_go_and_others_see_who_writes(
    console: Client, ben: Client, world: World
) -> None:
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    address = f"/inbox/{ana.subscriber_id}/count/"
    said = console.post(address, {"words": "a" * 153, "channel": "sms"}).content.decode()
    assert "1 part by SMS; 0 letters left in it." in said  # 7 letters of the name stand before it
    assert "2 parts by SMS" in console.post(address, {"words": "a" * 154, "channel": "sms"}).content.decode()
    assert "halve what fits: \U0001f600" in console.post(address, {"words": "\U0001f600"}).content.decode()
    assert "as an email" in console.post(address, {"words": "x", "channel": "email"}).content.decode()
    assert "<strong>maya</strong> is writing" in ben.get(f"/inbox/{ana.subscriber_id}/").content.decode()
    assert "is writing" not in console.get(f"/inbox/{ana.subscriber_id}/").content.decode()


def test_done_and_its_undo(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    shown = console.post(f"/inbox/{ana.subscriber_id}/done/?need=3", follow=True)
    assert shown.redirect_chain[-1][0] == "/inbox/?need=3"
    assert "Undo: open it again" in shown.content.decode()
    assert names(console.get("/inbox/?tab=done")) == ["Ana"]
    console.post(f"/inbox/{ana.subscriber_id}/reopen/")
    assert names(console.get("/inbox/")) == ["Ana"]
    assert "It is open already" in console.post(f"/inbox/{ana.subscriber_id}/reopen/", follow=True).content.decode()


def test_a_new_text_brings_back_what_was_done_or_snoozed(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    console.post(f"/inbox/{ana.subscriber_id}/snooze/", {"until": "tomorrow"})
    assert (names(console.get("/inbox/")), names(console.get("/inbox/?tab=snoozed"))) == ([], ["Ana"])
    world.text("and coffee, may I?", phone="+15551230100")
    assert names(console.get("/inbox/")) == ["Ana"]
    console.post(f"/inbox/{ana.subscriber_id}/done/")
    assert names(console.get("/inbox/")) == []
    world.text("and cocoa, may I?", phone="+15551230100")
    assert names(console.get("/inbox/")) == ["Ana"]
    assert names(console.get("/inbox/?tab=done")) == []


def test_a_snooze_ends_by_itself_in_the_morning(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    console.post(f"/inbox/{ana.subscriber_id}/snooze/", {"until": "three-days"})
    world.move(world.now + timedelta(days=2))
    assert names(console.get("/inbox/")) == []
    world.move(world.now + timedelta(days=1, hours=4))
    assert names(console.get("/inbox/")) == ["Ana"]


@pytest.mark.parametrize("typed", ["", "soon", "2020-01-01", "9999-12-31", "2026-02-30"])
def test_a_snooze_to_no_sensible_day_is_refused_in_words(console: Client, world: World, typed: str) -> None:
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    shown = console.post(f"/inbox/{ana.subscriber_id}/snooze/", {"until": "date", "date": typed}, follow=True)
    assert "is-problem" in shown.content.decode()
    assert Thread.objects.get(pk=ana.subscriber_id).snoozed_until is None


def test_a_red_flag_is_neither_put_off_nor_done_while_its_alert_is_open(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    world.text("I want to end my life", phone="+15551230100")
    for act in ("snooze", "done"):
        shown = console.post(f"/inbox/{ana.subscriber_id}/{act}/", {"until": "tomorrow"}, follow=True)
        assert "is-problem" in shown.content.decode()
    assert names(console.get("/inbox/")) == ["Ana"]
    alert = Alert.objects.get(subscriber=ana.subscriber)
    console.post(f"/alerts/{alert.pk}/close/", {"why": "Called her."})
    assert names(console.get("/inbox/")) == []


def test_a_red_flag_stands_in_front_though_the_thread_was_snoozed_or_done(console: Client, world: World) -> None:
    from coaching.core.alerts import Kind
    from coaching.core.model import SubscriberId
    from coaching.store import alerts
    from coaching.store.alerts import News

    ana, ben = crowd(world, "Ana", "Ben")
    for run in (ana, ben):
        wrote(world, run, "is tea fine?")
    console.post(f"/inbox/{ana.subscriber_id}/snooze/", {"until": "tomorrow"})
    console.post(f"/inbox/{ben.subscriber_id}/done/")
    assert names(console.get("/inbox/")) == []
    for run in (ana, ben):
        news = News(Kind.TUMMY, f"{run.pk}", "A hard answer.", subscriber=SubscriberId(run.subscriber_id))
        alerts.raise_(news, world.now)
    assert names(console.get("/inbox/")) == ["Ana", "Ben"]
    assert names(console.get("/inbox/?tab=done")) == []


def test_who_has_a_thread_has_it_alone_but_red_flags_are_everybodys(
    console: Client, ben: Client, coach: User, world: World
) -> None:
    ana, red = crowd(world, "Ana", "Red")
    wrote(world, ana, "is tea fine?")
    wrote(world, red, "I feel odd", "unsure")
    for run in (ana, red):
        console.post(f"/inbox/{run.subscriber_id}/assign/", {"coach": coach.pk})
    assert names(console.get("/inbox/?tab=mine")) == ["Red", "Ana"]
    assert names(ben.get("/inbox/")) == ["Red"]
    assert "with maya" in ben.get("/inbox/?tab=all").content.decode()
    coach.is_active = False
    coach.save()
    assert names(ben.get("/inbox/")) == ["Red", "Ana"]


@pytest.mark.parametrize("chosen", ["987654", "x", "-1"])
def test_a_thread_goes_to_the_team_alone(console: Client, world: World, chosen: str) -> None:
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    console.post(f"/inbox/{ana.subscriber_id}/assign/", {"coach": chosen})
    assert Thread.objects.get(pk=ana.subscriber_id).assignee is None


def test_the_menu_counts_and_says_a_change_once(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    assert 'id="inbox-tally"><span class="tally is-calm">1' in console.get("/people/").content.decode()
    assert console.get("/inbox/waiting/?seen=1").status_code == 204
    said = console.get("/inbox/waiting/?seen=0").content.decode()
    assert "1 person waits for you in the inbox." in said
    assert "<main" not in said


def test_people_and_a_persons_page_lead_to_the_inbox(console: Client, world: World) -> None:
    [ana] = crowd(world, "Ana")
    world.text("is tea fine?", phone="+15551230100")
    address = f'href="/inbox/{ana.subscriber_id}/"'
    assert address in console.get("/people/").content.decode()
    assert address in console.get(f"/people/{ana.pk}/").content.decode()


def test_an_erased_person_leaves_the_inbox(console: Client, world: World) -> None:
    from coaching.journeys import erase

    [ana] = crowd(world, "Ana")
    wrote(world, ana, "is tea fine?")
    erase.erase(ana.subscriber, "maya", world.office, world.moment())
    assert console.get(f"/inbox/{ana.subscriber_id}/").status_code == 404
    assert not Thread.objects.exists()
    assert names(console.get("/inbox/?tab=all")) == []
