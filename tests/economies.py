"""What tests do more cheaply than the service; tests/seams/test_economies.py proves that the service does not."""

import gc

import structlog
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The hash of the service with the least work there is: its own takes a tenth of a second and 100 MB each time."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


def be_quick() -> None:
    """This will make what each test pays for cheap; called before Django is set up."""
    gc.set_threshold(50_000, 20, 10)
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2", *settings.PASSWORD_HASHERS[1:]]
    # Each of Django's test clients begins the middlewares anew; this one would read all static files each time.
    settings.WHITENOISE_AUTOREFRESH = True
    # Structlog would draw every traceback in colours with the values of all variables, which takes a second.
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )
