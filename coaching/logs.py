"""How every process logs: one line of facts, to stderr. A leaf: imports nothing of coaching."""

import logging
import re
import sys

import structlog

# What stands behind these is a key to somebody's pages. Django names the address of each request that it refuses.
_KEYS = re.compile(r"(/(?:me|u|join|address)/)[^/\s?]+")


def configure() -> None:
    """This will set up structlog for this process, and keep the links of people out of Django's own lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    for name in ("django.request", "django.security.csrf"):
        logging.getLogger(name).addFilter(without_keys)


def without_keys(record: logging.LogRecord) -> bool:
    """This will take the keys out of the addresses in a line of the log."""
    record.msg, record.args = _KEYS.sub(r"\1...", record.getMessage()), ()
    return True
