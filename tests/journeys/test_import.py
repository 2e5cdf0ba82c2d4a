"""People come in from a file: as by the form, nobody twice, nobody lost, and for a day all of it can be taken back."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from coaching.core.decide import Status
from coaching.core.model import Channel, SubscriberId
from coaching.core.reasons import Reason
from coaching.journeys import erase, prefer, work
from coaching.journeys.import_people import open_files, steps, working
from coaching.journeys.import_people.steps import ImportRefused
from coaching.store import dossier, jobs, transactions, uploads
from coaching.store.consents import Proof
from coaching.store.jobs import State
from coaching.store.models import Audit, Consent, Enrolment, Job, Message, Subscriber, Upload, UploadKey, UploadPiece
from coaching.store.uploads import Stage
from tests import imports
from tests.imports import csv, person
from tests.world import World

pytestmark = pytest.mark.database
LEFT_ASIDE = {
    "Subscriber": {"id", "token", "findable"},
    "Consent": {"id", "subscriber_id", "how", "proof", "wording", "wording_version", "actor"},
    "Enrolment": {"id", "subscriber_id", "enrolled_by"},
    "Message": {"id", "subscriber_id", "enrolment_id", "dedupe_key", "text", "digest", "words"},
}


@pytest.fixture(autouse=True)
def _asking(world: World) -> None:
    """As in production: people are asked to confirm first."""
    world.office = replace(world.office, confirm=True)


def stored(of: Subscriber) -> dict[str, list[dict[str, object]]]:
    """All rows of a person, without what must differ."""
    own = {"subscriber": of}
    rows = {
        "Subscriber": Subscriber.objects.filter(pk=of.pk).values(),
        "Consent": Consent.objects.filter(**own).order_by("channel").values(),
        "Enrolment": Enrolment.objects.filter(**own).values(),
        "Message": Message.objects.filter(**own).order_by("channel").values(),
    }
    return {
        name: [{key: value for key, value in row.items() if key not in LEFT_ASIDE[name]} for row in found]
        for name, found in rows.items()
    }


@pytest.mark.parametrize("confirm", [True, False])
def test_a_row_comes_in_exactly_as_by_the_form(world: World, confirm: bool) -> None:
    world.office = replace(world.office, confirm=confirm)
    by_form = world.enrol(health=False).subscriber
    one = stored(by_form)
    prefer.end(Enrolment.objects.get(subscriber=by_form), "maya", world.moment())
    text, addresses = Message.objects.filter(subscriber=by_form, channel="sms").get().text, "ana2@example.org"
    row = ("Ana", "+15551230002", addresses, "Europe/Berlin")
    imports.enrolled(world, csv([row]), start="2026-03-03")
    other = Subscriber.objects.get(phone="+15551230002")
    two = stored(other)
    for name, field in (("Subscriber", "phone"), ("Subscriber", "email"), ("Consent", "address")):
        for mine, theirs in zip(one[name], two[name], strict=True):
            theirs[field] = mine[field]
    assert one == two
    mine = Message.objects.filter(subscriber=other, channel="sms").get().text
    assert mine.replace(other.token, "").split("/join/")[0] == text.replace(by_form.token, "").split("/join/")[0]
    assert world.office.owed.counts()["due"] == 4


def test_the_quiet_hours_of_a_state_hold_for_a_file_too(world: World) -> None:
    numbers = ("+13055550001", "+13055550002")  # Florida
    world.now = world.now.replace(hour=23, minute=30)  # 18:30 in New York
    world.now += timedelta(hours=2)
    world.enrol(phone=numbers[0], email="", zone="America/New_York")
    imports.enrolled(world, csv([person(1, phone=numbers[1], email="", zone="America/New_York")]), start="2026-03-04")
    one, two = (Message.objects.get(subscriber__phone=number) for number in numbers)
    assert (one.due_at, one.until, one.on) == (two.due_at, two.until, two.on)


def test_the_invitation_reaches_everybody_once(world: World) -> None:
    imports.enrolled(world, csv([person(n) for n in range(3)]))
    world.move(world.now + timedelta(days=1))
    invited = [each.to for each in world.sms.sent]  # type: ignore[union-attr]  # texts
    assert sorted(invited) == [f"+1555{n:07}" for n in range(3)]


def test_the_consent_rows_prove_who_asked_when_how_and_with_which_words(world: World) -> None:
    upload = imports.enrolled(world, csv([person(1)]))
    for row in Consent.objects.all():
        assert row.wording == imports.WISH["wording"]
        assert (row.how, row.actor, row.event) == ("import", "maya", "asked")
        assert row.proof == (
            f"Consent asked for by Maya, last on 2026-03-01: on paper at the front desk. Row 1 of import {upload.pk}."
        )


def test_a_dry_run_names_every_problem_and_enrols_nobody(world: World) -> None:
    world.enrol(phone="+15550000009", email="", first_name="Nina")
    gone = world.enrol(phone="+15550000010", email="p10@example.org", first_name="Olga")
    erase.erase(gone.subscriber, "maya", world.office, world.moment())
    over = world.enrol(phone="+15550000011", email="", first_name="Person")
    prefer.end(over, "maya", world.moment())
    rows = [
        person(1),
        person(2, phone="12", email=""),
        person(3, email="nobody"),
        person(4, zone="Atlantis"),
        person(5, phone="+4930123456789"),
        person(6, name=""),
        person(7, phone="", email=""),
        person(1, email=""),
        person(9, email=""),
        person(10),
        person(11, name="Zoe", email=""),
        person(11, email=""),
    ]
    upload = imports.checked(world, csv(rows))
    assert upload.stage == Stage.CHECKED
    assert upload.counts["check"]["good"] == 1
    expected = ["number", "email", "zone", "country", "name", "no_address", "enrolled", "suppressed", "other_name"]
    assert upload.counts["check"]["bad"] == {**dict.fromkeys(expected, 1), "twice": 2}
    assert Enrolment.objects.count() == 3
    row, why = upload.samples["zone"][0]
    assert (row, "There is no time zone 'Atlantis'" in why) == (4, True)


def test_a_row_without_consent_is_not_enrolled(world: World) -> None:
    rows = [("Ana", "+15550000001", "yes"), ("Ben", "+15550000002", "no"), ("Cleo", "+15550000003", "")]
    body = csv(rows, ("Name", "Mobile", "Consent"))
    upload = imports.checked(world, body, zone="Europe/Berlin", everybody=False)
    assert upload.counts["check"] == {"good": 1, "bad": {"consent": 2}, "first": upload.counts["check"]["first"]}


@pytest.mark.parametrize("missing", ["who", "when", "how", "wording", "everybody"])
def test_nothing_begins_without_a_whole_statement_of_consent(world: World, missing: str) -> None:
    upload = imports.bring(world, csv([person(1)]))
    with pytest.raises(ImportRefused) as no:
        imports.check(world, upload, **{missing: ""})
    assert list(no.value.problems) == [missing]
    assert imports.fresh(upload).stage == Stage.NEW


def test_a_stop_is_never_taken_back_by_a_file(world: World) -> None:
    ana = world.enrol()
    prefer.stop(ana.subscriber, tuple(Channel), Proof(how="text", actor="her"), world.moment())
    upload = imports.enrolled(world, csv([("Ana", "+15551230001", "ana@example.org", "Europe/Berlin"), person(2)]))
    assert upload.counts["enrol"] == {"in": 1, "refused": 1, "bad": {"stopped": 1}}
    ana.subscriber.refresh_from_db()
    assert (ana.subscriber.sms_state, ana.subscriber.email_state) == ("revoked", "revoked")


def test_somebody_who_was_here_before_begins_a_new_run(world: World) -> None:
    ana = world.enrol()
    prefer.end(ana, "maya", world.moment())
    imports.enrolled(world, csv([("Ana", "+15551230001", "ana@example.org", "Europe/Berlin")]))
    assert list(Enrolment.objects.order_by("cycle").values_list("cycle", "status")) == [(1, "ended"), (2, "waiting")]


def test_a_file_in_many_pieces_is_enrolled_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    small_pieces(monkeypatch)
    upload = imports.enrolled(world, csv([person(n) for n in range(10)]))
    assert upload.stage == Stage.DONE
    assert Enrolment.objects.count() == 10
    assert imports.job(upload, world).result == {"sentence": "10 people are enrolled."}


def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "ROWS", 3)


def test_after_a_crash_between_pieces_nobody_is_twice_and_nobody_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_pieces(monkeypatch)
    upload = imports.checked(world, csv([person(n) for n in range(10)]))
    steps.begin(upload, 0, "day", "maya", world.moment())
    assert work.do_next(world.office, world.moment())
    assert work.do_next(world.office, world.moment())
    with monkeypatch.context() as broken:
        # The process ends in the middle of a transaction, with people inserted and not committed.
        broken.setattr(jobs, "keep", ends)
        with pytest.raises(SystemExit):
            work.do_next(world.office, world.moment())
    assert Enrolment.objects.count() == 6
    assert not work.do_next(world.office, world.moment())  # the lease of the dead one still runs
    world.now += work.LEASE + timedelta(seconds=1)
    imports.work_off(world)
    assert Enrolment.objects.count() == Subscriber.objects.count() == 10
    assert Message.objects.count() == 20
    assert imports.fresh(upload).counts["enrol"]["in"] == 10


def ends(*_: object, **__: object) -> None:
    raise SystemExit


def test_a_check_goes_on_in_another_process_where_the_file_does_not_lie_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_pieces(monkeypatch)
    monkeypatch.setattr(open_files, "CHUNKS", 1)
    upload = imports.bring(world, csv([*(person(n) for n in range(10)), person(1)]))
    wish = {**imports.WISH, "columns": {"first_name": 0, "phone": 1, "email": 2, "zone": 3}}
    steps.check(upload, steps.Wish(**wish), "maya", world.office, world.moment())  # type: ignore[arg-type]  # test data
    while work.do_next(world.office, world.moment()):
        open_files.close()
    after = imports.fresh(upload)
    assert (after.rows, after.counts["check"]["good"], after.counts["check"]["bad"]) == (11, 10, {"twice": 1})
    assert UploadKey.objects.filter(upload=upload).count() == 20


def test_two_workers_never_work_on_one_file_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    small_pieces(monkeypatch)
    upload = imports.checked(world, csv([person(n) for n in range(10)]))
    steps.begin(upload, 0, "day", "maya", world.moment())
    slow = jobs.claim(world.now, work.LEASE)
    assert slow is not None
    store = working.enrol_piece(world.office, slow, world.moment())
    world.now += work.LEASE + timedelta(seconds=1)
    assert work.do_next(world.office, world.moment())  # another one takes it over, and does the same piece
    before = imports.fresh(upload).counts
    with transactions.atomic():
        work._do(store, slow, world.moment())  # the slow one wakes up and wants to store its own
    assert imports.fresh(upload).counts == before
    imports.work_off(world)
    assert Enrolment.objects.count() == 10
    assert imports.fresh(upload).counts["enrol"] == {"in": 10, "refused": 0, "bad": {}}


def test_two_submits_begin_one_import(world: World) -> None:
    upload = imports.checked(world, csv([person(1)]))
    steps.begin(upload, 0, "day", "maya", world.moment())
    with pytest.raises(ImportRefused, match="begun already"):
        steps.begin(upload, 0, "day", "maya", world.moment())
    assert Job.objects.filter(kind=steps.ENROL).count() == 1


def test_the_same_file_again_enrols_nobody_twice(world: World) -> None:
    body = csv([person(n) for n in range(5)])
    imports.enrolled(world, body)
    again = imports.checked(world, body)
    assert again.counts["check"] == {"good": 0, "bad": {"enrolled": 5}, "first": ""}
    with pytest.raises(ImportRefused, match="Nobody in this file"):
        steps.begin(again, 0, "day", "maya", world.moment())


def test_a_staggered_start_asks_so_many_a_day(world: World) -> None:
    upload = imports.checked(world, csv([person(n, email="") for n in range(5)]), start="2026-03-10")
    steps.begin(upload, 2, "day", "maya", world.moment())
    imports.work_off(world)
    days = Message.objects.order_by("enrolment").values_list("on", flat=True)
    assert [(day - world.now.date()).days for day in days if day] == [0, 0, 1, 1, 2]
    assert [run.start.day for run in Enrolment.objects.order_by("pk")] == [10, 10, 11, 11, 12]


def test_nobody_waits_for_a_yes_before_the_invitation_went_out(world: World) -> None:
    from coaching.journeys import repair

    upload = imports.checked(world, csv([person(n, email="") for n in range(2)]), start="")
    steps.begin(upload, 1, "day", "maya", world.moment())
    imports.work_off(world)
    Message.objects.filter(enrolment=Enrolment.objects.latest("pk")).update(due_at=world.now + timedelta(days=30))
    world.now += timedelta(days=15)
    Message.objects.filter(enrolment=Enrolment.objects.order_by("pk")[0]).update(state="accepted")
    assert repair.close_unconfirmed(world.moment()) == 1
    assert Enrolment.objects.latest("pk").status == Status.WAITING


def test_a_cancelled_import_keeps_who_is_in_and_can_be_taken_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_pieces(monkeypatch)
    upload = imports.checked(world, csv([person(n) for n in range(10)]))
    job = steps.begin(upload, 0, "day", "maya", world.moment())
    work.do_next(world.office, world.moment())
    jobs.ask_to_end(job, "maya")
    imports.work_off(world)
    assert Enrolment.objects.count() == 3
    assert imports.job(imports.fresh(upload), world).state is State.CANCELLED
    steps.undo(imports.fresh(upload), "maya", world.moment())
    imports.work_off(world)
    assert Enrolment.objects.count() == Subscriber.objects.count() == 0


def test_an_undo_leaves_nothing_of_those_who_were_not_written_to(world: World) -> None:
    upload = imports.enrolled(world, csv([person(n) for n in range(4)]))
    steps.undo(upload, "maya", world.moment())
    imports.work_off(world)
    for model in (Enrolment, Subscriber, Message, Consent):
        assert not model.objects.exists(), model
    assert world.office.owed.counts()["due"] == 0
    assert imports.fresh(upload).counts["undo"] == {"vanished": 4, "ended": 0}


def test_an_undo_ends_those_who_were_written_to_and_keeps_their_consent(world: World) -> None:
    upload = imports.enrolled(world, csv([person(n, email="") for n in range(2)]))
    first = Enrolment.objects.order_by("pk")[0]
    world.office.owed.clear()
    Message.objects.filter(enrolment=first).update(state="accepted", handed_at=world.now)
    steps.undo(upload, "maya", world.moment())
    imports.work_off(world)
    run = Enrolment.objects.get()
    assert (run.pk, run.status, run.closed_reason) == (first.pk, Status.ENDED, Reason.IMPORT_UNDONE)
    assert Consent.objects.filter(subscriber=run.subscriber).exists()


def test_an_undo_is_for_a_day_and_once(world: World) -> None:
    upload = imports.enrolled(world, csv([person(1)]))
    steps.undo(upload, "maya", world.moment())
    with pytest.raises(ImportRefused):
        steps.undo(imports.fresh(upload), "maya", world.moment())
    imports.work_off(world)
    with pytest.raises(ImportRefused):
        steps.undo(imports.fresh(upload), "maya", world.moment())
    other = imports.enrolled(world, csv([person(2)]))
    world.now += timedelta(hours=25)
    with pytest.raises(ImportRefused, match="too late"):
        steps.undo(imports.fresh(other), "maya", world.moment())


def test_the_people_of_a_file_are_forgotten_after_a_day(world: World) -> None:
    upload = imports.enrolled(world, csv([person(1), person(2, zone="Atlantis")]))
    world.now += timedelta(hours=25)
    assert steps.tidy(world.moment()) == 1
    assert not UploadPiece.objects.exists()
    assert not UploadKey.objects.exists()
    left = Upload.objects.get(pk=upload.pk)
    assert (left.name, left.first, left.samples, left.consent) == ("", [], {}, {})
    assert left.counts["enrol"]["in"] == 1
    assert steps.tidy(world.moment()) == 0


def test_an_erasure_takes_every_file_that_names_the_person(world: World) -> None:
    imports.enrolled(world, csv([person(1), person(2, zone="Atlantis"), person(1)]))
    unread = imports.bring(world, csv([person(1)]))
    other = imports.checked(world, csv([person(7)]))
    erase.erase(Subscriber.objects.get(phone="+15550000001"), "maya", world.office, world.moment())
    assert {each.upload_id for each in UploadPiece.objects.exclude(what="made")} == {other.pk}
    assert imports.fresh(unread).stage == Stage.GONE
    dump = str([list(model.objects.values()) for model in (Upload, UploadKey, Audit, Job)])
    assert "5550000001" not in dump
    assert "p1@example" not in dump


def test_an_export_shows_the_row_of_the_file(world: World) -> None:
    imports.checked(world, csv([person(1), person(2)]))
    world.enrol(first_name="Person", phone="+15550000002", email="")
    found = dossier.of(SubscriberId(Subscriber.objects.get().pk))["uploads"]
    assert [(row["row"], row["cells"]) for row in found] == [(2, list(person(2)))]


def test_an_erasure_in_the_middle_ends_the_import_with_a_reason(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    small_pieces(monkeypatch)
    upload = imports.checked(world, csv([person(n) for n in range(10)]))
    steps.begin(upload, 0, "day", "maya", world.moment())
    work.do_next(world.office, world.moment())
    erase.erase(Subscriber.objects.get(phone="+15550000000"), "maya", world.office, world.moment())
    imports.work_off(world)
    ended = imports.job(imports.fresh(upload), world)
    assert ended.state is State.FAILED
    assert "somebody in it was erased" in ended.detail
    steps.undo(imports.fresh(upload), "maya", world.moment())
    imports.work_off(world)
    assert list(Subscriber.objects.values_list("erased_at", flat=True)) == [world.now]


def test_columns_are_remembered_for_the_next_file_like_it(world: World) -> None:
    header = ("Who", "Where to", "Zone")
    columns = {"first_name": 0, "phone": 1, "zone": 2}
    imports.checked(world, csv([("Ana", "+15550000001", "UTC")], header), columns=columns)
    assert uploads.remembered(["who ", "WHERE TO", "zone"]) == columns


def test_a_file_that_is_too_big_is_refused(world: World) -> None:
    with pytest.raises(ImportRefused, match="bigger than 200 MB"):
        steps.receive("a.csv", io.BytesIO(b""), steps.MOST_BYTES + 1, "maya", world.moment())
