"""The console's addresses; all but the way in ask for a sign-in."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from coaching.web.console import books, changes, editor, enrol, people, person, sign_in, texts

View = Callable[..., HttpResponseBase]


def guarded(route: str, view: View, name: str) -> URLPattern:
    """This will make a route that only a signed-in coach reaches."""
    return path(route, login_required(view), name=name)


urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    guarded("", RedirectView.as_view(pattern_name="people"), name="home"),
    guarded("people/", people.listing, name="people"),
    guarded("people/enrol/", enrol.enrol, name="enrol"),
    guarded("people/enrol/zones/", enrol.zones, name="enrol-zones"),
    guarded("people/<int:enrolment>/", person.page, name="person"),
    guarded("people/<int:enrolment>/pause/", changes.pause, name="pause"),
    guarded("people/<int:enrolment>/resume/", changes.resume, name="resume"),
    guarded("people/<int:enrolment>/clear-hold/", changes.clear_hold, name="clear-hold"),
    guarded("people/<int:enrolment>/read/", changes.read, name="read"),
    guarded("people/<int:enrolment>/stop/", changes.stop, name="stop"),
    guarded("people/<int:enrolment>/end/", changes.end, name="end"),
    guarded("messages/", texts.listing, name="messages"),
    guarded("messages/edit/", editor.edit, name="edit"),
    guarded("messages/preview/", editor.preview, name="preview"),
    guarded("messages/preview/email/", editor.preview_email, name="preview-email"),
    guarded("messages/publish/", editor.publish, name="publish"),
    guarded("books/", books.page, name="books"),
]
