"""Mail from a person to the product: SendGrid's Inbound Parse, a signed multipart post; 5xx is retried, 4xx is not."""

import json
import secrets
from zoneinfo import ZoneInfo

from coaching.simulator import clients, signing
from coaching.simulator.callbacks import Delivery, Retries
from coaching.simulator.clients import Client, Written
from coaching.simulator.messages import Letter
from coaching.simulator.sim import Simulator

RETRIES = Retries(count=100_000, on=frozenset({"ct", "rt", "5xx"}))


def answer(sim: Simulator, letter: Letter, words: str, client: Client, zone: ZoneInfo) -> str:
    """This will answer a letter as a mail program does, to its Reply-To, else to its sender; answers the Message-ID."""
    written = clients.answer(client, letter, words, zone)
    message_id = post_written(sim, letter.to, letter.sheet.reply_to or letter.sender, written)
    letter.note = f"Answered: {words[:80] or written.subject}"
    sim.world.touch()
    return message_id


def post(sim: Simulator, sender: str, to: str, subject: str, text: str) -> str:
    """This will post one email to the product's parse address, and answer its Message-ID."""
    return post_written(sim, sender, to, Written(subject, text, "", ()))


def post_written(sim: Simulator, sender: str, to: str, written: Written) -> str:
    """This will post what a mail program wrote. A note that nobody wrote has an empty return path."""
    assert sim.settings.parse_path is not None, "the caller checks that replies by email are on"
    message_id = f"<{secrets.token_hex(12)}@simulator>"
    own = (("Message-ID", message_id), ("From", sender), ("To", to), ("Subject", written.subject))
    headers = "".join(f"{name}: {value}\n" for name, value in (*own, *written.headers, ("MIME-Version", "1.0")))
    is_automatic = any(name == "Auto-Submitted" for name, _ in written.headers)
    fields = {
        "headers": headers,
        "dkim": "{@simulator : pass}",
        "SPF": "pass",
        "to": to,
        "from": sender,
        "subject": written.subject,
        "text": written.text,
        **({"html": written.html} if written.html else {}),
        "sender_ip": "127.0.0.1",
        "envelope": json.dumps({"to": [to], "from": "" if is_automatic else sender}),
        "attachments": "0",
        "charsets": json.dumps(dict.fromkeys(("to", "from", "subject", "text", "html"), "UTF-8")),
        "spam_score": "0.0",
    }
    boundary = f"xYzZY{secrets.token_hex(8)}"
    body = _multipart(fields, boundary)

    def head() -> dict[str, str]:
        signed = signing.sign_body(sim.settings.signing_key, sim.clock.machine_ms() // 1000, body)
        return {"Content-Type": f"multipart/form-data; boundary={boundary}"} | signed

    url = sim.settings.public_url + sim.settings.parse_path
    sim.callbacks.post(Delivery(f"mail-{sender}", url, body, head, RETRIES))
    return message_id


def _multipart(fields: dict[str, str], boundary: str) -> bytes:
    parts = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return ("".join(parts) + f"--{boundary}--\r\n").encode()
