"""Mail from a person to the product: SendGrid's Inbound Parse, a signed multipart post; 5xx is retried, 4xx is not."""

import json
import secrets

from coaching.simulator import signing
from coaching.simulator.callbacks import Delivery, Retries
from coaching.simulator.sim import Simulator

RETRIES = Retries(count=100_000, on=frozenset({"ct", "rt", "5xx"}))


def post(sim: Simulator, sender: str, to: str, subject: str, text: str) -> str:
    """This will post one email to the product's parse address, and answer its Message-ID."""
    assert sim.settings.parse_path is not None, "the caller checks that replies by email are on"
    message_id = f"<{secrets.token_hex(12)}@simulator>"
    headers = f"Message-ID: {message_id}\nFrom: {sender}\nTo: {to}\nSubject: {subject}\nMIME-Version: 1.0\n"
    fields = {
        "headers": headers,
        "dkim": "{@simulator : pass}",
        "SPF": "pass",
        "to": to,
        "from": sender,
        "subject": subject,
        "text": text,
        "sender_ip": "127.0.0.1",
        "envelope": json.dumps({"to": [to], "from": sender}),
        "attachments": "0",
        "charsets": json.dumps(dict.fromkeys(("to", "from", "subject", "text"), "UTF-8")),
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
