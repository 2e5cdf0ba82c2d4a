"""The Celery app: `celery -A worker worker -P threads -c 4 --without-gossip --without-mingle`."""

from coaching.tasks.app import app

__all__ = ["app"]
