"""Emails that people send us, as SendGrid's Inbound Parse posts them: who, what, and whether a person wrote."""

import json
import random
import time
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.providers import inbound_email
from coaching.providers.inbound_email import LARGEST, AutoReply, InboundEmail
from coaching.providers.webhooks import MalformedPayload

BOUNDARY = "xYzZY"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"
TOKEN = "kJ9_x-Qw3RtY7uIo"
OURS = f"reply+{TOKEN}@reply.example.org"
HEADERS = f"Message-ID: <m1@mail.example.org>\nFrom: Ana <ana@example.org>\nTo: {OURS}\nSubject: Re: Day 5\n"


def form(fields: dict[str, bytes | str], files: int = 0) -> bytes:
    parts = []
    for name, value in fields.items():
        words = value.encode() if isinstance(value, str) else value
        parts.append(b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), words))
    for n in range(1, files + 1):
        head = f'Content-Disposition: form-data; name="attachment{n}"; filename="a{n}.png"\r\nContent-Type: image/png'
        parts.append(head.encode() + b"\r\n\r\n" + b"\x89PNG\r\n\x00\xff" * 50)
    body = b"".join(b"--%s\r\n%s\r\n" % (BOUNDARY.encode(), part) for part in parts)
    return body + b"--%s--\r\n" % BOUNDARY.encode()


def fields(**changes: bytes | str) -> dict[str, bytes | str]:
    return {
        "headers": HEADERS,
        "to": OURS,
        "from": "Ana <ana@example.org>",
        "subject": "Re: Day 5",
        "text": "7, thanks\n",
        "envelope": json.dumps({"to": [OURS], "from": "ana@example.org"}),
        "charsets": json.dumps({"to": "UTF-8", "from": "UTF-8", "subject": "UTF-8", "text": "utf-8"}),
        "attachments": "0",
        **changes,
    }


def read(files: int = 0, **changes: bytes | str) -> InboundEmail:
    return inbound_email.read(TYPE, form(fields(**changes), files))


def with_headers(*lines: str, **changes: bytes | str) -> InboundEmail:
    return read(headers=HEADERS + "".join(f"{line}\n" for line in lines), **changes)


def test_a_reply_is_read_and_its_person_is_named_by_the_token_alone() -> None:
    mail = with_headers("In-Reply-To: <our-5@sendgrid>")
    assert (mail.to_token, mail.from_, mail.subject, mail.text) == (
        TOKEN,
        "ana@example.org",
        "Re: Day 5",
        "7, thanks\n",
    )
    assert (mail.message_id, mail.in_reply_to) == ("<m1@mail.example.org>", "<our-5@sendgrid>")
    assert (mail.auto, mail.wants_out, mail.attachments) == (None, False, 0)


def test_the_envelope_goes_before_the_header() -> None:
    envelope = json.dumps({"to": [OURS], "from": "ana@example.org"})
    assert read(to="Coach <coach@reply.example.org>", envelope=envelope).to_token == TOKEN
    other = "reply+somebodyelse1@reply.example.org"
    assert read(to=other, envelope=envelope).to_token == TOKEN
    assert read(to=f"Bo <bo@example.org>, Coach <{OURS}>", envelope="{}").to_token == TOKEN


@pytest.mark.parametrize("envelope", ["", "{", "[]", "null", '{"to": 7}', '{"to": ["x"], "from": 3}', "[" * 50_000])
def test_an_envelope_that_makes_no_sense_leaves_the_header(envelope: str) -> None:
    assert read(envelope=envelope).to_token == TOKEN


@pytest.mark.parametrize("to", ["coach@reply.example.org", "reply@x.org", "reply+@x.org", "reply+short@x.org", "", "@"])
def test_an_address_without_a_token_belongs_to_nobody(to: str) -> None:
    assert read(to=to, envelope=json.dumps({"to": [to]}), headers="Message-ID: <a@b>\n").to_token is None


def test_the_address_of_the_unsubscribe_header_is_told_apart() -> None:
    mail = read(envelope=json.dumps({"to": [f"unsubscribe+{TOKEN}@reply.example.org"]}))
    assert (mail.to_token, mail.wants_out) == (TOKEN, True)


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("utf-8", "Grüße, 7 €".encode()),
        ("iso-8859-1", "Grüße, 7".encode("iso-8859-1")),
        ("ISO-8859-1", "Grüße, “7” €".encode("cp1252")),
        ("windows-1252", "Grüße".encode("cp1252")),
        ("iso-8859-15", "7 €".encode("iso-8859-15")),
        ("iso-2022-jp", "よく眠れた".encode("iso-2022-jp")),
        ("gb2312", "睡得好".encode("gb2312")),
        ("koi8-r", "хорошо".encode("koi8-r")),
        ("us-ascii", b"fine"),
        ("", "Grüße".encode()),
        ("x-unknown", "Grüße".encode()),
        ("us-ascii", "Grüße".encode("cp1252")),
    ],
)
def test_each_field_is_decoded_by_its_own_charset(charset: str, data: bytes) -> None:
    mail = read(text=data, charsets=json.dumps({"text": charset, "subject": "UTF-8"}))
    assert "�" not in mail.text
    assert mail.text in (
        "Grüße, 7 €",
        "Grüße, 7",
        "Grüße, “7” €",
        "Grüße",
        "7 €",
        "よく眠れた",
        "睡得好",
        "хорошо",
        "fine",
    )


@pytest.mark.parametrize(
    "charset", ["hex", "zlib", "punycode", "idna", "unicode_escape", "rot13", "utf-7", "utf-8", "big5"]
)
def test_a_charset_that_does_not_fit_never_raises(charset: str) -> None:
    mail = read(text=b"\xff\xfe 7 \x00 \xed\xa0\x80", charsets=json.dumps({"text": charset}))
    assert "7" in mail.text
    assert "\x00" not in mail.text
    mail.text.encode()


def test_without_plain_text_the_html_is_made_into_text() -> None:
    mail = read(text=" \n", html="<p>A solid <b>8</b></p><blockquote>How?</blockquote>")
    assert mail.text == "A solid 8\n> How?"
    assert mail.html.startswith("<p>")
    assert read(html="<p>other</p>").html == ""


def test_attachments_are_counted_and_dropped() -> None:
    mail = read(files=3, attachments="3")
    assert mail.attachments == 3
    assert "PNG" not in inbound_email.to_json(mail)


def test_what_is_stored_is_read_back_the_same() -> None:
    for mail in (read(), with_headers("Auto-Submitted: auto-replied"), read(text="", html="<p>ü\u2028</p>")):
        assert inbound_email.from_json(inbound_email.to_json(mail)) == mail


def test_a_mail_of_thirty_megabytes_is_read_in_a_moment_and_kept_small() -> None:
    noise = random.Random(7).randbytes(1024 * 1024)
    raw = form(fields()).replace(b"--%s--\r\n" % BOUNDARY.encode(), b"")
    raw += b'--%s\r\nContent-Disposition: form-data; name="attachment1"; filename="x"\r\n\r\n' % BOUNDARY.encode()
    raw += noise * 29 + b"\r\n--%s--\r\n" % BOUNDARY.encode()
    begun = time.process_time()
    mail = inbound_email.read(TYPE, raw)
    assert time.process_time() - begun < 30
    assert (mail.attachments, mail.text) == (1, "7, thanks\n")
    assert len(inbound_email.to_json(mail)) < 2_000


def test_long_words_are_cut() -> None:
    mail = read(text="x" * 3_000_000, html="y" * 3_000_000, headers=HEADERS + "X-Long: " + "z" * 100_000)
    assert len(inbound_email.to_json(mail)) < 500_000


def test_more_than_thirty_megabytes_is_no_email() -> None:
    with pytest.raises(MalformedPayload, match="30 MB"):
        inbound_email.read(TYPE, bytes(LARGEST + 1))


# Raw mode: one field with the whole MIME


def mime(*parts: MIMEText | MIMEApplication, **headers: str) -> bytes:
    whole = MIMEMultipart()
    for name, value in {"From": "Ana <ana@example.org>", "To": OURS, "Subject": "Re: Tag 5", "Message-ID": "<r1@x>",
                        **headers}.items():  # fmt: skip
        whole[name] = value
    for part in parts:
        whole.attach(part)
    return whole.as_bytes().replace(b"\n", b"\r\n")


def raw_mode(whole: bytes) -> InboundEmail:
    envelope = json.dumps({"to": [OURS], "from": "ana@example.org"})
    return inbound_email.read(TYPE, form({"email": whole, "to": OURS, "envelope": envelope}))


def test_a_whole_mime_message_gives_the_same() -> None:
    alternatives = (
        MIMEText("Grüße, 7", "plain", "iso-8859-1"),
        MIMEText("<p>no</p>", "html"),
        MIMEApplication(b"x" * 999),
    )
    mail = raw_mode(mime(*alternatives, Subject="=?utf-8?q?Re=3A_Gr=C3=BC=C3=9Fe?="))
    assert (mail.text, mail.subject, mail.attachments) == ("Grüße, 7", "Re: Grüße", 1)
    assert (mail.to_token, mail.from_, mail.message_id) == (TOKEN, "ana@example.org", "<r1@x>")


def test_a_mime_message_cut_off_in_its_attachment_still_has_its_words() -> None:
    whole = mime(MIMEText("I feel faint"), MIMEApplication(b"x" * 4_000_000))
    assert raw_mode(whole).text.strip() == "I feel faint"


def test_a_mime_message_nested_without_end_is_kept_as_it_came() -> None:
    deep = b"From: ana@example.org\r\nTo: %s\r\n" % OURS.encode()
    for n in range(400):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
    mail = raw_mode(deep + b"\r\nI feel faint")
    assert mail.to_token == TOKEN
    assert "I feel faint" in mail.text


# Programs that answer by themselves


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["Auto-Submitted: auto-replied"], AutoReply.AUTO_REPLY),
        (["Auto-Submitted: auto-generated; owner-email=x"], AutoReply.AUTO_REPLY),
        (["X-Autoreply: yes"], AutoReply.AUTO_REPLY),
        (["X-Auto-Response-Suppress: All"], AutoReply.AUTO_REPLY),
        (["Precedence: bulk"], AutoReply.LIST),
        (["Precedence: junk"], AutoReply.LIST),
        (["precedence: LIST"], AutoReply.LIST),
        (["List-Id: <all.example.org>"], AutoReply.LIST),
        (["Return-Path: <>"], AutoReply.BOUNCE),
        (["X-Failed-Recipients: x@example.org"], AutoReply.BOUNCE),
        (["Content-Type: multipart/report; report-type=delivery-status; boundary=x", "Auto-Submitted: auto-replied"],
         AutoReply.BOUNCE),
        (["Auto-Submitted: no", "X-Autoreply: no", "Precedence: normal", "Return-Path: <ana@example.org>"], None),
        (["X-Mailer: iPhone Mail (21A329)", "Thread-Topic: Out of office"], None),
    ],
)  # fmt: skip
def test_headers_tell_programs_from_people(lines: list[str], kind: AutoReply | None) -> None:
    assert with_headers(*lines).auto is kind


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Out of Office: Day 5", AutoReply.AUTO_REPLY),
        ("Out of office until Monday Re: Day 5", AutoReply.AUTO_REPLY),
        ("Automatic reply: Day 5", AutoReply.AUTO_REPLY),
        ("Auto-Reply: x", AutoReply.AUTO_REPLY),
        ("Automatische Antwort: Tag 5", AutoReply.AUTO_REPLY),
        ("Abwesenheitsnotiz: Tag 5", AutoReply.AUTO_REPLY),
        ("Respuesta automática: Día 5", AutoReply.AUTO_REPLY),
        ("Fuera de la oficina", AutoReply.AUTO_REPLY),
        ("Réponse automatique : Jour 5", AutoReply.AUTO_REPLY),
        ("Absence du bureau", AutoReply.AUTO_REPLY),
        ("Undeliverable: Day 5", AutoReply.BOUNCE),
        ("Delivery Status Notification (Failure)", AutoReply.BOUNCE),
        ("Re: Day 5", None),
        ("unsubscribe", None),
        ("Re: Automatic reply: Day 5", None),
        ("Ooo this worked!", None),
        ("My office is too warm", None),
        ("AW: Tag 5", None),
        ("", None),
    ],
)
def test_subjects_tell_programs_from_people(subject: str, kind: AutoReply | None) -> None:
    assert read(subject=subject).auto is kind


@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@mx.example.org", "postmaster@example.org", "Mail System <mailer-daemon@x.org>"]
)
def test_a_mail_system_is_no_person(sender: str) -> None:
    assert read(**{"from": sender}).auto is AutoReply.BOUNCE


def test_an_empty_return_path_in_the_envelope_is_a_bounce() -> None:
    assert read(envelope=json.dumps({"to": [OURS], "from": ""})).auto is AutoReply.BOUNCE
    assert read(envelope=json.dumps({"to": [OURS], "from": "<>"})).auto is AutoReply.BOUNCE
    assert read(envelope=json.dumps({"to": [OURS]})).auto is None


# The same mail again


def test_the_same_mail_has_the_same_key_and_another_has_another() -> None:
    assert read().key == read(files=1).key
    assert read().key != read(headers=HEADERS.replace("m1@", "m2@")).key
    nameless = HEADERS.replace("Message-ID", "X-Other")
    assert read(headers=nameless).key == read(headers=nameless).key
    assert read(headers=nameless).key != read(headers=nameless, text="8").key
    long = "Message-ID: <" + "x" * 400
    assert read(headers=f"{long}1@x>\n").key != read(headers=f"{long}2@x>\n").key
    assert len(read().key) <= 120


# Whatever is posted


@pytest.mark.parametrize(
    ("content_type", "raw"),
    [
        ("", b""),
        ("text/plain", b"hello"),
        ("application/json", b"{}"),
        ("multipart/form-data", b"--x\r\n"),
        (TYPE, b""),
        (TYPE, b"no boundary anywhere"),
        (TYPE, b"--xYzZY--\r\n"),
        (TYPE, b"--xYzZY\r\n\r\n\r\n--xYzZY--"),
        (TYPE, form({"other": "x"})),
        ("multipart/form-data; boundary*=utf-99''x", b"--x\r\n"),
        ("multipart/form-data; boundary=\xff", b"--\xff\r\n"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 5000)),
    ],
)
def test_what_is_no_email_is_malformed_and_says_so(content_type: str, raw: bytes) -> None:
    with pytest.raises(MalformedPayload):
        inbound_email.read(content_type, raw)


def test_a_form_without_its_end_and_one_that_is_url_encoded_are_read() -> None:
    assert inbound_email.read(TYPE, form(fields())[:-30]).to_token == TOKEN
    encoded = (
        f"to={OURS.replace('+', '%2B')}&from=ana@example.org&text=Gr%FC%DFe&charsets=%7B%22text%22:%22latin1%22%7D"
    )
    mail = inbound_email.read("application/x-www-form-urlencoded", encoded.encode())
    assert (mail.to_token, mail.text) == (TOKEN, "Grüße")


_name = st.sampled_from(["headers", "to", "from", "subject", "text", "html", "envelope", "charsets", "email", "x", ""])
_value = st.binary(max_size=60) | st.sampled_from([
    b'{"to": ["\\ud800@x", 7], "from": null}', b'{"text": "hex", "to": 3}', b"=?utf-99?q?x?= <a@b", b"=?utf-8?b?x?=",
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx", b"From: =?x", b"Subject: \xff\x00\xed\xa0\x80",
    OURS.encode(), b"To: a@b, <c@d>, \"e\" <", b"<p>\xf0\x9f", b"\r\n--xYzZY", HEADERS.encode(),
])  # fmt: skip


@given(st.dictionaries(_name, _value), st.booleans())
def test_no_post_ever_raises_anything_else(given_fields: dict[str, bytes | str], cut: bool) -> None:
    raw = form(given_fields)
    try:
        mail = inbound_email.read(TYPE, raw[:-25] if cut else raw)
    except MalformedPayload:
        return
    assert inbound_email.from_json(inbound_email.to_json(mail)) == mail
    inbound_email.to_json(mail).encode()
    assert "\\u0000" not in inbound_email.to_json(mail)
