"""SMS through the real SDK and transport into a sink: what Twilio would see, and what its answers mean."""

import base64
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from coaching.core.model import MessageId
from coaching.providers import codes
from coaching.providers.base import Accepted, Email, Outcome, Rejected, RetryLater, Scope, Shell, Sms, Unknown
from coaching.providers.clock import boot_s
from coaching.providers.exchange import DEADLINE_PASSED, NOT_CONNECTED
from coaching.providers.transport import Limits, Transport
from coaching.providers.twilio import TwilioConfig, TwilioSms
from tests.adapters.sink import Answer, Fault, Received, Reply, Sink, answer_json, running

ACCOUNT, TOKEN, SERVICE = "AC" + "1" * 32, "secret-token", "MG" + "2" * 32
CREATED = answer_json(201, {"sid": "SM" + "3" * 32, "status": "accepted"})


@pytest.fixture
def transport() -> Iterator[Transport]:
    """As patient as the service: a busy machine must not look like a silent provider."""
    road = Transport()
    yield road
    road.close()


@pytest.fixture
def impatient() -> Iterator[Transport]:
    """For providers that never answer."""
    road = Transport(Limits(read_s=1.0))
    yield road
    road.close()


def twilio(url: str, transport: Transport) -> TwilioSms:
    return TwilioSms(TwilioConfig(ACCOUNT, TOKEN, SERVICE, base_url=url), transport)


def sms(
    body: str = "Good morning!",
    *,
    to: str = "+4915112345678",
    callback: str = "https://coach.example/hooks/twilio/status/7",
    valid_for_s: int = 3600,
    in_s: float = 60.0,
) -> Sms:
    return Sms(MessageId(7), to, body, callback, valid_for_s, boot_s() + in_s)


def send_one(reply: Reply, transport: Transport, message: Sms | None = None) -> tuple[Outcome, Sink]:
    with running(reply) as sink:
        (outcome,) = twilio(sink.url, transport).send([message or sms()])
    return outcome, sink


def test_an_accepted_text_carries_twilios_id(transport: Transport) -> None:
    outcome, _ = send_one(CREATED, transport)
    assert outcome == Accepted("SM" + "3" * 32)


def test_the_request_names_account_service_window_and_callback(transport: Transport) -> None:
    _, sink = send_one(CREATED, transport)
    (request,) = sink.requests
    assert request.method == "POST"
    assert request.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert request.form == {
        "To": "+4915112345678",
        "Body": "Good morning!",
        "MessagingServiceSid": SERVICE,
        "SmartEncoded": "true",
        "ValidityPeriod": "3600",
        "StatusCallback": "https://coach.example/hooks/twilio/status/7#rc=3&rp=all",
    }


def test_the_headers_are_those_of_the_sdk_with_basic_credentials(transport: Transport) -> None:
    _, sink = send_one(CREATED, transport)
    headers = sink.requests[0].headers
    scheme, _, credentials = headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(credentials)) == ("Basic", f"{ACCOUNT}:{TOKEN}".encode())
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["accept"] == "application/json"
    assert headers["user-agent"].startswith("twilio-python/")
    assert "cookie" not in headers


@pytest.mark.parametrize("body", ["Grüße & 100 % = +1?", "Zeile\nZeile", "🌙 ^{}[~]|€", "a;b#c=d&e"])
def test_every_letter_survives_the_encoding(transport: Transport, body: str) -> None:
    _, sink = send_one(CREATED, transport, sms(body))
    assert sink.requests[0].form["Body"] == body
    assert sink.requests[0].body.isascii()


def test_each_field_is_sent_once(transport: Transport) -> None:
    _, sink = send_one(CREATED, transport)
    names = [name for name, _ in parse_qsl(sink.requests[0].body.decode())]
    assert len(names) == len(set(names)) == 6


def test_a_callback_with_its_own_fragment_keeps_it(transport: Transport) -> None:
    _, sink = send_one(CREATED, transport, sms(callback="https://coach.example/x#rc=5"))
    assert sink.requests[0].form["StatusCallback"] == "https://coach.example/x#rc=5"


def test_the_validity_never_exceeds_twilios_ten_hours(transport: Transport) -> None:
    _, sink = send_one(CREATED, transport, sms(valid_for_s=86_400))
    assert sink.requests[0].form["ValidityPeriod"] == "36000"


@pytest.mark.parametrize("seconds", [-10, 0, 5])
def test_a_window_that_closes_within_seconds_is_not_worth_a_request(transport: Transport, seconds: int) -> None:
    outcome, sink = send_one(CREATED, transport, sms(valid_for_s=seconds))
    assert isinstance(outcome, RetryLater)
    assert sink.connections == 0


def test_a_text_of_1600_letters_goes_out_and_one_more_is_refused_with_advice(transport: Transport) -> None:
    with running(CREATED) as sink:
        fits, too_long = twilio(sink.url, transport).send([sms("x" * 1600), sms("x" * 1603)])
    assert isinstance(fits, Accepted)
    assert too_long == Rejected("21617", Scope.CONTENT, "The text is too long for one SMS; shorten it by 3 letters.")
    assert len(sink.requests) == 1


def test_a_broken_letter_and_a_wrong_channel_do_not_stop_the_others(transport: Transport) -> None:
    email = Email(MessageId(1), "a", "x@example.org", Shell("s", "h", "t"), "https://coach.example/u/1", boot_s() + 60)
    with running(CREATED) as sink:
        outcomes = twilio(sink.url, transport).send([sms("\ud83c"), email, sms()])
    assert [type(outcome) for outcome in outcomes] == [Rejected, Rejected, Accepted]
    assert len(sink.requests) == 1


def test_many_texts_come_back_in_order_over_few_connections() -> None:
    def number(request: Received) -> Reply:
        return answer_json(201, {"sid": "SM" + request.form["Body"]})

    narrow = Transport(Limits(connections=8))
    with running(number) as sink:
        outcomes = twilio(sink.url, narrow).send([sms(str(n)) for n in range(200)])
        narrow.close()
    assert outcomes == [Accepted(f"SM{n}") for n in range(200)]
    assert sink.connections <= 8


def test_one_bad_number_costs_the_others_nothing(transport: Transport) -> None:
    def judge(request: Received) -> Reply:
        return refusal(400, 21211) if request.form["To"] == "+15005550001" else CREATED

    with running(judge) as sink:
        outcomes = twilio(sink.url, transport).send([sms(), sms(to="+15005550001"), sms()])
    assert [type(outcome) for outcome in outcomes] == [Accepted, Rejected, Accepted]


def refusal(status: int, code: int, **headers: str) -> Answer:
    """As Twilio words it: with the number in it, which must not reach our books."""
    body = {"code": code, "message": "The 'To' number +4915112345678 is bad", "more_info": "", "status": status}
    return answer_json(status, body, **headers)


# Independent of coaching/providers/codes.py: the table of the design notes, written out once more.
REFUSED = {
    Scope.RECIPIENT: [21211, 21214, 21217, 21401, 21612, 21614, 21610],
    Scope.CONTENT: [21602, 21617],
    Scope.CONFIGURATION: [
        *[10001, 20003, 21408, 21603, 21606, 21608, 21609, 21701, 21703, 21704, 21705],
        *range(35111, 35119),
        35125,
    ],
}


@pytest.mark.parametrize(("scope", "code"), [(scope, code) for scope, listed in REFUSED.items() for code in listed])
def test_a_listed_refusal_is_definite_and_blames_the_right_thing(transport: Transport, scope: Scope, code: int) -> None:
    outcome, sink = send_one(refusal(400, code), transport)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.scope) == (str(code), scope)
    assert "+49" not in outcome.detail
    assert len(sink.requests) == 1


def test_an_unlisted_refusal_is_definite_names_its_code_and_blames_nobodys_address(transport: Transport) -> None:
    outcome, _ = send_one(refusal(400, 29999), transport)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.scope) == ("29999", Scope.PROVIDER)
    assert "29999" in outcome.detail
    assert "+49" not in outcome.detail


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_login_blames_the_configuration_whatever_the_body(transport: Transport, status: int) -> None:
    outcome, _ = send_one(Answer(status, b"<html>no</html>"), transport)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.scope) == (str(status), Scope.CONFIGURATION)


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (503, 20503), (400, 14107), (400, 21611), (429, 63038)])
def test_not_now_is_tried_later(transport: Transport, status: int, code: int) -> None:
    outcome, sink = send_one(refusal(status, code), transport)
    assert isinstance(outcome, RetryLater)
    assert outcome.code == str(code)
    assert outcome.after_s > 0
    assert len(sink.requests) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_not_now_without_a_readable_body_is_tried_later_too(transport: Transport, status: int) -> None:
    outcome, _ = send_one(Answer(status, b"<html>busy</html>"), transport)
    assert isinstance(outcome, RetryLater)
    assert outcome.code == str(status)


def test_the_wait_that_twilio_asks_for_is_kept(transport: Transport) -> None:
    outcome, _ = send_one(refusal(429, 20429, Retry_After="41"), transport)
    assert isinstance(outcome, RetryLater)
    assert outcome.after_s == 41.0


def test_a_used_up_day_rests_for_a_day(transport: Transport) -> None:
    outcome, _ = send_one(refusal(429, 63038), transport)
    assert isinstance(outcome, RetryLater)
    assert outcome.after_s == 86_400.0


@pytest.mark.parametrize(
    "reply",
    [
        Answer(201, b'{"sid": "SM'),
        Answer(201, b""),
        Answer(201, b"[1]"),
        Answer(201, b"\xff\xfe"),
        Answer(201, b"[" * 100_000),
        answer_json(201, {"status": "queued"}),
        answer_json(201, {"sid": None}),
        answer_json(201, {"sid": ""}),
        refusal(500, 20500),
        Answer(500),
        Answer(502, b"<html>Bad gateway</html>"),
        Answer(504),
        Answer(408),
        Answer(302, b"", {"Location": "/"}),
        Fault.SILENCE,
        Fault.HANG_UP,
    ],
    ids=str,
)
def test_what_twilio_may_have_taken_is_unknown_and_asked_once(impatient: Transport, reply: Reply) -> None:
    outcome, sink = send_one(reply, impatient)
    assert isinstance(outcome, Unknown)
    assert len(sink.requests) == 1


def test_a_refused_connection_is_tried_later(transport: Transport) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        (outcome,) = twilio(f"http://127.0.0.1:{taken.getsockname()[1]}", transport).send([sms()])
    assert isinstance(outcome, RetryLater)
    assert outcome.code == NOT_CONNECTED


def test_past_its_deadline_nothing_reaches_twilio(transport: Transport) -> None:
    outcome, sink = send_one(CREATED, transport, sms(in_s=0.0))
    assert isinstance(outcome, RetryLater)
    assert outcome.code == DEADLINE_PASSED
    assert (sink.connections, sink.bytes_seen) == (0, 0)


ELSEWHERE = """
import sys
from coaching.providers.twilio import TwilioConfig, TwilioSms
from coaching.providers.base import Sms
from coaching.providers.clock import boot_s
service = TwilioSms(TwilioConfig("AC1", "token", "MG1", base_url=sys.argv[1]))
print(service.send([Sms(1, "+4915112345678", "Hi", "https://coach.example/x", 60, boot_s() + 30)]))
"""


def test_the_surroundings_cannot_move_the_host_or_the_account() -> None:
    surroundings = {
        "TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin", "TWILIO_ACCOUNT_SID": "AC9", "TWILIO_AUTH_TOKEN": "other",
        "HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9",
    }  # fmt: skip
    with running(CREATED) as sink:
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE, sink.url],
            check=True, timeout=120, cwd=Path(__file__).parents[2], env=surroundings,
        )  # fmt: skip
    assert sink.requests[0].path == "/2010-04-01/Accounts/AC1/Messages.json"


@pytest.mark.parametrize("missing", ["account_sid", "auth_token", "messaging_service_sid"])
def test_a_missing_setting_is_named_at_once(missing: str) -> None:
    settings = {"account_sid": "AC1", "auth_token": "t", "messaging_service_sid": "MG1", missing: ""}
    with pytest.raises(ValueError, match=missing):
        TwilioConfig(**settings)


def test_the_token_is_not_shown_in_logs_of_the_configuration() -> None:
    assert TOKEN not in repr(TwilioConfig(ACCOUNT, TOKEN, SERVICE))


DELIVERY_ACTIONS = {
    codes.Action.SUPPRESS_PHONE: [30005, 30006],
    codes.Action.SUPPRESS_PHONE_AFTER_TWO: [30004],
    codes.Action.MARK_OPTED_OUT: [21610, 30640],
    codes.Action.LEAVE_TO_A_PERSON: [30001, 30003, 30008, 30017, 30022, 30410, 30500],
    codes.Action.PAUSE: [30023, 30027, 63038, 63017, 30450],
    codes.Action.FIX_WORDS: [30007, 30019],
    codes.Action.OPEN_CIRCUIT: [30002, 30024, 30032, 30034, 30035],
    codes.Action.DROP: [30036],
    codes.Action.RESCHEDULE: [30610],
    codes.Action.ALERT: [12345],
}


@pytest.mark.parametrize("action", DELIVERY_ACTIONS)
def test_a_delivery_code_says_what_to_do(action: codes.Action) -> None:
    assert {codes.delivery_code(str(code)).action for code in DELIVERY_ACTIONS[action]} == {action}


def test_every_code_has_one_sentence_and_a_wait_only_where_something_waits() -> None:
    for code in [*codes.CREATE.values(), *codes.DELIVERY.values()]:
        assert code.sentence.endswith(".")
        assert json.dumps(code.sentence).isascii()
        waits = code.action in (codes.Action.RETRY, codes.Action.PAUSE)
        assert (code.after_s > 0) == waits
