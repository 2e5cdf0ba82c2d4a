"""The addresses in the messages; open to whoever holds the link."""

from django.urls import path

from coaching.web.me import changes, contact, data, fresh, health, join, join_public, leave, own, unsubscribe

urlpatterns = [
    path("join/", join_public.page, name="join-public"),
    path("join/sent/", join_public.sent, name="join-sent"),
    path("join/data/", join_public.data, name="join-data"),
    path("join/<str:token>", join.page, name="join"),
    path("u/<str:token>", unsubscribe.page, name="unsubscribe"),
    path("address/<str:code>", contact.confirm, name="confirm-address"),
    path("me/<str:token>", own.page, name="me"),
    path("me/<str:token>/lesson/<int:day>", own.lesson, name="me-lesson"),
    path("me/<str:token>/link", fresh.send, name="me-link"),
    path("me/<str:token>/answer", changes.answer, name="me-answer"),
    path("me/<str:token>/pause", changes.pause, name="me-pause"),
    path("me/<str:token>/resume", changes.resume, name="me-resume"),
    path("me/<str:token>/time", changes.at_time, name="me-time"),
    path("me/<str:token>/channel", changes.channel, name="me-channel"),
    path("me/<str:token>/cadence", changes.cadence, name="me-cadence"),
    path("me/<str:token>/zone", changes.zone, name="me-zone"),
    path("me/<str:token>/health", health.page, name="me-health"),
    path("me/<str:token>/health/withdraw", health.withdraw, name="me-health-withdraw"),
    path("me/<str:token>/language", changes.language, name="me-language"),
    path("me/<str:token>/undo", changes.undo, name="me-undo"),
    path("me/<str:token>/address", contact.ask, name="me-address"),
    path("me/<str:token>/code", contact.code, name="me-code"),
    path("me/<str:token>/stop", leave.stop, name="me-stop"),
    path("me/<str:token>/again", leave.again, name="me-again"),
    path("me/<str:token>/export", data.export, name="me-export"),
    path("me/<str:token>/erase", data.erase, name="me-erase"),
]
