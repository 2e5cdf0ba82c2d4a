"""Who may see what: the console asks for a sign-in, looking changes nothing, and no page runs foreign code."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from coaching.core.alerts import Kind
from coaching.core.announcements import Event
from coaching.core.groups import What
from coaching.core.model import EnrolmentId, SubscriberId
from coaching.core.scopes import Scope
from coaching.store import alerts, api_keys, drafts, endpoints, groups, inbox, jobs, proposals, saved_replies
from coaching.store.alerts import News
from coaching.store.drafts import Writing
from coaching.store.models import (
    Alert,
    ApiKey,
    Endpoint,
    Enrolment,
    GroupChange,
    Job,
    Rehearsed,
    Reply,
    SavedReply,
    TemplateDraft,
    TemplateProposal,
    Upload,
    User,
)
from coaching.store.proposals import Proposed
from tests import imports, rehearsed
from tests.web.conftest import PASSWORD, member
from tests.web.visits import signature
from tests.world import World

PUBLIC = {"healthz", "readyz", "sign-in", "sign-out", "join", "unsubscribe", "me", "me-pause", "me-resume"}
PUBLIC |= {"twilio-inbound", "twilio-status", "sendgrid-events", "sendgrid-inbound", "sendgrid-inbound-secret"}
PUBLIC |= {"join-public", "join-sent", "join-data", "me-health", "me-health-withdraw"}
PUBLIC |= {"confirm-address", "me-lesson", "me-link", "me-answer", "me-time", "me-channel", "me-cadence", "me-zone"}
PUBLIC |= {"me-language", "me-undo", "me-address", "me-code", "me-stop", "me-again", "me-export", "me-erase"}
PUBLIC |= {"sign-in-code", "forgot", "choose-password"}
BY_KEY = {"api-nowhere", "api-root", "api-document"} | {f"api-{each}" for each in ("list_people", "get_person")}
BY_KEY |= {f"api-{each}" for each in ("list_messages", "enrol", "get_enrolment", "pause", "resume", "stop", "end")}
BY_KEY |= {f"api-{each}" for each in ("get_message", "list_replies", "mark_reply_read", "list_campaigns")}
BY_KEY |= {"api-get_campaign", "api-get_books"}
NOTHING_THERE = {"confirm-address", "me-lesson", "choose-password", "import-bad"}
QUERIES = {
    "edit": "?name=sms/magnesium/day-02",
    "preview": "?name=sms/magnesium/day-02",
    "preview-email": "?name=email/magnesium/day-01",
    "compare": "?name=sms/magnesium/day-02",
    "compare-email": "?name=email/magnesium/day-01&text=version-0",
}
PAGES = Path(__file__).parents[2] / "coaching" / "web" / "pages"


def routes(patterns: list[URLPattern | URLResolver] | None = None, before: str = "/") -> Iterator[tuple[str, str]]:
    """Every address of the service, by name."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            within = f"{each.namespace}:" if each.namespace else ""
            for name, route in routes(each.url_patterns, before + str(each.pattern)):
                yield within + name, route
        else:
            yield str(each.name), before + str(each.pattern)


def filled(route: str, enrolment: Enrolment) -> str:
    address = route.replace("<int:enrolment>", str(enrolment.pk)).replace("<str:token>", enrolment.subscriber.token)
    address = address.replace("<str:secret>", "a-secret-of-nobody")
    address = address.replace("<int:alert>", str(Alert.objects.latest("pk").pk)).replace(
        "<int:message>", str(enrolment.messages.latest("pk").pk)
    )
    address = address.replace("<slug:bucket>", "failed").replace("<slug:scope>", "all")
    address = address.replace("<slug:what>", "sent").replace("<slug:figure>", "funnel")
    address = address.replace("<int:day>", "1").replace("<str:code>", "c" * 32)
    address = address.replace("<int:subscriber>", str(enrolment.subscriber_id))
    address = address.replace("<int:reply>", str(Reply.objects.latest("pk").pk))
    address = address.replace("<int:saved>", str(SavedReply.objects.latest("pk").pk))
    address = address.replace("<int:job>", str(Job.objects.latest("pk").pk))
    address = address.replace("<path:object_id>", "1").replace("^(?P<app_label>store)/$", "store/")
    address = address.replace("<int:user>", str(User.objects.latest("pk").pk)).replace("<int:place>", "1")
    address = (
        address.replace("<int:change>", str(GroupChange.objects.latest("pk").pk))
        .replace("<int:kept>", "1")
        .replace("<int:note>", "1")
    )
    address = address.replace("<int:upload>", str(Upload.objects.latest("pk").pk)).replace("<slug:channel>", "email")
    address = address.replace("<int:key>", str(ApiKey.objects.latest("pk").pk)).replace("<int:delivery>", "1")
    address = address.replace("<int:endpoint>", str(Endpoint.objects.latest("pk").pk)).replace("<path:rest>", "rest")
    address = address.replace("<slug:campaign>", "magnesium")
    address = address.replace("<int:draft>", str(TemplateDraft.objects.latest("pk").pk))
    address = address.replace("<int:proposal>", str(TemplateProposal.objects.latest("pk").pk))
    address = address.replace("<int:rehearsal>", str(Rehearsed.objects.latest("pk").pk))
    address = address.replace("<int:side>", "1").replace("<int:entry>", "2")
    address = re.sub("<(person|enrolment|message|reply|key)>", "1", address)
    assert "<" not in address
    return address


def lived_in(world: World) -> Enrolment:
    """Enrolled, and an alert about her is open."""
    enrolled = world.enrol(start="")
    about = SubscriberId(enrolled.subscriber_id)
    alerts.raise_(News(Kind.CRISIS, "1", "Ana may be in danger.", body="I give up", subscriber=about), world.now)
    inbox.add_reply(enrolled.subscriber, EnrolmentId(enrolled.pk), None, "sms", "Is tea fine?", "unread", world.now)
    saved_replies.put(None, "Tea", "Yes, {{ first_name }}.", "maya", world.now)
    rehearsed.keep(world)
    groups.begin(What.MESSAGE, [EnrolmentId(enrolled.pk)], {}, "maya", world.now, "We move on Monday.")
    jobs.add("count", "Count to five", "maya", world.now)
    member("noor", "viewer")
    imports.bring(world, imports.csv([imports.person(1)]))
    api_keys.make("the shop", [Scope.BOOKS_READ], "maya", world.now)
    drafts.save(Writing("sms/magnesium/day-03", "maya", "Begun.", "", 0, 0, ""), world.now)
    proposals.propose(Proposed("sms/magnesium/day-06", "Quite new.", 0, "maya"), world.now)
    endpoints.add("https://shop.example/hooks", [Event.ENROLLED], "maya", world.now)
    return enrolled


@pytest.fixture
def ana(world: World) -> Enrolment:
    """A person in a house where something of everything has happened."""
    return lived_in(world)


def everything_stored() -> dict[str, list[dict[str, object]]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in apps.get_models()}


def test_every_console_page_asks_for_a_sign_in(ana: Enrolment) -> None:
    guarded = [(name, route) for name, route in routes() if name not in PUBLIC and name not in BY_KEY]
    assert len(guarded) >= 16
    for name, route in guarded:
        address = filled(route, ana)
        for answer in (Client().get(address), Client().post(address)):
            assert (answer.status_code, urlsplit(answer["Location"]).path) == (302, "/sign-in/"), name


def test_a_session_opens_nothing_of_the_api_but_its_description(console: Client, ana: Enrolment) -> None:
    for name, route in routes():
        if name in BY_KEY - {"api-document", "api-nowhere", "api-root"}:
            for answer in (console.get(filled(route, ana)), console.post(filled(route, ana))):
                assert answer.status_code in (401, 405), name
                assert answer["Content-Type"] == "application/problem+json", name
    assert console.get("/api/v1/openapi.json").status_code == 200
    assert Client().get("/api/v1/openapi.json").status_code == 401


def test_looking_at_any_page_changes_nothing(world: World, ana: Enrolment, owners_console: Client) -> None:
    console = owners_console
    console.get("/people/")
    before = everything_stored()
    for name, route in routes():
        if name in BY_KEY:
            continue
        query = f"?k={signature(world, ana)}" if name.startswith("me") and name in PUBLIC else QUERIES.get(name, "")
        answer = console.get(filled(route, ana) + query)
        assert answer.status_code in ((404,) if name in NOTHING_THERE else (200, 302, 405)), name
    assert everything_stored() == before


def test_a_coach_signs_in_and_is_brought_to_the_page_that_was_asked_for(coach: User) -> None:
    answer = Client().post("/sign-in/", {"username": "maya", "password": PASSWORD, "next": "/books/"})
    assert answer["Location"] == "/books/"


def test_a_sign_in_never_leads_to_a_foreign_site(coach: User) -> None:
    answer = Client().post("/sign-in/", {"username": "maya", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/today/"


def test_a_wrong_password_is_said_plainly_and_keeps_the_name(coach: User) -> None:
    answer = Client().post("/sign-in/", {"username": "maya", "password": "wrong"})
    assert answer.status_code == 422
    assert "do not go together" in answer.content.decode()
    assert 'value="maya"' in answer.content.decode()


def test_signing_out_takes_a_post(console: Client) -> None:
    assert console.get("/sign-out/").status_code == 405
    assert console.post("/sign-out/")["Location"] == "/sign-in/"
    assert console.get("/people/").status_code == 302


def test_a_form_from_elsewhere_is_refused(coach: User, world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(coach)
    ana = world.enrol(start="")
    assert strict.post(f"/people/{ana.pk}/pause/", {"days": "7"}).status_code == 403


def test_the_health_page_answers_without_database_or_sign_in() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_an_unknown_address_gets_a_page_that_leads_back(console: Client) -> None:
    answer = console.get("/nothing-here/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
    assert 'href="/today/"' in answer.content.decode()
    assert "/today/" not in Client().get("/nothing-here/").content.decode()


def test_every_page_runs_only_our_own_scripts_and_styles(console: Client, world: World) -> None:
    ana = world.enrol(start="")
    for address in ("/people/", f"/people/{ana.pk}/", "/messages/", f"/u/{ana.subscriber.token}"):
        policy = console.get(address)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize("page", sorted(PAGES.rglob("*.html")), ids=lambda path: path.name)
def test_no_page_holds_inline_script_or_style(page: Path) -> None:
    source = page.read_text()
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", source)
    assert "| safe" not in source


def test_a_stopped_service_says_so_on_every_console_page(console: Client, world: World) -> None:
    from coaching.store import switches

    switches.turn_off(switches.EVERYTHING, "ines", "a wrong text went out", world.now)
    for address in ("/people/", "/alerts/", "/messages/", "/books/"):
        said = console.get(address).content.decode()
        assert "Sending is stopped" in said
        assert "a wrong text went out" in said
