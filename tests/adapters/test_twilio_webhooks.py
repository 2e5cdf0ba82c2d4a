"""Twilio's webhooks: who really sent them, and what they say."""

import pytest
from twilio.request_validator import RequestValidator

from coaching.core.model import MessageId
from coaching.providers.events import DeliveryEvent, DeliveryState, InboundSms, Media, Unread
from coaching.providers.signatures import verify_twilio
from coaching.providers.webhooks import read_twilio_inbound, read_twilio_status

TOKEN = "12345"
URL = "https://coach.example/hooks/twilio/status/7?x=1"
FORM = [("MessageSid", "SM1"), ("MessageStatus", "delivered"), ("To", "+4915112345678"), ("Körper", "Grüße & mehr")]


def signed(params: list[tuple[str, str]], url: str = URL) -> str:
    return str(RequestValidator(TOKEN).compute_signature(url, dict(params)))


def test_twilios_own_signature_is_believed() -> None:
    assert verify_twilio(TOKEN, URL, FORM, signed(FORM))


def test_the_published_example_is_believed() -> None:
    """twilio.com/docs/usage/security, "Validating signatures": token 12345 and this very signature."""
    params = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert verify_twilio(TOKEN, url, params, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_a_name_that_repeats_is_signed_with_each_value_once() -> None:
    signature = RequestValidator(TOKEN).compute_signature(URL + "NaNb", {})
    assert verify_twilio(TOKEN, URL, [("N", "b"), ("N", "a"), ("N", "a")], signature)
    assert not verify_twilio(TOKEN, URL, [("N", "b")], signature)


def test_an_empty_form_can_be_signed() -> None:
    assert verify_twilio(TOKEN, URL, [], signed([]))


@pytest.mark.parametrize(
    ("url", "params", "signature"),
    [
        (URL, [*FORM, ("Extra", "1")], signed(FORM)),
        (URL, FORM[1:], signed(FORM)),
        (URL, [("MessageSid", "SM2"), *FORM[1:]], signed(FORM)),
        (URL + "2", FORM, signed(FORM)),
        (URL, FORM, ""),
        (URL, FORM, "ü" * 28),
        (URL, FORM, signed(FORM)[:-2] + "x="),
        ("https://coach.example:port/x", FORM, signed(FORM)),
        (URL, [("Body", "\ud83c")], signed(FORM)),
    ],
)
def test_anything_changed_or_rubbish_is_not_believed(url: str, params: list[tuple[str, str]], signature: str) -> None:
    assert verify_twilio(TOKEN, url, params, signature) is False


def test_another_accounts_signature_is_not_believed() -> None:
    assert not verify_twilio("other", URL, FORM, signed(FORM))


def test_without_a_token_nothing_is_checked_and_that_is_said() -> None:
    forged = RequestValidator("").compute_signature(URL, dict(FORM))
    with pytest.raises(ValueError, match="auth token"):
        verify_twilio("", URL, FORM, forged)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *[(word, DeliveryState.ACCEPTED) for word in ("accepted", "scheduled", "queued", "sending")],
        *[("sent", DeliveryState.SENT), ("partially_delivered", DeliveryState.SENT)],
        *[("delivered", DeliveryState.DELIVERED), ("read", DeliveryState.DELIVERED)],
        ("undelivered", DeliveryState.UNDELIVERED),
        *[("failed", DeliveryState.FAILED), ("canceled", DeliveryState.FAILED)],
    ],
)
def test_each_status_means_one_state(status: str, state: DeliveryState) -> None:
    event = read_twilio_status([("MessageSid", "SM1"), ("MessageStatus", status)], MessageId(7))
    assert event == DeliveryEvent(MessageId(7), "SM1", state, "", status)


def test_a_failure_carries_its_code() -> None:
    event = read_twilio_status([("SmsSid", "SM1"), ("SmsStatus", "undelivered"), ("ErrorCode", "30005"), ("New", "?")])
    assert event == DeliveryEvent(None, "SM1", DeliveryState.UNDELIVERED, "30005", "undelivered")


@pytest.mark.parametrize("params", [[], [("MessageStatus", "received")], [("MessageStatus", "teleported")]])
def test_a_status_that_nobody_knows_is_unread_not_an_error(params: list[tuple[str, str]]) -> None:
    assert isinstance(read_twilio_status(params), Unread)


def test_a_text_from_a_person_is_read_whole() -> None:
    params = [
        ("MessageSid", "SM9"), ("From", "+49151"), ("To", "+49152"), ("Body", " Ja \n3 "), ("NumMedia", "2"),
        ("MediaUrl0", "https://api.twilio.com/a"), ("MediaContentType0", "image/jpeg"),
        ("MediaUrl1", "https://api.twilio.com/b"), ("FromCity", ""),
    ]  # fmt: skip
    media = (Media("https://api.twilio.com/a", "image/jpeg"), Media("https://api.twilio.com/b", ""))
    assert read_twilio_inbound(params) == InboundSms("SM9", "+49151", "+49152", " Ja \n3 ", None, media)


@pytest.mark.parametrize(("word", "read"), [("STOP", "STOP"), ("help", "HELP"), ("", None)])
def test_an_opt_out_that_twilio_handled_is_named(word: str, read: str | None) -> None:
    inbound = read_twilio_inbound([("MessageSid", "SM9"), ("From", "+49151"), ("Body", "x"), ("OptOutType", word)])
    assert isinstance(inbound, InboundSms)
    assert inbound.opt_out_type == read


@pytest.mark.parametrize("number", ["", "99999999999", "many", "-1"])
def test_a_wrong_count_of_media_does_no_harm(number: str) -> None:
    inbound = read_twilio_inbound([("MessageSid", "SM9"), ("From", "+49151"), ("NumMedia", number)])
    assert isinstance(inbound, InboundSms)
    assert (inbound.media, inbound.text) == ((), "")


@pytest.mark.parametrize("params", [[], [("From", "+49151")], [("MessageSid", "SM9")]])
def test_a_text_without_sender_or_id_is_unread(params: list[tuple[str, str]]) -> None:
    assert isinstance(read_twilio_inbound(params), Unread)
