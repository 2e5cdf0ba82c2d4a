"""The Celery app and its settings for Redis, each with its reason."""

from celery import Celery

from coaching import bootstrap
from coaching.settings import load
from coaching.tasks import dispatch

bootstrap.setup()
_lease_s = load().lease_seconds

app = Celery(
    "coaching",
    broker=load().redis_url,
    include=["coaching.tasks.deliver", "coaching.tasks.chores", "coaching.tasks.work", "coaching.tasks.announce"],
)
app.conf.update(
    # A task is a hint: its result interests nobody, and a backend would cost a write each.
    task_ignore_result=True,
    result_backend=None,
    # The lease in the timetable is the only redelivery; a task taken twice must not be the normal case.
    task_acks_late=False,
    task_reject_on_worker_lost=False,
    # Nothing may wait in a worker's memory for longer than it takes to begin it.
    worker_prefetch_multiplier=1,
    # No ETA or countdown anywhere; should one slip in, it is bounded (an ETA past visibility runs again).
    worker_eta_task_limit=100,
    task_serializer="json",
    accept_content=["json"],
    # All named, so that a worker without -Q consumes all; answers first, background work last.
    task_queues={name: {"exchange": name, "routing_key": name} for name in ("owed", "lessons", "jobs")},
    task_default_queue="lessons",
    task_routes={
        **{f"coaching.{name}": {"queue": "owed"} for name in ("deliver_owed", "chores", "tell", "check_books")},
        **{f"coaching.{name}": {"queue": "jobs"} for name in ("work", "announce")},
    },
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    # A worker outlives any loss of Redis.
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": max(600, 2 * _lease_s),
        "unacked_restore_interval": 10,
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
    },
    # A stopping worker may finish its batch; longer than that the lease gives the work to another.
    worker_soft_shutdown_timeout=min(20, _lease_s // 2),
    worker_cancel_long_running_tasks_on_connection_loss=True,
)
app.steps["worker"].add(dispatch.Dispatcher)
