"""SMS by Twilio: the SDK builds each request, our transport carries it, the answer becomes an outcome."""

import base64
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlencode

from twilio.http import HttpClient
from twilio.rest import Client

from coaching.providers.base import Outcome, Outgoing, Rejected, RetryLater, Scope, Sms
from coaching.providers.exchange import HttpRequest
from coaching.providers.transport import SHARED, Transport
from coaching.providers.twilio_answers import outcome

LONGEST_BODY = 1600
LONGEST_VALIDITY_S = 36_000
SHORTEST_VALIDITY_S = 6


@dataclass(frozen=True, slots=True)
class TwilioConfig:
    """Where and as whom to send.

    `callback_retries` is added to status callback addresses without a fragment: three retries, on
    every kind of failure (twilio.com/docs/usage/webhooks/webhooks-connection-overrides); Twilio
    removes it before it calls and signs.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    messaging_service_sid: str
    base_url: str = "https://api.twilio.com"
    callback_retries: str = "#rc=3&rp=all"

    def __post_init__(self) -> None:
        for name in ("account_sid", "auth_token", "messaging_service_sid"):
            if not getattr(self, name):
                raise ValueError(f"Twilio needs {name}; copy it from the Twilio console.")


class TwilioSms:
    """Sends SMS through one messaging service. Safe to use from many threads."""

    def __init__(self, config: TwilioConfig, transport: Transport = SHARED) -> None:
        self._config = config
        self._transport = transport
        # An empty mapping would make the SDK read os.environ, where TWILIO_REGION or TWILIO_EDGE
        # would rewrite the host.
        self._client = Client(
            config.account_sid, config.auth_token, http_client=_Builder(), environment={"COACHING": "explicit"}
        )
        self._client.api.base_url = config.base_url

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        """This will hand each Sms to Twilio and answer in order; one Sms is one request.

        Nothing is sent again here: what may have been taken is Unknown.
        """
        prepared = [self._prepare(message) for message in batch]
        carried = iter(self._transport.carry([item for item in prepared if isinstance(item, HttpRequest)]))
        return [outcome(next(carried)) if isinstance(item, HttpRequest) else item for item in prepared]

    def _prepare(self, message: Outgoing) -> HttpRequest | Rejected | RetryLater:
        """The request, or the reason why Twilio need not be asked."""
        if not isinstance(message, Sms):
            return Rejected("not_an_sms", Scope.PROVIDER, "An email was given to the SMS provider; nothing was sent.")
        if (letters := len(message.body) - LONGEST_BODY) > 0:
            return Rejected(
                "21617", Scope.CONTENT, f"The text is too long for one SMS; shorten it by {letters} letters."
            )
        if message.valid_for_s < SHORTEST_VALIDITY_S:
            return RetryLater(
                float(SHORTEST_VALIDITY_S),
                "window_closing",
                "The hours for messages end within seconds; nothing was sent.",
            )
        try:
            return self._build(message)
        except UnicodeEncodeError:
            return Rejected("not_unicode", Scope.CONTENT, "The text holds half a character; type it anew.")

    def _build(self, sms: Sms) -> HttpRequest:
        callback = sms.status_callback
        try:
            self._client.messages.create(
                to=sms.to,
                body=sms.body,
                messaging_service_sid=self._config.messaging_service_sid,
                smart_encoded=True,
                validity_period=min(sms.valid_for_s, LONGEST_VALIDITY_S),
                status_callback=callback if "#" in callback else callback + self._config.callback_retries,
            )
        except _Built as built:
            return HttpRequest(built.url, built.headers, built.body, sms.deadline_s)
        raise AssertionError("the Twilio SDK answered without asking its HTTP client; pin an SDK version that asks")


class _Built(Exception):
    """Carries a finished request out of the SDK: no shared state, so that threads cannot mix them up."""

    def __init__(self, url: str, headers: dict[str, str], body: bytes) -> None:
        super().__init__("built")
        self.url = url
        self.headers = headers
        self.body = body


class _Builder(HttpClient):  # type: ignore[misc]  # its base has no types
    """Stands where the SDK expects an HTTP client, and hands the request back instead of sending it.

    About 40 us of CPU for each request (measured), so no request is prepared in advance.
    """

    def __init__(self) -> None:
        super().__init__(logging.getLogger(__name__), False)

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        **_: object,
    ) -> NoReturn:
        if method != "POST" or params or data is None or headers is None or auth is None:
            raise AssertionError("the Twilio SDK builds its request in a new way; pin the version this was written for")
        basic = base64.b64encode(":".join(auth).encode()).decode()
        raise _Built(uri, {**headers, "Authorization": f"Basic {basic}"}, urlencode(data, doseq=True).encode())
