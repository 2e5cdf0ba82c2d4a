"""The page of rehearsals: choosing somebody, what was shown day by day, two plays beside each other, and the file."""

import re
from dataclasses import replace

from django.test import Client

from coaching.core.model import EnrolmentId
from coaching.journeys.rehearsal import kept
from coaching.journeys.rehearsal.result import Violation
from coaching.store import drafts, jobs
from coaching.store.drafts import Writing
from coaching.store.models import Audit, Enrolment, Job, Rehearsed
from tests import rehearsed
from tests.web.conftest import member
from tests.world import World


def test_what_is_kept_is_read_back_as_it_was() -> None:
    told = rehearsed.told(violations=[Violation("more than the cap", "Ana")])
    assert kept.unpack(kept.pack([told, rehearsed.louder()])) == (told, rehearsed.louder())


def test_the_form_offers_each_persona_with_what_it_shows(console: Client, world: World) -> None:
    said = console.get("/rehearsal/").content.decode()
    assert "Answers everything within two hours; cleared for supplements." in said
    assert "None yet." in said
    assert "Nothing is sent, and nothing is written to anybody." in said


def test_a_viewer_may_rehearse(world: World) -> None:
    viewer = Client()
    viewer.force_login(member("noor", "viewer"))
    answer = viewer.post("/rehearsal/begin/", {"who": "silent", "step": "run", "lines": "3: 7"})
    [row] = Rehearsed.objects.all()
    assert answer["Location"] == f"/rehearsal/{row.pk}/"
    assert row.wish == {"campaign": "magnesium", "who": "silent", "replies": "own", "lines": "3: 7"}
    assert (row.by, Job.objects.get().total) == ("noor", 56)
    assert Audit.objects.get(noun="rehearsal").verb == "began"
    said = viewer.get(f"/rehearsal/{row.pk}/").content.decode()
    assert "Waits for its turn" in said
    assert viewer.post(f"/rehearsal/{row.pk}/end/", follow=True).status_code == 200
    assert Job.objects.get().cancel_by == "noor"


def test_what_was_typed_stays_where_it_cannot_be_played(console: Client, world: World) -> None:
    answer = console.post(
        "/rehearsal/begin/", {"who": "silent", "step": "run", "lines": "nonsense", "start": "2026-05-04"}
    )
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "&#39;nonsense&#39; is not a line" in said
    assert 'value="2026-05-04"' in said
    assert not Rehearsed.objects.exists()


def test_a_real_person_is_found_by_name_and_chosen(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    said = console.post("/rehearsal/begin/", {"who": "person", "step": "find", "find": "ana"}).content.decode()
    assert f'name="person" value="{ana.pk}" checked' in said
    assert "Nobody is found" in console.post("/rehearsal/begin/", {"step": "find", "find": "zoë"}).content.decode()
    entered = console.post("/rehearsal/begin/", {"who": "person", "step": "run", "find": "ana"}).content.decode()
    assert f'name="person" value="{ana.pk}" checked' in entered
    nobody = console.post("/rehearsal/begin/", {"who": "person", "step": "run"}).content.decode()
    assert "Find the person by name, number or email first" in nobody
    console.post("/rehearsal/begin/", {"who": "person", "person": str(ana.pk), "step": "run"})
    assert Rehearsed.objects.get().subscriber_id == ana.subscriber_id
    assert "Ana (a real person)" in console.get("/rehearsal/").content.decode()
    assert f"/rehearsal/?person={ana.pk}" in console.get(f"/people/{ana.pk}/").content.decode()


def test_a_persona_is_played_even_if_a_person_was_found_before(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    console.post("/rehearsal/begin/", {"who": "silent", "person": str(ana.pk), "step": "run"})
    assert Rehearsed.objects.get().subscriber_id is None


def test_a_day_shows_the_phone_and_the_mailbox_with_when_and_why(console: Client, world: World) -> None:
    number = rehearsed.keep(world)
    said = console.get(f"/rehearsal/{number}/").content.decode()
    assert "No promise was broken" in said
    assert "Coach: Walk a little." in said
    assert "1 segment, GSM-7" in said
    assert "&lt;b&gt;why&lt;/b&gt; {{ me }}?" in said
    assert "No email on this day." in said
    assert f'rel="next" id="day-after" href="/rehearsal/{number}/?on=2026-03-03"' in said
    second = console.get(f"/rehearsal/{number}/?on=2026-03-03").content.decode()
    assert f'sandbox loading="lazy" title="Sleep" src="/rehearsal/{number}/1/email/2/"' in second
    third = console.get(f"/rehearsal/{number}/?on=2026-03-04").content.decode()
    assert "Red alert: Ana may be in danger." in re.sub(r"\s+", " ", third)
    assert "Not sent: Breathing (text)" in third
    assert console.get(f"/rehearsal/{number}/?on=never").status_code == 200


def test_a_broken_promise_stands_at_the_top(console: Client, world: World) -> None:
    number = rehearsed.keep(world, rehearsed.told(violations=[Violation("more than the cap", "Ana: day-03 at noon")]))
    said = console.get(f"/rehearsal/{number}/").content.decode()
    assert "1 broken promise" in said
    assert "Ana: day-03 at noon" in said


def test_an_email_is_shown_under_a_policy_that_runs_and_loads_nothing(console: Client, world: World) -> None:
    number = rehearsed.keep(world)
    answer = console.get(f"/rehearsal/{number}/1/email/2/")
    assert "Sleep well." in answer.content.decode()
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    for wrong in ("1/email/0/", "1/email/99/", "3/email/2/", "2/rehearsal.html"):
        assert console.get(f"/rehearsal/{number}/{wrong}").status_code == 404
    assert console.get("/rehearsal/424242/").status_code == 404


def test_the_file_needs_nothing_else_and_holds_the_email_in_a_frame(console: Client, world: World) -> None:
    number = rehearsed.keep(world)
    answer = console.get(f"/rehearsal/{number}/1/rehearsal.html")
    said = answer.content.decode()
    assert answer["Content-Disposition"] == f'attachment; filename="rehearsal-{number}-1.html"'
    assert 'sandbox loading="lazy" title="Sleep" srcdoc="&lt;!doctype html&gt;' in said
    assert "&lt;b&gt;why&lt;/b&gt; {{ me }}?" in said
    assert not re.search(r"<script|https?://|\ssrc=", said)


def test_two_plays_show_only_the_days_that_differ_and_mark_the_words(console: Client, world: World) -> None:
    number = rehearsed.keep(world, rehearsed.told(), rehearsed.louder(), compare="text", text="sms/day-01")
    said = console.get(f"/rehearsal/{number}/").content.decode()
    assert "1 day differs for this person." in said
    assert "Coach: Walk a <mark>little.</mark>" in said
    assert "Coach: Walk a <mark>little more.</mark>" in said
    assert "Sleep" not in said.split("1 day differs")[1]
    assert "Walk a little" in console.get(f"/rehearsal/{number}/?side=2").content.decode()
    alike = rehearsed.keep(world, rehearsed.told(), rehearsed.told(), compare="files")
    assert "Both plays are the same" in console.get(f"/rehearsal/{alike}/").content.decode()


def test_what_could_not_be_played_says_why_and_leads_back_to_the_form(console: Client, world: World) -> None:
    console.post("/rehearsal/begin/", {"who": "silent", "step": "run", "stop_day": "4"})
    claimed = jobs.claim(world.now, world.office.lease)
    assert claimed is not None
    jobs.end(claimed, jobs.State.FAILED, world.now, detail="It took too long")
    said = console.get(f"/rehearsal/{Rehearsed.objects.get().pk}/").content.decode()
    assert "It took too long." in said
    assert "stop_day=4" in said


def test_a_real_persons_rehearsal_goes_with_them(console: Client, world: World) -> None:
    ana: Enrolment = world.enrol(start="")
    number = rehearsed.keep(world, subscriber=ana.subscriber_id, person=str(EnrolmentId(ana.pk)))
    console.get(f"/rehearsal/{number}/")
    assert "Ana (a real person)" in console.get(f"/rehearsal/{number}/").content.decode()


def test_the_form_offers_each_of_ones_own_drafts_and_keeps_what_was_chosen(console: Client, world: World) -> None:
    assert "Play with your drafts" not in console.get("/rehearsal/").content.decode()
    for by, name in (("maya", "sms/magnesium/day-01"), ("maya", "sms/magnesium/day-02"), ("jonas", "sms/_house/help")):
        drafts.save(Writing(name, by, "Words.", "", 0, 0, ""), world.now)
    page = console.get("/rehearsal/", {"draft": "sms/magnesium/day-02"}).content.decode()
    assert re.findall(r'name="draft" value="([^"]+)"( checked)?', page) == [
        ("sms/magnesium/day-01", ""),
        ("sms/magnesium/day-02", " checked"),
    ]
    both = ["sms/magnesium/day-01", "sms/magnesium/day-02"]
    page = console.post("/rehearsal/begin/", {"who": "silent", "start": "soon", "draft": both}).content.decode()
    assert page.count('" checked><span>Your draft') == 2
    editor = console.get("/messages/edit/", {"name": "sms/magnesium/day-01", "draft": "yes"}).content.decode()
    assert 'href="/rehearsal/?draft=sms/magnesium/day-01"' in editor


def test_what_was_played_with_drafts_says_so_at_its_top(console: Client, world: World) -> None:
    where = "Not what is published: played with the draft of maya of sms/magnesium/day-01."
    number = rehearsed.keep(world, replace(rehearsed.told(), where=where), drafts="sms/magnesium/day-01")
    page = console.get(f"/rehearsal/{number}/").content.decode()
    assert f'<p class="now is-draft">{where}</p>' in page
    assert ", with drafts" in console.get("/rehearsal/").content.decode()
    assert where in console.get(f"/rehearsal/{number}/1/rehearsal.html").content.decode()
