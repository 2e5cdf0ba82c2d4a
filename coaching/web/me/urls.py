"""The addresses in the messages; open to whoever holds the link."""

from django.urls import path

from coaching.web.me import join, own, unsubscribe

urlpatterns = [
    path("join/<str:token>", join.page, name="join"),
    path("u/<str:token>", unsubscribe.page, name="unsubscribe"),
    path("me/<str:token>", own.page, name="me"),
    path("me/<str:token>/pause", own.pause, name="me-pause"),
    path("me/<str:token>/resume", own.resume, name="me-resume"),
]
