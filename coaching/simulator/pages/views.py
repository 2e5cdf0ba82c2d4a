"""Each page: read the world, fill in a template; what one can do is reply, and unsubscribe."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web

from coaching.simulator import carrier, mailback
from coaching.simulator.callbacks import Delivery, Retries
from coaching.simulator.clients import Client
from coaching.simulator.messages import Direction, Letter
from coaching.simulator.pages import listing
from coaching.simulator.sim import SIM, Simulator
from coaching.simulator.twilio_rules import E164

HERE = Path(__file__).parent
ASSETS = {"style.css": "text/css", "live.js": "text/javascript"}
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LETTER_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
USUAL_ENTRIES, USUAL_TEXTS = 100, 200
TABS = ("html", "text", "headers")
CLIENTS = {
    Client.GMAIL: "Gmail",
    Client.OUTLOOK: "Outlook",
    Client.APPLE: "Mail on an iPhone",
    Client.AWAY: "nobody: an out-of-office note",
}

pages = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
pages.filters["path"] = lambda text: quote(text, safe="/+@")
pages.filters["number"] = lambda number: f"{number:,}"


def add_routes(app: web.Application) -> None:
    """This will add the pages to the application."""
    app.router.add_get("/", show_list)
    app.router.add_get("/pulse", show_pulse)
    app.router.add_get("/assets/{name}", show_asset)
    app.router.add_get("/phones/{number}", show_phone)
    app.router.add_post("/phones/{number}/reply", reply)
    app.router.add_get("/mailboxes/{address}", show_mailbox)
    app.router.add_get(r"/mailboxes/{address}/{place:\d+}", show_letter)
    app.router.add_get(r"/mailboxes/{address}/{place:\d+}/html", show_words)
    app.router.add_post(r"/mailboxes/{address}/{place:\d+}/unsubscribe", unsubscribe)
    app.router.add_post(r"/mailboxes/{address}/{place:\d+}/reply", answer)


async def show_list(request: web.Request) -> web.Response:
    """This will show the list alone."""
    return _page(request, "list.html", title="Phones and mailboxes", here="", view="list")


async def show_pulse(request: web.Request) -> web.Response:
    """This will answer the few facts that an open page asks for again and again."""
    return web.json_response(_pulse(request.app[SIM]), headers={"Cache-Control": "no-store"})


async def show_asset(request: web.Request) -> web.Response:
    """This will answer the style sheet or the script."""
    name = request.match_info["name"]
    if name not in ASSETS:
        raise web.HTTPNotFound
    return web.Response(
        text=(HERE / name).read_text(), content_type=ASSETS[name], headers={"Cache-Control": "no-cache"}
    )


async def show_phone(request: web.Request) -> web.Response:
    """This will show a phone with its thread; looking at it makes it read."""
    sim, number = request.app[SIM], request.match_info["number"]
    phone = sim.world.phones.get(number)
    if phone is None:
        return _missing(request, f"No phone {number} yet. It appears with its first message.")
    if phone.unread:
        phone.unread = 0
        sim.world.touch()
    thread = sim.world.thread(phone)
    shown = thread if "all" in request.query else thread[-USUAL_TEXTS:]
    person = sim.people.by_phone.get(number)
    return _page(
        request, "phone.html", title=phone.name or number, here=f"/phones/{number}", view="thread", phone=phone,
        texts=shown, earlier=len(thread) - len(shown), person=person, Direction=Direction,
        zone=(person and person.zone) or sim.settings.zone,
        opted_out=sim.world.is_opted_out(number, sim.settings.messaging_service),
    )  # fmt: skip


async def reply(request: web.Request) -> web.Response:
    """This will send what was typed as a text from this phone, as a signed webhook."""
    sim, number = request.app[SIM], request.match_info["number"]
    text = str((await request.post()).get("text", "")).replace("\r\n", "\n").strip()
    if not E164.fullmatch(number) or not 1 <= len(text) <= 1600:
        return _missing(
            request, "A reply has 1 to 1,600 letters and comes from a number like +15551234567.", status=400
        )
    carrier.receive(sim, number, text)
    raise web.HTTPSeeOther(f"/phones/{quote(number, safe='+')}#latest")


async def show_mailbox(request: web.Request) -> web.Response:
    """This will show a mailbox with its newest email open beside the list."""
    return _show_mail(request, view="mails")


async def show_letter(request: web.Request) -> web.Response:
    """This will show one email."""
    return _show_mail(request, view="thread")


def _show_mail(request: web.Request, view: str) -> web.Response:
    sim, address = request.app[SIM], request.match_info["address"].lower()
    box = sim.world.mailboxes.get(address)
    if box is None:
        return _missing(request, f"No mailbox {address} yet. It appears with its first email.")
    if box.unread:
        box.unread = 0
        sim.world.touch()
    letters = [(place, letter) for place, letter in enumerate(sim.world.post(box), box.forgotten + 1)]
    place = int(request.match_info.get("place", letters[-1][0] if letters else 0))
    letter = dict(letters).get(place)
    if letter is None and letters:
        return _missing(request, f"{address} has no email {place}. Emails are numbered from {letters[0][0]}.")
    person = sim.people.by_email.get(address)
    tab = request.query.get("view", "html" if letter and letter.html else "text")
    return _page(
        request, "mailbox.html", title=letter.subject if letter and view == "thread" else box.name or address,
        here=f"/mailboxes/{address}", view=view, box=box, person=person, letters=letters[::-1][:USUAL_TEXTS],
        place=place, letter=letter, tab=tab if tab in TABS else "html", tabs=TABS,
        can_unsubscribe=bool(letter and _one_click_url(letter)), zone=(person and person.zone) or sim.settings.zone,
        can_answer=bool(letter and not letter.is_forgotten and sim.settings.parse_path), clients=CLIENTS,
    )  # fmt: skip


async def answer(request: web.Request) -> web.Response:
    """This will answer an email as a mail program does: a signed post to the product's Inbound Parse address."""
    sim, letter, form = request.app[SIM], _find(request), await request.post()
    words = str(form.get("text", "")).replace("\r\n", "\n").strip()
    client = str(form.get("client", Client.GMAIL))
    if sim.settings.parse_path is None or client not in CLIENTS or len(words) > 20_000:
        return _missing(request, "Answers by email are off, or longer than 20,000 letters.", status=400)
    person = sim.people.by_email.get(letter.to)
    mailback.answer(sim, letter, words, Client(client), (person and person.zone) or sim.settings.zone)
    raise web.HTTPSeeOther(request.path.removesuffix("/reply"))


async def show_words(request: web.Request) -> web.Response:
    """This will answer the email's HTML for its frame: no scripts, nothing fetched, links open a new page."""
    letter = _find(request)
    return web.Response(
        text=f'<!doctype html><base target="_blank">{letter.html}',
        content_type="text/html",
        headers={"Content-Security-Policy": LETTER_POLICY, "X-Content-Type-Options": "nosniff"},
    )


async def unsubscribe(request: web.Request) -> web.Response:
    """This will press the mail program's own Unsubscribe button: the one-click POST of RFC 8058."""
    sim, letter = request.app[SIM], _find(request)
    url = _one_click_url(letter)
    if url is None:
        return _missing(request, "This email offers no one-click unsubscribe.", status=400)
    letter.note = "Unsubscribe pressed; the service has not answered yes."

    def thank(_: str) -> None:
        letter.note = "Unsubscribe pressed; the service answered yes."
        sim.world.touch()

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    once = Retries(count=2, on=frozenset({"ct"}))
    sim.callbacks.post(
        Delivery(f"one-click-{letter.to}", url, b"List-Unsubscribe=One-Click", lambda: headers, once, answered=thank)
    )
    sim.world.touch()
    raise web.HTTPSeeOther(request.path.removesuffix("/unsubscribe"))


def _find(request: web.Request) -> Letter:
    sim, address = request.app[SIM], request.match_info["address"].lower()
    box, place = sim.world.mailboxes.get(address), int(request.match_info["place"])
    letters = sim.world.post(box) if box else []
    index = place - 1 - (box.forgotten if box else 0)
    if not 0 <= index < len(letters):
        raise web.HTTPNotFound(text=f"{address} has no email {place}.\n")
    return letters[index]


def _one_click_url(letter: Letter) -> str | None:
    headers = {name.lower(): value for name, value in letter.headers.items()}
    found = re.search(r"<(https?://[^>\s]+)>", headers.get("list-unsubscribe", ""))
    return found.group(1) if found and "list-unsubscribe-post" in headers else None


def _pulse(sim: Simulator) -> dict[str, Any]:
    world = sim.world
    counts = (
        f"{_count(world.accepted_sms, 'text')} and {_count(world.accepted_email, 'email')} accepted, "
        f"{world.duplicate_count:,} sent twice"
    )
    now = _moment(sim.clock.programme_ms(), sim.settings.zone)
    return {"version": world.version, "now": f"{now:%a %-d %b %Y, %H:%M} {now.tzname()}", "counts": counts}


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _moment(ms: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(ms / 1000, zone)


def _missing(request: web.Request, words: str, status: int = 404) -> web.Response:
    return _page(request, "missing.html", status, title="Not here", here="", view="thread", words=words)


def _page(request: web.Request, template: str, status: int = 200, **facts: Any) -> web.Response:
    sim = request.app[SIM]
    query, limit = request.query.get("q", "").strip()[:200], request.query.get("limit", "")
    shown = min(int(limit), 5000) if limit.isdecimal() else USUAL_ENTRIES
    text = pages.get_template(template).render(
        **facts, listing=listing.read(sim, query, shown), query=query, limit=shown, pulse=_pulse(sim),
        suffix=f"?q={quote(query)}" if query else "", now_ms=sim.clock.programme_ms(),
        when=lambda ms, zone, form: _moment(ms, zone).strftime(form),
    )  # fmt: skip
    return web.Response(
        text=text, status=status, content_type="text/html",
        headers={"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
                 "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip
