"""The addresses of rehearsals."""

from coaching.web.console import rehearsed, rehearsing
from coaching.web.console.guard import guarded

_R = "rehearsal/<int:rehearsal>/"

urlpatterns = [
    guarded("rehearsal/", rehearsing.listing, name="rehearsal"),
    guarded("rehearsal/begin/", rehearsing.begin, name="rehearsal-begin"),
    guarded(_R, rehearsed.page, name="rehearsal-one"),
    guarded(f"{_R}end/", rehearsing.end, name="rehearsal-end"),
    guarded(f"{_R}<int:side>/email/<int:entry>/", rehearsed.email, name="rehearsal-email"),
    guarded(f"{_R}<int:side>/rehearsal.html", rehearsed.download, name="rehearsal-file"),
]
