"""The addresses of the way in, of one's own account, of the team and of the audit."""

from django.urls import path

from coaching.web.console import account, audit, passwords, sign_in, team
from coaching.web.console.guard import guarded

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-in/forgot/", passwords.forgot, name="forgot"),
    path("sign-in/password/<str:code>/", passwords.choose, name="choose-password"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    guarded("account/", account.page, name="account"),
    guarded("account/password/", account.password, name="account-password"),
    guarded("account/email/", account.email, name="account-email"),
    guarded("account/number/", account.number, name="account-number"),
    guarded("account/number/code/", account.number_code, name="account-number-code"),
    guarded("account/number/forget/", account.number_forget, name="account-number-forget"),
    guarded("account/places/<int:place>/sign-out/", account.sign_out, name="account-sign-out"),
    guarded("account/second/", account.second, name="account-second"),
    guarded("account/second/on/", account.second_on, name="account-second-on"),
    guarded("account/second/off/", account.second_off, name="account-second-off"),
    guarded("account/codes/", account.codes, name="account-codes"),
    guarded("team/", team.page, name="team"),
    guarded("team/invite/", team.invite, name="team-invite"),
    guarded("team/<int:user>/role/", team.role, name="team-role"),
    guarded("team/<int:user>/link/", team.link, name="team-link"),
    guarded("team/<int:user>/close/", team.close, name="team-close"),
    guarded("team/<int:user>/reopen/", team.reopen, name="team-reopen"),
    guarded("team/<int:user>/second/", team.without_second_factor, name="team-second"),
    guarded("audit/", audit.page, name="audit"),
]
