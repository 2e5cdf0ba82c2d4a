"""Every address of the web face."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from coaching.web import data
from coaching.web.health import readyz


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """This will say that the process serves."""
    del request
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("data/", data.site.urls),
    path("", include("coaching.web.console.urls")),
    path("", include("coaching.web.console.urls_api")),
    path("", include("coaching.web.me.urls")),
    path("", include("coaching.web.hooks.urls")),
    path("", include("coaching.web.api.urls")),
]

handler404 = "coaching.web.errors.not_found"
handler500 = "coaching.web.errors.server_error"
