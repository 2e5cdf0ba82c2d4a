"""Asking Twilio and SendGrid whether they have a message: the simulator's searches, and answers that prove nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from coaching.core.doubt import Absent, Finding, Found, NotTold
from coaching.core.model import MessageId
from coaching.providers.lookups import LIMIT, LookUp, Question
from coaching.providers.sendgrid import SendGridConfig
from coaching.providers.sendgrid_lookup import SendGridLookup
from coaching.providers.twilio import TwilioConfig
from coaching.providers.twilio_lookup import TwilioLookup
from tests.adapters import simulators
from tests.adapters.simulators import KEY, SERVICE, SID, TOKEN, Simulator, letter
from tests.adapters.sink import Answer, answer_json, running

ANA, BO = "+15551230001", "+15551230002"
MAIL, OTHER = "ana@example.org", "bo@example.org"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def running_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with (
        simulators.run_product() as product,
        simulators.run_simulator(product.url, tmp_path_factory.mktemp("keys")) as simulator,
    ):
        yield simulator


@pytest.fixture
def simulator(running_simulator: Simulator) -> Simulator:
    running_simulator.call("POST", "/control/reset")
    return running_simulator


def twilio(url: str) -> TwilioLookup:
    return TwilioLookup(TwilioConfig(SID, TOKEN, SERVICE, base_url=url))


def sendgrid(url: str) -> SendGridLookup:
    return SendGridLookup(SendGridConfig(KEY, "coach@example.org", base_url=url))


def question(
    to: str = ANA,
    body: str = "Day 1",
    *,
    message: int = 7,
    began: datetime | None = None,
    ended_by: datetime | None = None,
    known: frozenset[str] = frozenset(),
) -> Question:
    """An attempt that began an hour ago and had ended a minute later, unless told otherwise."""
    began = began or simulators.now() - HOUR
    ended_by = ended_by or began + timedelta(minutes=1)
    return Question(MessageId(message), "a1", to, body, began, ended_by, known)


def ask(lookup: LookUp, asked: Question) -> Finding:
    [finding] = lookup.look([asked])
    return finding


def text(simulator: Simulator, body: str = "Day 1", to: str = ANA) -> str:
    return str(simulator.text(body, to).json["sid"])


def mail(simulator: Simulator, to: str = MAIL, message: int = 7, attempt: str = "a1") -> str:
    marks = {"coaching_message": str(message), "coaching_attempt": attempt}
    answer = simulator.mail(letter({"to": [{"email": to}], "custom_args": marks}))
    return answer.headers["X-Message-Id"]


def test_a_text_is_found_by_recipient_words_and_time(simulator: Simulator) -> None:
    text(simulator, "Another day")
    sid = text(simulator)
    assert ask(twilio(simulator.url), question()) == Found(sid)


def test_the_same_words_to_another_person_are_not_this_text(simulator: Simulator) -> None:
    text(simulator, to=BO)
    assert ask(twilio(simulator.url), question()) == Absent(is_current=True)


def test_the_same_words_from_before_the_attempt_are_not_this_text(simulator: Simulator) -> None:
    text(simulator)
    later = simulators.now() + HOUR
    assert ask(twilio(simulator.url), question(began=later)) == Absent(is_current=False)


def test_a_text_that_belongs_to_another_message_of_ours_is_not_this_one(simulator: Simulator) -> None:
    sid = text(simulator)
    assert ask(twilio(simulator.url), question(known=frozenset({sid}))) == Absent(is_current=True)


def test_typographic_signs_that_twilio_replaces_do_not_hide_a_text(simulator: Simulator) -> None:
    sid = text(simulator, "It's day 1 - hello")
    assert ask(twilio(simulator.url), question(body="It’s day 1 – hello")) == Found(sid)


def test_an_absence_is_current_only_if_something_sent_after_the_request_is_shown(simulator: Simulator) -> None:
    lookup, soon = twilio(simulator.url), simulators.now() + HOUR
    assert ask(lookup, question()) == Absent(is_current=False)
    text(simulator, to=BO)
    assert ask(lookup, question(ended_by=soon)) == Absent(is_current=False)
    assert ask(lookup, question()) == Absent(is_current=True)


def test_what_people_wrote_does_not_make_an_absence_current(simulator: Simulator) -> None:
    simulator.call("POST", "/control/reply", body={"from": BO, "text": "7"})
    assert ask(twilio(simulator.url), question()) == Absent(is_current=False)


def test_too_many_newer_texts_prove_nothing(simulator: Simulator) -> None:
    for number in range(LIMIT):
        text(simulator, f"Newer {number}")
    assert isinstance(ask(twilio(simulator.url), question()), NotTold)


def test_an_email_is_found_by_our_own_marks_under_the_id_that_webhooks_use(simulator: Simulator) -> None:
    mail(simulator, message=6)
    provider_id = mail(simulator)
    assert ask(sendgrid(simulator.url), question(MAIL)) == Found(provider_id)


def test_an_email_of_an_earlier_attempt_is_not_this_one(simulator: Simulator) -> None:
    mail(simulator, attempt="a0")
    assert ask(sendgrid(simulator.url), question(MAIL)) == Absent(is_current=True)


def test_an_absent_email_is_current_once_a_later_email_to_anybody_is_shown(simulator: Simulator) -> None:
    lookup = sendgrid(simulator.url)
    assert ask(lookup, question(MAIL)) == Absent(is_current=False)
    mail(simulator, OTHER)
    assert ask(lookup, question(MAIL, ended_by=simulators.now() + HOUR)) == Absent(is_current=False)
    assert ask(lookup, question(MAIL)) == Absent(is_current=True)


@pytest.mark.parametrize("address", ["o'hara@example.org", '"o hara"@example.org'])
def test_an_address_with_a_quote_is_left_to_a_person(simulator: Simulator, address: str) -> None:
    assert isinstance(ask(sendgrid(simulator.url), question(address)), NotTold)


def test_questions_are_answered_in_their_order_and_one_failure_is_nobody_elses(simulator: Simulator) -> None:
    sid = text(simulator, to=BO)
    simulator.arm(provider="twilio", kind="search_fails", address=ANA)
    failed, found = twilio(simulator.url).look([question(ANA), question(BO)])
    assert failed == NotTold("The search of Twilio answered 500.")
    assert found == Found(sid)


@pytest.mark.parametrize("provider", ["twilio", "sendgrid"])
def test_a_search_that_is_behind_is_never_current(simulator: Simulator, provider: str) -> None:
    text(simulator)
    mail(simulator)
    simulator.arm(provider=provider, kind="search_lags", times=None, ms=600_000)
    lookup, to = (twilio(simulator.url), ANA) if provider == "twilio" else (sendgrid(simulator.url), MAIL)
    assert ask(lookup, question(to)) == Absent(is_current=False)


def test_a_provider_out_of_reach_tells_nothing() -> None:
    finding = ask(twilio("http://127.0.0.1:9"), question())
    assert isinstance(finding, NotTold)
    assert "did not answer" in finding.detail


UNUSABLE = [
    Answer(200, b"<html>"),
    answer_json(200, ["no object"]),
    answer_json(200, {"messages": "no list"}),
    answer_json(200, {"messages": [{"direction": "outbound-api", "sid": "SM1", "body": "Day 1"}]}),
    answer_json(302, {}),
    answer_json(429, {}),
]


@pytest.mark.parametrize("answer", UNUSABLE, ids=["html", "no object", "no list", "no date or id", "moved", "too many"])
@pytest.mark.parametrize("lookup", [twilio, sendgrid])
def test_an_answer_that_cannot_be_read_is_no_absence(answer: Answer, lookup: object) -> None:
    with running(lambda _: answer) as sink:
        finding = ask(lookup(sink.url), question())  # type: ignore[operator]  # one of the two above
    assert isinstance(finding, NotTold)
    assert finding.detail.endswith(".")
