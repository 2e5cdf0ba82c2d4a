"""The addresses of the programme's calendar: looking, the draft, publishing."""

from coaching.web.console import calendar, calendar_changes, calendar_publish
from coaching.web.console.guard import guarded

urlpatterns = [
    guarded("programme/", calendar.page, name="programme"),
    guarded("programme/changes/<int:change>/back/", calendar_publish.back, name="programme-back"),
    guarded("programme/<slug:campaign>/<int:day>/", calendar.day, name="programme-day"),
    guarded("programme/<slug:campaign>/read/", calendar.read, name="programme-read"),
    guarded("programme/<slug:campaign>/change/", calendar_changes.change, name="programme-change"),
    guarded("programme/<slug:campaign>/draft/", calendar_changes.steer, name="programme-draft"),
    guarded("programme/<slug:campaign>/review/", calendar_publish.review, name="programme-review"),
    guarded("programme/<slug:campaign>/publish/", calendar_publish.publish, name="programme-publish"),
]
