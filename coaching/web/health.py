"""/readyz: whether this process can serve, for whoever sends it traffic."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse

from coaching import bootstrap
from coaching.store import health

WITHIN_S = 1.0


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """This will answer 200 if database, migrations and Redis are there, else 503 with the names of what is not."""
    del request
    missing = health.not_ready(bootstrap.machine_time, WITHIN_S)
    answer = JsonResponse({"ready": False, "missing": missing} if missing else {"ready": True})
    answer.status_code = 503 if missing else 200
    answer["Cache-Control"] = "no-store"
    return answer
