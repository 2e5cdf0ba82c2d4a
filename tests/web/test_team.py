"""The team page, the letters with links, and one's own account: also what an attacker or a mistake would try."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.test import Client

from coaching import bootstrap
from coaching.core import totp
from coaching.core.roles import Role
from coaching.journeys import team as journey
from coaching.journeys import team_mail
from coaching.journeys.office import Moment
from coaching.providers.base import Rejected, Scope
from coaching.store import connections, invitations, second_factor, sign_ins, team
from coaching.store.models import Audit, SignedIn, User
from tests.web.conftest import PASSWORD, member
from tests.world import World

pytestmark = pytest.mark.database
NEW = "a-quiet-river-9"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/sign-in/password/[\w-]+/)")


@pytest.fixture
def with_email(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The office of the pages has a provider that writes down what it is given."""
    monkeypatch.setattr(bootstrap, "office", lambda: world.office)
    return world


def machine_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the pages read the machine's clock


def invite(console: Client, **changes: str) -> str:
    asked = {"name": "ben", "email": "ben@example.org", "role": "editor", **changes}
    return console.post("/team/invite/", asked, follow=True).content.decode()


def signed_in(name: str) -> Client:
    client = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Version/17 Safari/600"})
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def test_somebody_is_invited_chooses_a_password_and_signs_in(with_email: World, owners_console: Client) -> None:
    assert "The link is on its way to ben@example.org" in invite(owners_console)
    [letter] = with_email.emails()
    assert letter.to == "ben@example.org"
    assert "ines has made an account for you" in letter.shell.text
    address = LINK.search(letter.shell.text)[1]  # type: ignore[index]  # it is there
    assert address in letter.shell.html
    ben = Client()
    assert "Choose a password" in ben.get(address).content.decode()
    assert ben.post(address, {"password": NEW, "again": NEW})["Location"] == "/sign-in/?password=new"
    assert ben.post("/sign-in/", {"username": "ben", "password": NEW})["Location"] == "/today/"
    assert User.objects.get(username="ben").role == "editor"
    assert Audit.objects.get(verb="invited").facts == {"role": "editor"}


def test_a_link_works_once(owners_console: Client, world: World) -> None:
    address = LINK.search(invite(owners_console))[1]  # type: ignore[index]  # without keys the page shows it
    first, second = Client(), Client()
    assert second.get(address).status_code == 200
    assert first.post(address, {"password": NEW, "again": NEW}).status_code == 302
    for answer in (second.get(address), second.post(address, {"password": "stolen-it-all", "again": "stolen-it-all"})):
        assert answer.status_code == 404
        assert "This link is over" in answer.content.decode()
    assert User.objects.get(username="ben").check_password(NEW)


def test_without_email_keys_the_page_shows_the_link_and_why(owners_console: Client, world: World) -> None:
    said = invite(owners_console)
    assert "Hand this link to ben" in said
    assert "COACHING_SENDGRID_API_KEY" in said
    assert LINK.search(said)


def test_an_email_that_is_refused_shows_the_link_and_the_reason(with_email: World, owners_console: Client) -> None:
    with_email.email.answer = lambda _: Rejected("400", Scope.RECIPIENT, "The mailbox is full")
    said = invite(owners_console)
    assert "The email was not taken: The mailbox is full." in said
    assert LINK.search(said)


def test_links_are_over_after_their_time_and_for_whom_they_were_made(world: World, owner: User) -> None:
    invited = User.objects.create_user("ben", "ben@example.org")
    now = world.now
    for user, lasts in ((invited, timedelta(days=7)), (owner, timedelta(hours=2))):
        code = invitations.make(user, now)
        assert invitations.whose(code, now + lasts - timedelta(seconds=1)) == user
        assert invitations.whose(code, now + lasts + timedelta(seconds=1)) is None
        assert invitations.whose(code, now - timedelta(minutes=1)) is None, "from the future"
        altered = code[:-1] + ("a" if code[-1] != "a" else "b")
        for false in (altered, code.partition("-")[2], "", "-", "zzzz" * 20, "é-1-x"):
            assert invitations.whose(false, now) is None
    other = invitations.make(invited, now).partition("-")[2]
    assert invitations.whose(f"{owner.pk}-{other}", now) is None, "a link of one opens no account of another"


def test_a_newer_invitation_voids_the_older_and_a_sign_in_voids_a_reset(owners_console: Client, world: World) -> None:
    old = LINK.search(invite(owners_console))[1]  # type: ignore[index]  # it is there
    ben = User.objects.get(username="ben")
    new = LINK.search(owners_console.post(f"/team/{ben.pk}/link/").content.decode())[1]  # type: ignore[index]  # it is there
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    maya = member("maya", "coach")
    code = invitations.make(maya, machine_now())
    assert Client().get(f"/sign-in/password/{code}/").status_code == 200
    signed_in("maya")
    assert Client().get(f"/sign-in/password/{code}/").status_code == 404


def test_a_closed_account_gets_no_link_and_old_ones_are_void(owners_console: Client, world: World, coach: User) -> None:
    code = invitations.make(coach, machine_now())
    owners_console.post(f"/team/{coach.pk}/close/")
    assert Client().get(f"/sign-in/password/{code}/").status_code == 404
    assert "Let them in again first" in owners_console.post(f"/team/{coach.pk}/link/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": ""}, "Choose a name of 2 to 40 letters"),
        ({"name": "two words"}, "without spaces"),
        ({"name": "<b>x</b>"}, "without spaces"),
        ({"name": "INES"}, "Somebody is called INES already"),
        ({"email": ""}, "Enter their email address"),
        ({"email": "nowhere"}, "cannot be used"),
        ({"email": "INES@example.org"}, "belongs to somebody of the team already"),
        ({"role": "emperor"}, "Choose one of the roles"),
    ],
)
def test_an_invitation_that_cannot_be_is_answered_in_words(
    owners_console: Client, changes: dict[str, str], problem: str
) -> None:
    assert problem in invite(owners_console, **changes)
    assert User.objects.count() == 1


def wait_for_letters(world: World, count: int) -> None:
    """A thread sends them; another minute without one fails the test."""
    beat, until = threading.Event(), time.monotonic() + 60
    while len(world.emails()) < count and time.monotonic() < until:
        beat.wait(0.02)


def test_a_forgotten_password_is_answered_alike_for_everybody(with_email: World, owner: User) -> None:
    User.objects.create_user("ghost", "ghost@example.org")
    said = {
        who: Client().post("/sign-in/forgot/", {"who": who}).content
        for who in ("ines", "INES@example.org", "nobody", "ghost", "x@y.example", "")
    }
    assert len({re.sub(rb'name="csrf[^>]*', b"", each) for each in said.values()}) == 1
    assert b"If there is such an account" in said["nobody"]
    wait_for_letters(with_email, 2)
    assert [each.to for each in with_email.emails()] == ["ines@example.org", "ines@example.org"]


def test_a_reset_link_points_to_our_own_address_whatever_the_request_says(with_email: World, owner: User) -> None:
    Client(headers={"X-Forwarded-Host": "evil.example"}).post("/sign-in/forgot/", {"who": "ines"})
    wait_for_letters(with_email, 1)
    [letter] = with_email.emails()
    assert LINK.search(letter.shell.text)
    assert "evil" not in letter.shell.text


def test_asking_for_links_is_limited(with_email: World, owner: User) -> None:
    answers = [Client().post("/sign-in/forgot/", {"who": "nobody"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_without_email_keys_the_forgotten_page_says_whom_to_ask(owner: User) -> None:
    for answer in (Client().get("/sign-in/forgot/"), Client().post("/sign-in/forgot/", {"who": "ines"})):
        assert "Ask an owner for a link" in answer.content.decode()


def test_a_new_password_by_a_link_ends_every_session_and_still_takes_the_code(world: World, owner: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(owner)
    owner.refresh_from_db()
    code = invitations.make(owner, machine_now())
    Client().post(f"/sign-in/password/{code}/", {"password": NEW, "again": NEW})
    assert elsewhere.get("/people/").status_code == 302
    again = Client()
    assert again.post("/sign-in/", {"username": "ines", "password": NEW})["Location"] == "/sign-in/code/"


@pytest.mark.parametrize(
    ("password", "again", "problem"),
    [("short", "short", "too short"), ("password12", "password12", "too common"), (NEW, "else", "not the same")],
)
def test_a_weak_or_mistyped_password_is_refused_and_the_link_stays_good(
    world: World, password: str, again: str, problem: str
) -> None:
    ben = User.objects.create_user("ben", "ben@example.org")
    address = f"/sign-in/password/{invitations.make(ben, machine_now())}/"
    answer = Client().post(address, {"password": password, "again": again})
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert Client().get(address).status_code == 200


def test_the_last_owner_stays_one(owners_console: Client, owner: User) -> None:
    User.objects.create_user("only-invited", "o@example.org", role="owner")
    for act, data in (("role", {"role": "coach"}), ("close", {})):
        said = owners_console.post(f"/team/{owner.pk}/{act}/", data, follow=True).content.decode()
        assert "ines is the last owner. Make somebody else an owner first." in said
    owner.refresh_from_db()
    assert (owner.role, owner.is_active) == ("owner", True)


def test_with_a_second_owner_the_first_may_go(owners_console: Client, owner: User) -> None:
    olga = member("olga", "owner")
    owners_console.post(f"/team/{owner.pk}/role/", {"role": "viewer"})
    owner.refresh_from_db()
    assert owner.role == "viewer"
    assert owners_console.post(f"/team/{olga.pk}/close/").status_code == 403


def test_who_is_let_go_is_out_at_once_and_undo_lets_them_in_again(owners_console: Client, coach: User) -> None:
    his = signed_in("maya")
    said = owners_console.post(f"/team/{coach.pk}/close/", follow=True).content.decode()
    assert "maya cannot sign in any more." in said
    assert f'action="/team/{coach.pk}/reopen/"' in said
    assert his.get("/people/").status_code == 302
    owners_console.post(f"/team/{coach.pk}/reopen/")
    assert his.get("/people/").status_code == 302, "the old session does not come back"
    assert signed_in("maya").get("/people/").status_code == 200
    verbs = list(Audit.objects.order_by("pk").values_list("verb", "actor"))
    assert verbs == [("let go", "ines"), ("let in again", "ines")]


def test_a_lost_second_factor_is_taken_away_by_an_owner(owners_console: Client) -> None:
    olga = member("olga", "owner")
    owners_console.post(f"/team/{olga.pk}/second/")
    olga.refresh_from_db()
    assert not second_factor.is_on(olga)
    assert signed_in("olga").get("/people/")["Location"] == "/account/second/"


def test_nobody_by_that_number_is_a_404(owners_console: Client) -> None:
    for number in (987654, 10**30):
        for act in ("role", "link", "close", "reopen", "second"):
            assert owners_console.post(f"/team/{number}/{act}/").status_code == 404


def test_one_signs_out_elsewhere_but_never_somebody_else(coach: User, owner: User) -> None:
    here, there = signed_in("maya"), signed_in("maya")
    stranger = SignedIn.objects.create(user=owner, key="k" * 32, device="Firefox", at=machine_now())
    assert here.post(f"/account/places/{stranger.pk}/sign-out/").status_code == 404
    assert SignedIn.objects.filter(pk=stranger.pk).exists()
    [other] = [p for p in sign_ins.places(coach, here.session.session_key, machine_now()) if not p.is_here]
    assert other.device == "Safari on iPhone"
    assert "Sign out there" in here.get("/account/").content.decode()
    assert here.post(f"/account/places/{other.pk}/sign-out/").status_code == 302
    assert there.get("/people/").status_code == 302
    assert here.get("/people/").status_code == 200
    assert here.post(f"/account/places/{other.pk}/sign-out/").status_code == 404


def test_no_page_shows_the_key_of_a_session(coach: User) -> None:
    here, there = signed_in("maya"), signed_in("maya")
    said = here.get("/account/").content.decode()
    assert here.session.session_key not in said
    assert there.session.session_key not in said


def test_a_new_password_takes_the_old_one_and_ends_the_other_sessions(coach: User) -> None:
    here, there = signed_in("maya"), signed_in("maya")
    before = here.session.session_key
    wrong = here.post("/account/password/", {"own": "guess", "password": NEW, "again": NEW})
    assert wrong.status_code == 422
    assert "This is not your password" in wrong.content.decode()
    assert here.post("/account/password/", {"own": PASSWORD, "password": NEW, "again": NEW}).status_code == 302
    assert here.get("/people/").status_code == 200
    assert here.session.session_key != before
    assert there.get("/people/").status_code == 302
    assert [place.is_here for place in sign_ins.places(coach, here.session.session_key, machine_now())] == [True]


def test_ones_own_password_cannot_be_guessed_in_an_open_browser(coach: User) -> None:
    here = signed_in("maya")
    for _ in range(5):
        here.post("/account/password/", {"own": "guess", "password": NEW, "again": NEW})
    locked = here.post("/account/password/", {"own": PASSWORD, "password": NEW, "again": NEW})
    assert "wrong too often" in locked.content.decode()


def set_up(client: Client) -> str:
    said = client.get("/account/second/").content.decode()
    secret = re.search(r'class="key">([A-Z2-7 ]+)<', said)
    assert secret is not None
    import base64

    raw = base64.b32decode(secret[1].replace(" ", ""))
    return totp.code(raw, totp.step_at(machine_now()))


def test_a_second_factor_is_set_up_by_its_code_and_shows_ten_codes_once(coach: User) -> None:
    here, there = signed_in("maya"), signed_in("maya")
    wrong = here.post("/account/second/on/", {"code": "000000"})
    assert wrong.status_code == 422
    shown = here.post("/account/second/on/", {"code": set_up(here)}).content.decode()
    codes = re.findall(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code>", shown)
    assert len(set(codes)) == 10
    assert codes[0] not in here.get("/account/").content.decode()
    assert here.get("/account/second/")["Location"] == "/account/"
    assert there.get("/people/").status_code == 302, "sessions from before are over"
    assert Client().post("/sign-in/", {"username": "maya", "password": PASSWORD})["Location"] == "/sign-in/code/"


def test_looking_at_the_offer_stores_nothing_and_another_session_gets_another_secret(coach: User) -> None:
    here, there = signed_in("maya"), signed_in("maya")
    assert set_up(here) == set_up(here)
    assert User.objects.get(pk=coach.pk).totp_secret == ""
    assert there.post("/account/second/on/", {"code": set_up(here)}).status_code == 422


def test_pages_with_secrets_are_kept_by_no_cache(coach: User, owners_console: Client, world: World) -> None:
    here = signed_in("maya")
    pages = [here.get("/account/second/"), here.post("/account/second/on/", {"code": set_up(here)})]
    pages.append(here.post("/account/codes/", {"own": PASSWORD}))
    pages.append(owners_console.post(f"/team/{coach.pk}/link/"))
    for answer in pages:
        assert "no-store" in answer["Cache-Control"]


def test_a_coach_may_turn_it_off_by_the_password_and_an_owner_may_not(coach: User, owners_console: Client) -> None:
    here = signed_in("maya")
    here.post("/account/second/on/", {"code": set_up(here)})
    assert here.post("/account/second/off/", {"own": "guess"}).status_code == 422
    assert here.post("/account/second/off/", {"own": PASSWORD}).status_code == 302
    coach.refresh_from_db()
    assert not second_factor.is_on(coach)
    refused = owners_console.post("/account/second/off/", {"own": PASSWORD})
    assert "An owner needs a second factor." in refused.content.decode()


def test_new_recovery_codes_void_the_old_ones(owner: User, owners_console: Client) -> None:
    old = second_factor.fresh_codes(owner)
    shown = owners_console.post("/account/codes/", {"own": PASSWORD}).content.decode()
    assert "The old codes are void." in shown
    assert not second_factor.takes_recovery_code(owner, old[0], machine_now())


def test_ones_email_address_is_kept_by_the_password_unless_it_is_anothers(coach: User, owner: User) -> None:
    here = signed_in("maya")
    assert here.post("/account/email/", {"own": PASSWORD, "email": "ines@example.org"}).status_code == 422
    assert here.post("/account/email/", {"own": "guess", "email": "maya@example.org"}).status_code == 422
    assert here.post("/account/email/", {"own": PASSWORD, "email": "maya@example.org"}).status_code == 302
    coach.refresh_from_db()
    assert coach.email == "maya@example.org"
    assert "maya@example.org" not in str(list(Audit.objects.values()))


def test_the_letter_escapes_names_in_its_markup(world: World) -> None:
    letter = team_mail.Letter(1, "<b>x", "x@example.org", "http://a/?b&c", timedelta(hours=2), True, "<i>y")
    assert team_mail.send(letter, world.office, world.moment()) == ""
    [sent] = world.emails()
    assert "<b>x" not in sent.shell.html
    assert "&lt;b&gt;x" in sent.shell.html
    assert world.office.house.postal_address in sent.shell.text


def test_unlock_opens_what_was_in_the_way(world: World, owner: User) -> None:
    for _ in range(5):
        Client().post("/sign-in/", {"username": "ines", "password": "wrong"})
    User.objects.filter(pk=owner.pk).update(is_active=False)
    moment = Moment(world.now, world.now, 0.0)
    assert journey.unlock(owner, "root", moment) == "the account is open again, the second factor is off"
    assert Client().post("/sign-in/", {"username": "ines", "password": PASSWORD})["Location"] == "/today/"


def test_two_owners_who_let_each_other_go_at_once_leave_one(transactional_db: None) -> None:
    """Each sees the other as the one who stays; one of the two has to wait, look again and be refused."""
    first, second = (team.add(name, Role.OWNER, password=PASSWORD) for name in ("ines", "olga"))
    both = Barrier(2)

    def let_go(user: User) -> str:
        both.wait(20)
        try:
            team.close(user)
        except team.LastOwner:
            return "refused"
        finally:
            connections.close()
        return "gone"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(let_go, (first, second)))
    assert said == ["gone", "refused"]
    assert len(team.owners()) == 1
