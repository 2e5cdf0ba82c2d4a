"""Email through the real SDK and transport into a sink: what SendGrid would see, and what its answers mean."""

import itertools
import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from coaching.core.model import MessageId
from coaching.providers.base import Accepted, Email, Outcome, Rejected, RetryLater, Scope, Shell, Sms, Unknown
from coaching.providers.clock import boot_s
from coaching.providers.exchange import DEADLINE_PASSED, NOT_CONNECTED
from coaching.providers.sendgrid import MOST_REQUESTS, SendGridConfig, SendGridEmail
from coaching.providers.sendgrid_mail import MAX_BODY_BYTES
from coaching.providers.transport import Limits, Transport
from tests.adapters.sink import Answer, Fault, Received, Reply, Script, Sink, answer_json, in_turn, running

SHELL = Shell("Day 6, -name-", "<p>Hello -html-</p>", "Hello -name-")
TAKEN = Answer(202, b"", {"X-Message-Id": "abc123"})


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


def config(url: str, **changes: object) -> SendGridConfig:
    settings: dict[str, Any] = {
        "api_key": "SG.secret",
        "sender_address": "coach@coach.example",
        "sender_name": "Your coach",
    }
    return SendGridConfig(**{**settings, "base_url": url, **changes})


def email(number: int = 1, *, to: str = "", shell: Shell = SHELL, in_s: float = 60.0, **words: str) -> Email:
    substitutions = {f"-{tag}-": word for tag, word in words.items()} or {
        "-name-": f"P{number}",
        "-html-": f"P{number}",
    }
    return Email(
        MessageId(number),
        f"try-{number}",
        to or f"person{number}@example.org",
        shell,
        f"https://coach.example/u/token{number}",
        boot_s() + in_s,
        substitutions,
    )


def send(
    script: Script | Reply, transport: Transport, batch: list[Email], **changes: object
) -> tuple[list[Outcome], Sink]:
    with running(script) as sink:
        outcomes = SendGridEmail(config(sink.url, **changes), transport).send(batch)
    return outcomes, sink


def addresses(request: Received) -> list[str]:
    return [part["to"][0]["email"] for part in request.json["personalizations"]]


def refused(*errors: tuple[str | None, str], status: int = 400) -> Answer:
    listed = [{"message": message, "field": field, "help": None} for field, message in errors]
    return answer_json(status, {"errors": listed})


def refusing(*poisoned: str, field: str | None = "personalizations.{}.to.0.email") -> Script:
    """A SendGrid that takes no request with these addresses in it."""

    def judge(request: Received) -> Reply:
        bad = [place for place, address in enumerate(addresses(request)) if address in poisoned]
        if not bad:
            return TAKEN
        return refused(*((field and field.format(place), "Does not contain a valid address.") for place in bad))

    return judge


def test_the_request_is_exactly_this(transport: Transport) -> None:
    _, sink = send(TAKEN, transport, [email(7, name="Ann", html="A&amp;n")], reply_to="help@coach.example")
    (request,) = sink.requests
    assert (request.method, request.path) == ("POST", "/v3/mail/send")
    assert request.json == {
        "from": {"email": "coach@coach.example", "name": "Your coach"},
        "reply_to": {"email": "help@coach.example"},
        "subject": "Day 6, -name-",
        "content": [
            {"type": "text/plain", "value": "Hello -name-"},
            {"type": "text/html", "value": "<p>Hello -html-</p>"},
        ],
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
            "subscription_tracking": {"enable": False},
            "ganalytics": {"enable": False},
        },
        "personalizations": [
            {
                "to": [{"email": "person7@example.org"}],
                "headers": {
                    "List-Unsubscribe": "<https://coach.example/u/token7>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
                "custom_args": {"coaching_message": "7", "coaching_attempt": "try-7"},
                "substitutions": {"-name-": "Ann", "-html-": "A&amp;n"},
            }
        ],
    }


def test_the_headers_are_those_of_the_sdk_with_the_key(transport: Transport) -> None:
    _, sink = send(TAKEN, transport, [email()])
    headers = sink.requests[0].headers
    assert headers["authorization"] == "Bearer SG.secret"
    assert headers["content-type"] == "application/json"
    assert headers["accept"] == "application/json"
    assert headers["user-agent"].startswith("sendgrid/")


def test_a_mailbox_for_unsubscribing_is_named_second_with_the_persons_token(transport: Transport) -> None:
    _, sink = send(TAKEN, transport, [email(3)], unsubscribe_mailbox="out@coach.example")
    ways = sink.requests[0].json["personalizations"][0]["headers"]["List-Unsubscribe"]
    assert ways == "<https://coach.example/u/token3>, <mailto:out@coach.example?subject=token3>"


def test_without_words_of_their_own_there_are_no_substitutions(transport: Transport) -> None:
    plain = Email(MessageId(1), "a", "x@example.org", SHELL, "https://coach.example/u/t", boot_s() + 60)
    _, sink = send(TAKEN, transport, [plain])
    assert "substitutions" not in sink.requests[0].json["personalizations"][0]


def test_600_emails_of_one_shell_are_three_requests_and_everybody_gets_the_requests_id(transport: Transport) -> None:
    numbers = itertools.count(1)
    outcomes, sink = send(
        lambda _: Answer(202, b"", {"X-Message-Id": f"id{next(numbers)}"}), transport, [email(n) for n in range(600)]
    )
    assert sorted(len(addresses(request)) for request in sink.requests) == [100, 250, 250]
    assert sorted(address for request in sink.requests for address in addresses(request)) == sorted(
        f"person{n}@example.org" for n in range(600)
    )
    assert {outcome.provider_id for outcome in outcomes[:250] if isinstance(outcome, Accepted)} <= {"id1", "id2", "id3"}
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert len({outcomes[0], outcomes[300], outcomes[599]}) == 3


def test_equal_shells_travel_together_and_different_ones_apart(transport: Transport) -> None:
    twin = Shell(SHELL.subject, SHELL.html, SHELL.text)
    other = Shell("Day 7", "<p>b</p>", "b")
    _, sink = send(TAKEN, transport, [email(1), email(2, shell=twin), email(3, shell=other)])
    assert sorted((request.json["subject"], len(addresses(request))) for request in sink.requests) == [
        ("Day 6, -name-", 2),
        ("Day 7", 1),
    ]


def test_one_address_twice_makes_two_requests_in_whatever_case(transport: Transport) -> None:
    batch = [email(1, to="ann@example.org"), email(2, to="Ann@Example.org"), email(3)]
    outcomes, sink = send(TAKEN, transport, batch)
    assert sorted(map(addresses, sink.requests)) == [["Ann@Example.org"], ["ann@example.org", "person3@example.org"]]
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)


def test_long_words_are_filled_in_by_us_and_go_singly(transport: Transport) -> None:
    long = "ü" * 5_000  # 10,000 bytes before the tags
    outcomes, sink = send(TAKEN, transport, [email(1), email(2, name=long, html="-name-"), email(3)])
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    single, together = sorted(sink.requests, key=lambda request: len(addresses(request)))
    assert addresses(together) == ["person1@example.org", "person3@example.org"]
    assert single.json["subject"] == f"Day 6, {long}"
    assert single.json["content"][0]["value"] == f"Hello {long}"
    assert single.json["content"][1]["value"] == "<p>Hello -name-</p>"  # words are not read as tags again
    assert "substitutions" not in single.json["personalizations"][0]


def test_filling_in_takes_the_longest_tag_first(transport: Transport) -> None:
    words = {"%a": "short", "%ab": "x" * 10_000}
    person = replace(email(shell=Shell("%a", "<p>%ab %a</p>", "%a%ab")), substitutions=words)
    _, sink = send(TAKEN, transport, [person])
    assert sink.requests[0].json["content"][1]["value"] == f"<p>{words['%ab']} short</p>"
    assert sink.requests[0].json["content"][0]["value"] == f"short{words['%ab']}"


def test_words_of_exactly_10000_bytes_are_left_to_sendgrid(transport: Transport) -> None:
    _, sink = send(TAKEN, transport, [email(1, name="x" * (10_000 - len("-name-")))])
    assert len(sink.requests[0].json["personalizations"][0]["substitutions"]["-name-"]) == 9_994


@pytest.mark.parametrize("tag", ["<name>", "& name", "my name"])
def test_a_tag_that_sendgrid_cannot_find_is_filled_in_by_us(transport: Transport, tag: str) -> None:
    person = replace(email(shell=Shell("Hi", f"<p>{tag}</p>", tag)), substitutions={tag: "Ann"})
    _, sink = send(TAKEN, transport, [person])
    assert sink.requests[0].json["content"][0]["value"] == "Ann"


def test_no_body_is_larger_than_20_megabytes(transport: Transport) -> None:
    shell = Shell("s", "h" * (MAX_BODY_BYTES - 20_000), "t")
    outcomes, sink = send(TAKEN, transport, [email(n, shell=shell, name="x" * 9_000) for n in range(3)])
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert len(sink.requests) == 2
    assert all(len(request.body) <= MAX_BODY_BYTES for request in sink.requests)


def test_a_shell_beyond_the_limit_is_refused_without_asking(transport: Transport) -> None:
    outcomes, sink = send(TAKEN, transport, [email(1, shell=Shell("s", "h" * MAX_BODY_BYTES, "t")), email(2)])
    assert [type(outcome) for outcome in outcomes] == [Rejected, Accepted]
    assert len(sink.requests) == 1


def test_half_a_character_costs_only_its_own_email(transport: Transport) -> None:
    broken_shell = Shell("s", "\ud83c", "t")
    outcomes, sink = send(TAKEN, transport, [email(1, name="\ud83c"), email(2), email(3, shell=broken_shell)])
    assert [type(outcome) for outcome in outcomes] == [Rejected, Accepted, Rejected]
    assert addresses(sink.requests[0]) == ["person2@example.org"]


def test_an_sms_by_mistake_costs_only_itself(transport: Transport) -> None:
    sms = Sms(MessageId(1), "+4915112345678", "Hi", "https://coach.example/x", 60, boot_s() + 60)
    with running(TAKEN) as sink:
        outcomes = SendGridEmail(config(sink.url), transport).send([sms, email(2)])
    assert [type(outcome) for outcome in outcomes] == [Rejected, Accepted]


def test_an_empty_batch_asks_nothing(transport: Transport) -> None:
    outcomes, sink = send(TAKEN, transport, [])
    assert (outcomes, sink.connections) == ([], 0)


def test_a_named_bad_address_is_the_only_one_refused_and_the_rest_goes_again_once(transport: Transport) -> None:
    outcomes, sink = send(refusing("person3@example.org"), transport, [email(n) for n in range(10)])
    assert [n for n, outcome in enumerate(outcomes) if not isinstance(outcome, Accepted)] == [3]
    assert isinstance(outcomes[3], Rejected)
    assert outcomes[3] == Rejected("400", Scope.RECIPIENT, outcomes[3].detail)
    assert [len(addresses(request)) for request in sink.requests] == [10, 9]


def test_several_named_addresses_go_at_once(transport: Transport) -> None:
    bad = [f"person{n}@example.org" for n in (0, 4, 9)]
    outcomes, sink = send(refusing(*bad), transport, [email(n) for n in range(10)])
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Rejected)] == [0, 4, 9]
    assert len(sink.requests) == 2


@pytest.mark.parametrize("field", [None, "personalizations", "personalizations.999.to", "personalizations.x.to"])
@pytest.mark.parametrize("place", [0, 77, 249])
def test_an_unnamed_bad_personalization_is_found_by_halves(transport: Transport, field: str | None, place: int) -> None:
    script = refusing(f"person{place}@example.org", field=field)
    outcomes, sink = send(script, transport, [email(n) for n in range(250)])
    assert [n for n, outcome in enumerate(outcomes) if not isinstance(outcome, Accepted)] == [place]
    assert [outcome.scope for outcome in outcomes if isinstance(outcome, Rejected)] == [Scope.RECIPIENT]
    assert len(sink.requests) <= 17


def test_nobody_is_accepted_twice_while_the_bad_ones_are_sought(transport: Transport) -> None:
    taken: list[str] = []
    judge = refusing("person5@example.org", "person170@example.org", field=None)

    def keep(request: Received) -> Reply:
        reply = judge(request)
        taken.extend(addresses(request) if reply == TAKEN else [])
        return reply

    outcomes, _ = send(keep, transport, [email(n) for n in range(250)])
    assert sorted(taken) == sorted(f"person{n}@example.org" for n in range(250) if n not in (5, 170))
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Rejected)] == [5, 170]


def test_the_search_is_bounded_and_what_is_left_over_is_tried_later(transport: Transport) -> None:
    bad = {f"person{n}@example.org" for n in range(0, 250, 25)}
    outcomes, sink = send(refusing(*bad, field=None), transport, [email(n) for n in range(250)])
    assert len(sink.requests) <= MOST_REQUESTS
    kinds = {type(outcome) for outcome in outcomes}
    assert kinds <= {Accepted, Rejected, RetryLater}
    accepted = {f"person{n}@example.org" for n, outcome in enumerate(outcomes) if isinstance(outcome, Accepted)}
    assert accepted
    assert not accepted & bad


def test_a_named_refusal_each_time_is_bounded_too(transport: Transport) -> None:
    one_by_one = refused(("personalizations.0.to.0.email", "Does not contain a valid address."))
    outcomes, sink = send(one_by_one, transport, [email(n) for n in range(250)])
    assert len(sink.requests) == MOST_REQUESTS
    assert sum(isinstance(outcome, Rejected) for outcome in outcomes) == MOST_REQUESTS
    assert sum(isinstance(outcome, RetryLater) for outcome in outcomes) == 250 - MOST_REQUESTS


def test_a_refusal_of_everything_without_a_reason_blames_the_words_not_the_people(transport: Transport) -> None:
    outcomes, sink = send(refused((None, "Bad Request")), transport, [email(n) for n in range(8)])
    assert {(type(outcome), getattr(outcome, "scope", None)) for outcome in outcomes} == {(Rejected, Scope.CONTENT)}
    assert len(sink.requests) == 15


def test_an_unnamed_refusal_whose_siblings_are_unsettled_blames_nobody(transport: Transport) -> None:
    script = in_turn(refused((None, "Bad Request")), refused((None, "Bad Request")), Answer(500))
    outcomes, _ = send(script, transport, [email(n) for n in range(2)])
    assert {type(outcome) for outcome in outcomes} == {RetryLater, Unknown}


@pytest.mark.parametrize(
    ("field", "scope"),
    [
        ("subject", Scope.CONTENT),
        ("content", Scope.CONTENT),
        ("content.1.value", Scope.CONTENT),
        ("from.email", Scope.CONFIGURATION),
        ("reply_to.email", Scope.CONFIGURATION),
        ("tracking_settings.click_tracking", Scope.CONFIGURATION),
    ],
)
def test_a_fault_in_what_is_shared_refuses_all_at_once(transport: Transport, field: str, scope: Scope) -> None:
    script = refused(("personalizations.0.to.0.email", "bad"), (field, "is not allowed"))
    outcomes, sink = send(script, transport, [email(n) for n in range(3)])
    assert {(type(outcome), getattr(outcome, "scope", None)) for outcome in outcomes} == {(Rejected, scope)}
    assert len(sink.requests) == 1


def test_a_refusal_of_one_shell_leaves_the_other_alone(transport: Transport) -> None:
    def judge(request: Received) -> Reply:
        return refused(("subject", "required")) if request.json["subject"] == "bad" else TAKEN

    outcomes, _ = send(judge, transport, [email(1, shell=Shell("bad", "h", "t")), email(2)])
    assert [type(outcome) for outcome in outcomes] == [Rejected, Accepted]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_or_sender_blames_the_configuration(transport: Transport, status: int) -> None:
    outcomes, sink = send(refused(("from", "not verified"), status=status), transport, [email(1), email(2)])
    assert [getattr(outcome, "scope", None) for outcome in outcomes] == [Scope.CONFIGURATION] * 2
    assert len(sink.requests) == 1


def test_too_large_is_halved_until_it_fits(transport: Transport) -> None:
    def gate(request: Received) -> Reply:
        return Answer(413, b"<html>nginx</html>") if len(addresses(request)) > 3 else TAKEN

    outcomes, sink = send(gate, transport, [email(n) for n in range(10)])
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert sorted(len(addresses(request)) for request in sink.requests) == [2, 2, 3, 3, 5, 5, 10]


def test_too_large_alone_blames_the_words(transport: Transport) -> None:
    outcomes, _ = send(Answer(413), transport, [email()])
    assert isinstance(outcomes[0], Rejected)
    assert (outcomes[0].code, outcomes[0].scope) == ("413", Scope.CONTENT)


@pytest.mark.parametrize("status", [404, 405, 415])
def test_any_other_refusal_is_definite_and_needs_a_person(transport: Transport, status: int) -> None:
    outcomes, _ = send(refused((None, "Invalid UTF8 in request"), status=status), transport, [email()])
    assert isinstance(outcomes[0], Rejected)
    assert (outcomes[0].code, outcomes[0].scope) == (str(status), Scope.PROVIDER)


LIMITED = {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795428045"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({**LIMITED, "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 45.0), (LIMITED, 10.0), ({}, 10.0)],
)
def test_too_many_requests_wait_for_the_reset(transport: Transport, headers: Mapping[str, str], seconds: float) -> None:
    outcomes, sink = send(Answer(429, b"", headers), transport, [email(1), email(2)])
    assert [(type(o), getattr(o, "after_s", None)) for o in outcomes] == [(RetryLater, seconds)] * 2
    assert len(sink.requests) == 1


def test_unavailable_is_tried_later(transport: Transport) -> None:
    outcomes, _ = send(Answer(503), transport, [email()])
    assert isinstance(outcomes[0], RetryLater)


@pytest.mark.parametrize(
    "reply",
    [
        *[Answer(202), Answer(202, b"", {"X-Message-Id": ""}), Answer(200, b"", {"X-Message-Id": "abc"})],
        *[Answer(500), Answer(502, b"<html>"), Answer(504), Answer(408), Answer(301)],
        *[Fault.SILENCE, Fault.HANG_UP],
    ],
    ids=str,
)
def test_what_sendgrid_may_have_taken_is_unknown_for_all_and_asked_once(impatient: Transport, reply: Reply) -> None:
    outcomes, sink = send(reply, impatient, [email(1), email(2)])
    assert [type(outcome) for outcome in outcomes] == [Unknown, Unknown]
    assert len(sink.requests) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"errors": 1}', b'{"errors": [1]}', b"[" * 50_000, b"\xff"])
def test_an_unreadable_refusal_is_still_a_refusal(transport: Transport, body: bytes) -> None:
    outcomes, sink = send(Answer(400, body), transport, [email()])
    assert isinstance(outcomes[0], Rejected)
    assert len(sink.requests) == 1


def test_a_refused_connection_is_tried_later(transport: Transport) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        service = SendGridEmail(config(f"http://127.0.0.1:{taken.getsockname()[1]}"), transport)
        outcomes = service.send([email(1), email(2)])
    assert [getattr(outcome, "code", None) for outcome in outcomes] == [NOT_CONNECTED] * 2
    assert all(isinstance(outcome, RetryLater) for outcome in outcomes)


def test_past_its_deadline_an_email_stays_here_and_does_not_hold_back_its_letter(transport: Transport) -> None:
    outcomes, sink = send(TAKEN, transport, [email(1, in_s=0.0), email(2)])
    assert isinstance(outcomes[0], RetryLater)
    assert outcomes[0].code == DEADLINE_PASSED
    assert isinstance(outcomes[1], Accepted)
    assert [addresses(request) for request in sink.requests] == [["person2@example.org"]]


def test_a_letter_is_not_written_once_its_first_deadline_has_passed() -> None:
    """The clock stands at 0 while letters are sorted and at 100 before the write."""
    looks = iter([0.0])
    frozen = Transport(clock=lambda: next(looks, 100.0))
    early = Email(MessageId(1), "a", "x@example.org", SHELL, "https://coach.example/u/1", 50.0)
    late = Email(MessageId(2), "a", "y@example.org", SHELL, "https://coach.example/u/2", 500.0)
    outcomes, sink = send(TAKEN, frozen, [early, late])
    frozen.close()
    assert [getattr(outcome, "code", None) for outcome in outcomes] == [DEADLINE_PASSED] * 2
    assert sink.bytes_seen == 0


def test_no_address_gets_into_a_stored_reason(transport: Transport) -> None:
    outcomes, _ = send(refused(("content", "mail to ann@example.org is bad")), transport, [email()])
    assert isinstance(outcomes[0], Rejected)
    assert "ann@" not in outcomes[0].detail
    assert "is bad" in outcomes[0].detail


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"api_key": ""}, "api_key"),
        ({"sender_address": ""}, "sender_address"),
        ({"sender_name": "Coach, your"}, "sender's name"),
        ({"max_personalizations": 1001}, "max_personalizations"),
    ],
)
def test_a_wrong_setting_is_named_at_once(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        config("http://127.0.0.1:1", **changes)


def test_the_key_is_not_shown_in_logs_of_the_configuration() -> None:
    assert "SG.secret" not in repr(config("http://127.0.0.1:1"))


def test_every_byte_is_json_of_utf8(transport: Transport) -> None:
    _, sink = send(TAKEN, transport, [email(1, name='Zoë 🌙 "quoted" \n', html="Zoë")])
    words = json.loads(sink.requests[0].body.decode("utf-8"))["personalizations"][0]["substitutions"]
    assert words["-name-"] == 'Zoë 🌙 "quoted" \n'


# An address of one's own for replies


def test_with_a_reply_domain_each_person_is_written_to_from_their_own_address_in_one_request(
    transport: Transport,
) -> None:
    batch = [email(n) for n in range(100, 350)]
    outcomes, sink = send(TAKEN, transport, batch, reply_domain="coach.example")
    assert outcomes == [Accepted("abc123")] * 250
    [request] = sink.requests
    assert request.json["from"] == {"email": "coach@coach.example", "name": "Your coach"}
    first = request.json["personalizations"][0]
    assert first["from"] == {"email": "reply+token100@coach.example", "name": "Your coach"}
    assert first["headers"]["List-Unsubscribe"] == (
        "<https://coach.example/u/token100>, <mailto:unsubscribe+token100@coach.example?subject=unsubscribe>"
    )
    assert len({part["from"]["email"] for part in request.json["personalizations"]}) == 250


def test_a_mail_that_is_no_persons_has_the_shared_sender(transport: Transport) -> None:
    alert = replace(email(), unsubscribe_url="https://coach.example/alerts/")
    _, sink = send(TAKEN, transport, [alert], reply_domain="coach.example")
    assert "from" not in sink.requests[0].json["personalizations"][0]


def test_a_reply_domain_that_is_not_the_senders_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="reply_domain"):
        config("http://127.0.0.1:9", reply_domain="other.example")


def test_a_refused_sender_of_ones_own_is_the_settings_fault_not_the_persons(transport: Transport) -> None:
    answer = refused(("personalizations.0.from", "The from domain must match the domain of the from email."))
    [outcome], _ = send(answer, transport, [email(100)], reply_domain="coach.example")
    assert isinstance(outcome, Rejected)
    assert outcome.scope is Scope.CONFIGURATION
