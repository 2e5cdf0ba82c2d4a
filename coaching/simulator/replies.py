"""Refusals in the words and shapes of each provider."""

from collections.abc import Mapping

from aiohttp import web

from coaching.simulator.twilio_rules import STATUS, WORDS

UNAUTHORIZED = "The provided authorization grant is invalid, expired, or revoked"
FORBIDDEN = (
    "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved. "
    "Visit https://sendgrid.com/docs/for-developers/sending-email/sender-identity/ to see the Sender Identity "
    "requirements"
)


def twilio(code: int, *, status: int | None = None, message: str | None = None) -> web.Response:
    """This will answer an error as Twilio does: its number, its words, a page about it, the HTTP status."""
    status = status or STATUS.get(code, 400)
    words = message or WORDS.get(code, "Error")
    more = f"https://www.twilio.com/docs/errors/{code}"
    return web.json_response({"code": code, "message": words, "more_info": more, "status": status}, status=status)


def sendgrid(status: int, message: str, field: str | None = None) -> web.Response:
    """This will answer one error as SendGrid does."""
    return sendgrid_errors(status, [{"message": message, "field": field, "help": None}])


def sendgrid_errors(status: int, errors: list[Mapping[str, str | None]]) -> web.Response:
    """This will answer several errors of one request."""
    return web.json_response({"errors": errors}, status=status)


def html(status: int, title: str) -> web.Response:
    """This will answer as the gateway in front of the API does."""
    page = f"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n<center><h1>{status} {title}</h1>"
    return web.Response(
        status=status, text=f"{page}</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
        content_type="text/html",
    )  # fmt: skip
