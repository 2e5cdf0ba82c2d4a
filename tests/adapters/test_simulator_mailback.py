"""Answers by email: what the simulator's mail programs write is what a real one would, and the product can read it."""

from collections.abc import Iterator

import pytest

from coaching.core.quoting import own_words
from coaching.providers import inbound_email
from coaching.providers.inbound_email import AutoReply, InboundEmail
from tests.adapters import simulators
from tests.adapters.simulators import Product, Simulator, letter

ANA, TOKEN = "ana@example.org", "kJ9_x-Qw3RtY7uIo"
SENT = "Hi Ana,\n\nhow did you sleep last night, 0 to 10? Reply with one number, please.\n\nMaya of the coaching team\n"


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
    own = {"to": [{"email": ANA}], "from": {"email": f"reply+{TOKEN}@example.org", "name": "Coach"}}
    content = [{"type": "text/plain", "value": SENT}, {"type": "text/html", "value": f"<p>{SENT}</p>"}]
    assert house[1].mail(letter(own, content=content)).status == 202
    house[1].settle()
    return house[1]


def received(product: Product, simulator: Simulator) -> InboundEmail:
    """The one mail that came, its signature checked over the raw bytes."""
    posts = product.wait_for(lambda posts: any(post.path.endswith("/inbound") for post in posts))
    [post] = [post for post in posts if post.path.endswith("/inbound")]
    assert post.is_signed_by_sendgrid(simulator.public_key)
    return inbound_email.read(post.headers["Content-Type"], post.body)


@pytest.mark.parametrize("client", ["gmail", "outlook", "apple"])
def test_an_answer_written_on_the_page_reaches_the_product_as_a_program_sends_it(
    product: Product, simulator: Simulator, client: str
) -> None:
    assert f"reply+{TOKEN}@example.org" in simulator.call("GET", f"/mailboxes/{ANA}/1?view=headers").text
    form = {"text": "7,\r\nwoke up once", "client": client}
    answer = simulator.call("POST", f"/mailboxes/{ANA}/1/reply", form=form)
    assert (answer.status, answer.headers["Location"]) == (303, f"/mailboxes/{ANA}/1")
    mail = received(product, simulator)
    assert (mail.to_token, mail.from_, mail.subject, mail.auto) == (TOKEN, ANA, "Re: Day 1", None)
    assert own_words(mail.text, SENT).words == "7,\nwoke up once"
    assert "how did you sleep" in mail.text
    assert mail.in_reply_to.endswith("@simulator>")
    assert "Answered: 7," in simulator.call("GET", f"/mailboxes/{ANA}/1").text


def test_an_out_of_office_note_is_one_that_nobody_wrote(product: Product, simulator: Simulator) -> None:
    simulator.call("POST", f"/mailboxes/{ANA}/1/reply", form={"text": "", "client": "away"})
    mail = received(product, simulator)
    assert mail.auto is AutoReply.AUTO_REPLY
    assert "STOP" in mail.text


def test_a_mailbox_answers_its_newest_email_by_the_control_api(product: Product, simulator: Simulator) -> None:
    asked = {"from": ANA.upper(), "text": "8", "client": "outlook"}
    assert simulator.call("POST", "/control/email", body=asked).status == 202
    assert received(product, simulator).to_token == TOKEN


@pytest.mark.parametrize(
    "asked", [{"from": "nobody@example.org", "text": "7"}, {"from": ANA, "text": 7}, {"from": ANA, "client": "pine"}]
)
def test_an_answer_that_makes_no_sense_is_refused_in_words(simulator: Simulator, asked: dict[str, object]) -> None:
    answer = simulator.call("POST", "/control/email", body=asked)
    assert answer.status == 400
    assert "client" in answer.json["error"]
    assert simulator.call("POST", f"/mailboxes/{ANA}/1/reply", form={"client": "pine"}).status == 400
    assert simulator.call("POST", f"/mailboxes/{ANA}/9/reply", form={"text": "7"}).status == 404


def test_without_a_reply_to_the_request_one_sender_is_answered(product: Product, simulator: Simulator) -> None:
    simulator.mail(letter("bo@example.org", reply_to={"email": "answers@example.org"}))
    simulator.settle()
    simulator.call("POST", "/mailboxes/bo@example.org/1/reply", form={"text": "7"})
    assert received(product, simulator).to_token is None
    assert "To: answers@example.org" in received(product, simulator).headers
