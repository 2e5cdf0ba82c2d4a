"""The simulated SendGrid, met through the real SDK and by a product that checks every signature."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sendgrid import SendGridAPIClient

from tests.adapters import simulators
from tests.adapters.simulators import KEY, Product, Simulator, letter

ANA = "ana@example.org"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, Simulator]]:
    with (
        simulators.run_product() as product,
        simulators.run_simulator(product.url, tmp_path_factory.mktemp("keys")) as simulator,
    ):
        yield product, simulator


@pytest.fixture
def product(house: tuple[Product, Simulator]) -> Product:
    product, simulator = house
    simulator.call("POST", "/control/reset")
    product.posts, product.answers, product.usual = [], [], (204, "")
    return product


@pytest.fixture
def simulator(house: tuple[Product, Simulator], product: Product) -> Simulator:
    return house[1]


def names(product: Product, address: str = ANA) -> list[str]:
    return [event["event"] for event in product.events() if event["email"] == address]


def test_the_sdk_sends_and_signed_events_follow_in_order(simulator: Simulator, product: Product) -> None:
    client = SendGridAPIClient(KEY, host=simulator.url)
    client.client.timeout = simulators.SOON_S
    answer = client.send(
        letter({"to": [{"email": ANA}], "custom_args": {"coaching_id": "42"}}, categories=["magnesium"])
    )
    assert (answer.status_code, answer.body) == (202, b"")
    product.wait_for(lambda _: names(product) == ["processed", "delivered"])
    assert all(post.is_signed_by_sendgrid(simulator.public_key) for post in product.posts)
    for event in product.events():
        assert event["sg_message_id"].split(".")[0] == answer.headers["X-Message-Id"]
        assert (event["coaching_id"], event["category"]) == ("42", ["magnesium"])
        assert abs(event["timestamp"] - simulators.now().timestamp()) < 60


def test_each_person_gets_their_own_words_and_values_are_never_searched_again(simulator: Simulator) -> None:
    mail = letter(
        {"to": [{"email": ANA}], "substitutions": {"-n-": "Ana -d-", "-d-": "day 3"}, "headers": {"X-Own": "-d-"}},
        {"to": [{"email": "bo@example.org"}], "substitutions": {"-n-": "Bo", "-d-": "day 4"}, "subject": "For -n-"},
        subject="-n-, -d-",
        content=[{"type": "text/plain", "value": "Dear -n-: -d-"}, {"type": "text/html", "value": "<b>-n-</b>"}],
    )
    assert simulator.mail(mail).status == 202
    sent = {one["to"]: one for one in simulator.call("GET", "/control/sent").json}
    assert (sent[ANA]["subject"], sent[ANA]["text"]) == ("Ana -d-, day 3", "Dear Ana -d-: day 3")
    assert (sent["bo@example.org"]["subject"], sent["bo@example.org"]["text"]) == ("For Bo", "Dear Bo: day 4")
    assert "<b>Ana -d-</b>" in simulator.call("GET", f"/mailboxes/{ANA}/1/html").text
    assert "X-Own</dt><dd>day 3" in simulator.call("GET", f"/mailboxes/{ANA}/1?view=headers").text


def without(key: str) -> dict[str, object]:
    return {name: value for name, value in letter(ANA).items() if name != key}


def person(**more: object) -> dict[str, object]:
    return letter({"to": [{"email": ANA}], **more})


HTML, PLAIN = {"type": "text/html", "value": "a"}, {"type": "text/plain", "value": "b"}
REFUSED: list[tuple[str, object, str]] = [
    ("no personalization", letter(), "personalizations"),
    ("1,001 personalizations", letter(*[f"p{n}@example.org" for n in range(1001)]), "personalizations"),
    ("nobody", letter({"to": []}), "personalizations.0.to"),
    ("an address twice in a request", letter(ANA, "ANA@example.org"), "personalizations.1"),
    ("an address in to and cc", person(cc=[{"email": ANA}]), "personalizations.0"),
    ("a broken address", letter("ana@"), "personalizations.0.to.0.email"),
    ("an address too long", letter(f"{'a' * 310}@example.org"), "personalizations.0.to.0.email"),
    ("a name with a comma", letter({"to": [{"email": ANA, "name": "A, B"}]}), "personalizations.0.to.0.name"),
    ("an unknown key", letter(ANA, colour="red"), "colour"),
    ("content per person", person(content=[]), "personalizations.0.content"),
    ("a foreign from per person", person(**{"from": {"email": "x@other.org"}}), "personalizations.0.from"),
    ("a substitution that is a number", person(substitutions={"-n-": 3}), "personalizations.0.substitutions"),
    ("a tag with a bracket", person(substitutions={"<n>": "x"}), "personalizations.0.substitutions"),
    ("substitutions too large", person(substitutions={"-n-": "x" * 10_000}), "personalizations.0.substitutions"),
    ("both kinds of templating", person(substitutions={"-n-": "x"}, dynamic_template_data={}),
     "personalizations.0.substitutions"),
    ("an argument that is a number", letter(ANA, custom_args={"n": 3}), "custom_args"),
    ("empty arguments", letter(ANA, custom_args={}), "custom_args"),
    ("merged arguments too large", letter({"to": [{"email": ANA}], "custom_args": {"a": "x" * 6000}},
     custom_args={"b": "x" * 6000}), "personalizations.0.custom_args"),
    ("a reserved header", person(headers={"Reply-To": "x"}), "personalizations.0.headers.Reply-To"),
    ("a header that is a number", letter(ANA, headers={"X-A": 1}), "headers"),
    ("a header with a line break", letter(ANA, headers={"X-A": "a\nb"}), "headers.X-A"),
    ("eleven categories", letter(ANA, categories=[str(n) for n in range(11)]), "categories"),
    ("a category twice", letter(ANA, categories=["a", "a"]), "categories"),
    ("no sender", without("from"), "from.email"),
    ("no subject", without("subject"), "subject"),
    ("an empty subject", letter(ANA, subject=""), "subject"),
    ("no content", without("content"), "content"),
    ("empty content", letter(ANA, content=[{"type": "text/plain", "value": ""}]), "content.0.value"),
    ("html before text", letter(ANA, content=[HTML, PLAIN]), "content"),
    ("four days ahead", letter(ANA, send_at=4_000_000_000), "send_at"),
    ("a date that is a text", letter(ANA, send_at="2026"), "send_at"),
    ("an unknown setting", letter(ANA, mail_settings={"magic": {"enable": True}}), "mail_settings.magic"),
]  # fmt: skip


@pytest.mark.parametrize(("mail", "field"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_request_with_a_mistake_is_refused_whole_and_names_the_field(
    simulator: Simulator, mail: object, field: str
) -> None:
    answer = simulator.mail(mail)
    assert answer.status == 400
    assert field in [error["field"] for error in answer.json["errors"]]
    assert simulator.state()["accepted"]["email"] == 0


def test_a_full_request_of_a_thousand_is_accepted(simulator: Simulator) -> None:
    assert simulator.mail(letter(*[f"p{n}@example.org" for n in range(1000)])).status == 202
    assert simulator.settle()["accepted"]["email"] == 1000


def test_the_sandbox_checks_and_keeps_nothing(simulator: Simulator) -> None:
    sandbox = {"mail_settings": {"sandbox_mode": {"enable": True}}}
    assert simulator.mail(letter(ANA, **sandbox)).status == 200
    assert simulator.mail(letter("ana@", **sandbox)).status == 400
    assert simulator.state()["accepted"]["email"] == 0


def test_the_gate_refuses_strangers_other_formats_and_broken_text(simulator: Simulator) -> None:
    right, stranger = simulators.AS_SENDGRID, {"Authorization": "Bearer wrong"}
    assert simulator.call("POST", "/v3/mail/send", body=letter(ANA), headers=stranger).status == 401
    assert (
        simulator.call("POST", "/v3/mail/send", raw=b"x", headers=right | {"Content-Type": "text/plain"}).status == 415
    )
    assert simulator.call("POST", "/v3/mail/send", raw=b'{"a": "\xff"}', headers=right).status == 415
    assert simulator.call("POST", "/v3/mail/send", raw=b"{", headers=right).status == 400
    too_large = simulator.call("POST", "/v3/mail/send", raw=b" " * (30 * 1024 * 1024 + 10), headers=right)
    assert (too_large.status, too_large.headers["Content-Type"].split(";")[0]) == (413, "text/html")
    assert simulator.fetch_mail("/v3/scopes").json["scopes"]


@pytest.mark.parametrize(
    ("address", "story"),
    [
        ("bounce@example.org", ["processed", "bounce"]),
        ("blocked+7@example.org", ["processed", "bounce"]),
        ("dropped@example.org", ["dropped"]),
        ("deferred@example.org", ["processed", "deferred", "delivered"]),
        ("spam@example.org", ["processed", "delivered", "spamreport"]),
    ],
)
def test_an_address_chooses_what_becomes_of_its_mail(
    simulator: Simulator, product: Product, address: str, story: list[str]
) -> None:
    simulator.mail(letter(address))
    product.wait_for(lambda _: names(product, address) == story)


def test_mail_to_an_address_that_bounced_is_dropped_next_time(simulator: Simulator, product: Product) -> None:
    simulator.mail(letter("bounce@example.org"))
    simulator.settle()
    simulator.mail(letter("bounce@example.org"))
    simulator.settle()
    assert names(product, "bounce@example.org") == ["processed", "bounce", "dropped"]
    assert product.events()[-1]["reason"] == "Bounced Address"


def test_events_are_repeated_until_the_product_takes_them(simulator: Simulator, product: Product) -> None:
    product.answers = [(500, ""), (403, "")]
    simulator.mail(letter(ANA))
    product.wait_for(lambda posts: len(posts) >= 3)
    simulator.settle()
    assert product.posts[0].body == product.posts[1].body == product.posts[2].body


def test_many_emails_share_few_posts(simulator: Simulator, product: Product) -> None:
    simulator.mail(letter(*[f"p{n}@example.org" for n in range(300)]))
    simulator.settle()
    assert len(product.events()) == 600
    assert len(product.posts) <= 4


def search(simulator: Simulator, query: str) -> list[dict[str, Any]]:
    answer = simulator.fetch_mail("/v3/logs", {"query": query, "limit": 50})
    assert answer.status == 200, answer.text
    return list(answer.json["messages"])


def test_a_look_up_finds_the_mail_and_its_arguments(simulator: Simulator) -> None:
    sent = simulator.mail(letter({"to": [{"email": ANA}], "custom_args": {"coaching_id": "42"}}, categories=["mg"]))
    simulator.settle()
    ago, ahead = (simulators.now() + timedelta(minutes=shift) for shift in (-5, 5))
    mine = f"to_email = '{ANA}' AND sg_message_id_created_at > TIMESTAMP"
    found = search(simulator, f'{mine} "{ago:%Y-%m-%dT%H:%M:%SZ}"')
    assert [one["sg_message_id"].split(".")[0] for one in found] == [sent.headers["X-Message-Id"]]
    assert search(simulator, f'{mine} "{ahead:%Y-%m-%dT%H:%M:%SZ}"') == []
    assert len(search(simulator, "status IN ('delivered', 'bounced') AND categories IN ('mg')")) == 1
    assert search(simulator, "subject = 'Day 1 AND more'") == []
    full = simulator.fetch_mail(f"/v3/logs/{found[0]['sg_message_id']}").json
    assert full["custom_args"] == {"coaching_id": "42"}
    assert [event["event_name"] for event in full["events"]] == ["processed", "delivered"]
    assert simulator.fetch_mail("/v3/logs/nothing").status == 404
    messages = simulator.fetch_mail(f"/v3/messages?query=to_email%3D%22{ANA}%22&limit=5").json["messages"]
    assert messages[0]["status"] == "delivered"


@pytest.mark.parametrize(
    "query", ["", "to_email", "colour = 'red'", "to_email > 'a'", "sg_message_id_created_at > 'x'"]
)
def test_a_query_outside_the_grammar_is_refused(simulator: Simulator, query: str) -> None:
    answer = simulator.fetch_mail("/v3/logs", {"query": query, "limit": 5})
    assert answer.status == 400
    assert answer.json["errors"][0]["message"].startswith("invalid syntax")


def test_a_reply_by_email_arrives_signed_as_multipart(simulator: Simulator, product: Product) -> None:
    mail = {"from": ANA, "to": "reply+token@example.org", "subject": "Re: Day 1", "text": "Gut geschlafen – 7"}
    assert simulator.call("POST", "/control/email", body=mail).status == 202
    post = product.wait_for(lambda posts: len(posts) == 1)[0]
    assert post.path == "/hooks/sendgrid/inbound"
    assert post.is_signed_by_sendgrid(simulator.public_key)
    assert "Gut geschlafen – 7".encode() in post.body


def test_one_click_unsubscribe_posts_what_the_header_says(simulator: Simulator, product: Product) -> None:
    headers = {"List-Unsubscribe": f"<{product.url}/u/tok%2Fen>, <mailto:u@example.org>",
               "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # fmt: skip
    simulator.mail(letter({"to": [{"email": ANA}], "headers": headers}))
    simulator.settle()
    assert simulator.call("POST", f"/mailboxes/{ANA}/1/unsubscribe", form={}).status == 303
    post = product.wait_for(lambda posts: any(post.path.startswith("/u/") for post in posts))[-1]
    assert (post.path, post.body) == ("/u/tok%2Fen", b"List-Unsubscribe=One-Click")
    simulator.settle()
    assert "answered yes" in simulator.call("GET", f"/mailboxes/{ANA}/1").text
