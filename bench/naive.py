"""The usual way, to compare with: one Celery task for each message, the providers' SDKs as they come."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from celery import Celery

app = Celery("naive", broker=os.environ["BENCH_REDIS_URL"])
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)

URL = os.environ["BENCH_SINK_URL"]
ACCOUNT = "AC" + "0" * 32


@cache
def twilio() -> Any:
    """One client for each process; it keeps its connections."""
    from twilio.rest import Client

    client = Client(ACCOUNT, "a-token", environment={"BENCH": "explicit"})
    client.api.base_url = URL
    return client


@cache
def html() -> str:
    return Path(os.environ["BENCH_HTML"]).read_text(encoding="utf-8")


@app.task  # type: ignore[untyped-decorator]  # Celery's
def send_sms(number: int) -> None:
    """This will send one text."""
    body = f"Coach: Day 2. Person {number}, which of today's meals had nuts, beans, whole grain or leafy green?"
    twilio().messages.create(to=f"+1555{number:07}", body=body, messaging_service_sid="MG" + "0" * 32)


@app.task  # type: ignore[untyped-decorator]  # Celery's
def send_email(number: int) -> None:
    """This will send one email, as SendGrid's own README shows it."""
    from sendgrid import SendGridAPIClient
    from sendgrid.helpers.mail import Mail

    mail = Mail(
        from_email="coach@example.org",
        to_emails=f"person{number}@example.org",
        subject="Day 5",
        html_content=html().replace("{name}", f"Person {number}"),
    )
    SendGridAPIClient("a-key", host=URL).send(mail)
