"""Runs the web face under gunicorn, in this process."""

import os
import sys

from coaching.settings import load

# Threads, because requests wait for SQL and never for providers. Connections stay open for the providers' calls.
OPTIONS = (
    "--worker-class", "gthread", "--threads", "8", "--keep-alive", "20", "--graceful-timeout", "3",
    "--no-control-socket",
)  # fmt: skip


def run() -> None:
    """This will turn this process into the web server; it returns only when that ends."""
    from gunicorn.app.wsgiapp import run as gunicorn

    workers = os.environ.get("WEB_CONCURRENCY", "1")
    sys.argv = ["gunicorn", "--bind", load().bind, "--workers", workers, *OPTIONS, "coaching.web.wsgi:application"]
    gunicorn()


if __name__ == "__main__":
    run()
