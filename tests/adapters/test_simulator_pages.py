"""The pages, without JavaScript: what they show, that they escape, and that a reply is a real webhook."""

from collections.abc import Iterator

import pytest

from tests.adapters import simulators
from tests.adapters.simulators import Product, Simulator, letter

ANA = "+15551230001"
NASTY = "<script>alert(1)</script>\"'&"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, Simulator]]:
    with (
        simulators.run_product() as product,
        simulators.run_simulator(product.url, tmp_path_factory.mktemp("keys"), "--zone", "Europe/Madrid") as simulator,
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


def says(simulator: Simulator, words: str, phone: str = ANA) -> None:
    assert simulator.call("POST", "/control/reply", body={"from": phone, "text": words}).status == 202


def test_an_empty_house_says_so(simulator: Simulator) -> None:
    page = simulator.call("GET", "/").text
    assert "No messages yet. They appear here as soon as the service sends one." in page
    assert "0 texts and 0 emails accepted, 0 sent twice" in page


def test_people_are_listed_the_latest_first_and_can_be_searched(simulator: Simulator) -> None:
    simulator.call("POST", "/control/people", body=[{"phone": ANA, "name": "Ana", "email": "ana@example.org"}])
    says(simulator, "seven")
    simulator.mail(letter("ana@example.org", "bo@example.org"))
    page = simulator.call("GET", "/").text
    order = [page.index(path) for path in ("/mailboxes/bo@example.org", "/mailboxes/ana@example.org", f"/phones/{ANA}")]
    assert order == sorted(order)
    found = simulator.call("GET", "/?q=SEVEN").text
    assert f'href="/phones/{ANA}?q=SEVEN"' in found
    assert "bo@example.org" not in found
    assert "Nobody found for" in simulator.call("GET", "/?q=zzz").text
    assert 'href="/mailboxes/ana@example.org"' in simulator.call("GET", f"/phones/{ANA}").text


def test_looking_at_a_mailbox_makes_it_read(simulator: Simulator) -> None:
    simulator.mail(letter("ana@example.org"))
    simulator.settle()
    assert "1 unread" in simulator.call("GET", "/").text
    simulator.call("GET", "/mailboxes/ana@example.org")
    assert "unread" not in simulator.call("GET", "/").text


def test_a_reply_typed_on_the_page_is_a_signed_webhook(simulator: Simulator, product: Product) -> None:
    says(simulator, "first")
    answer = simulator.call("POST", f"/phones/{ANA}/reply", form={"text": "two\r\nlines"})
    assert (answer.status, answer.headers["Location"]) == (303, f"/phones/{ANA}#latest")
    post = product.wait_for(lambda posts: len(posts) == 2)[1]
    assert post.form["Body"] == "two\nlines"
    assert post.is_signed_by_twilio(f"{product.url}/hooks/twilio/inbound")
    assert simulator.call("POST", f"/phones/{ANA}/reply", form={"text": ""}).status == 400


def test_whatever_people_write_is_shown_and_never_run(simulator: Simulator) -> None:
    simulator.call("POST", "/control/people", body=[{"phone": ANA, "name": NASTY}])
    says(simulator, NASTY)
    args = {"custom_args": {"a": NASTY}, "headers": {"X-A": NASTY}}
    simulator.mail(letter({"to": [{"email": "ana@example.org"}], **args}, subject=NASTY, content=[
        {"type": "text/plain", "value": NASTY}]))  # fmt: skip
    simulator.mail(letter("ana@example.org"))
    pages = [f"/?q={simulators.path(NASTY)}", f"/phones/{ANA}", "/mailboxes/ana@example.org",
             *(f"/mailboxes/ana@example.org/1?view={tab}" for tab in ("html", "text", "headers"))]  # fmt: skip
    for page in pages:
        text = simulator.call("GET", page).text
        assert "<script>alert" not in text, page
        assert "&lt;script&gt;" in text, page


def test_every_page_has_a_policy_and_an_emails_html_is_fenced_in(simulator: Simulator) -> None:
    content = [{"type": "text/plain", "value": "a"}, {"type": "text/html", "value": "<script>alert(1)</script>Hi"}]
    simulator.mail(letter("ana@example.org", content=content))
    page = simulator.call("GET", "/mailboxes/ana@example.org/1")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text
    words = simulator.call("GET", "/mailboxes/ana@example.org/1/html")
    assert words.headers["Content-Security-Policy"].startswith("sandbox allow-popups")
    assert "script-src" not in words.headers["Content-Security-Policy"]


def test_times_are_programme_time_in_the_zone_that_was_asked_for(simulator: Simulator) -> None:
    now = simulator.state()["programme_now_ms"]
    noon_utc = 1_783_944_000_000  # Monday 13 July 2026, 12:00 UTC
    simulator.call("POST", "/control/clock", body={"offset_ms": noon_utc - now})
    simulator.call("POST", "/control/people", body=[{"phone": "+15551230002", "zone": "America/New_York"}])
    says(simulator, "madrid")
    says(simulator, "new york", phone="+15551230002")
    assert "Monday 13 July 2026" in simulator.call("GET", f"/phones/{ANA}").text
    assert "<time>14:00</time>" in simulator.call("GET", f"/phones/{ANA}").text
    assert "<time>08:00</time>" in simulator.call("GET", "/phones/+15551230002").text
    assert simulator.call("GET", "/pulse").json["now"].startswith("Mon 13 Jul 2026, 14:0")


@pytest.mark.parametrize("page", ["/phones/+15559999999", "/mailboxes/no@example.org", "/mailboxes/no@example.org/3"])
def test_who_is_not_there_yet_is_named_in_words(simulator: Simulator, page: str) -> None:
    answer = simulator.call("GET", page)
    assert answer.status == 404
    assert "yet. It appears with its first" in answer.text
