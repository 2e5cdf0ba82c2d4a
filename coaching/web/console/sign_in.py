"""The way in and the way out."""

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse

from coaching.web import show


class SignIn(LoginView):
    """Django's own form and checks in our page; who is signed in already goes on to Today."""

    redirect_authenticated_user = True

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        del response_kwargs
        form = context["form"]
        wrong = "This name and password do not go together. Try again." if form.errors else ""
        name = self.request.POST.get("username", "")
        status = 422 if wrong else 200
        return show.public(
            self.request, "sign_in.html", status=status, wrong=wrong, name=name, next=self.get_redirect_url()
        )


class SignOut(LogoutView):
    """Only by POST, so that no link or picture signs anybody out."""

    next_page = "/sign-in/"
