"""The settings of an embedded group, put into the environment before anything reads them.

`demo` and `up` bring their own Redis, SQLite and simulator. While such a group runs, the other
commands in the same folder find it by the file that it leaves in var/.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from coaching.cli.group import ports

VAR = Path(os.environ.get("COACHING_VAR_DIR", "var"))
RUNNING = VAR / "running.json"
# Who is told of alerts: a phone and a mailbox of the simulator.
SAMPLE_CONTACTS = [{"name": "Maya", "sms": "+15550199999", "email": "maya@example.org"}]
SAMPLE_SID = "AC" + "0" * 31 + "1"
SAMPLE_SENDER = "coach@example.org"
SAMPLE_SERVICE = "MG" + "0" * 31 + "1"


def prepare(arguments: list[str]) -> None:
    """This will set the environment that the command in `arguments` needs."""
    match arguments:
        case ["demo", *rest] if "--help" not in rest:
            _set(demo(VAR / "demo"))
        case ["up", *rest] if "--help" not in rest:
            _set(up(VAR))
        case _:
            _join_running()


def demo(folder: Path) -> dict[str, str]:
    """This will give the settings of a demo: a fresh database, a fast clock, nothing but the simulator."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    return {
        **_group(folder / "data", folder, web=ports.near(8000), redis=ports.near(6390), simulator=ports.near(4010)),
        "COACHING_MODE": "demo",
        "COACHING_CONFIRM": "false",
        "COACHING_PEEK_SECONDS": "0.1",
        "COACHING_ENV_FILE": "",
    }


def up(folder: Path) -> dict[str, str]:
    """This will give the settings of a group at real time; what the environment sets already stays."""
    chosen = _group(folder, folder, web=8000, redis=6390, simulator=4010)
    own = {name: value for name, value in chosen.items() if name not in os.environ}
    if os.environ.get("COACHING_TWILIO_ACCOUNT_SID") or os.environ.get("COACHING_SENDGRID_API_KEY"):
        own = {name: value for name, value in own.items() if "TWILIO" not in name and "SENDGRID" not in name}
        own.pop("COACHING_SIMULATOR_URL", None)
        own.pop("COACHING_REPLY_DOMAIN", None)
    elif "COACHING_REPLY_DOMAIN" in own and "COACHING_EMAIL_FROM" not in own:
        own["COACHING_REPLY_DOMAIN"] = os.environ["COACHING_EMAIL_FROM"].rpartition("@")[2]
    return own


def _group(data: Path, var: Path, *, web: int, redis: int, simulator: int) -> dict[str, str]:
    data.mkdir(parents=True, exist_ok=True)
    simulated = f"http://127.0.0.1:{simulator}"
    key = _webhook_key(data)
    return {
        "COACHING_VAR_DIR": str(var),
        "COACHING_DATABASE_URL": f"sqlite:///{data.resolve()}/coaching.sqlite3",
        "COACHING_REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        "COACHING_BIND": f"127.0.0.1:{web}",
        "COACHING_PUBLIC_URL": f"http://127.0.0.1:{web}",
        "COACHING_SECRET_KEY": _kept(data / "secret-key", secrets.token_urlsafe(40)),
        "COACHING_SIMULATOR_URL": simulated,
        "COACHING_TWILIO_BASE_URL": simulated,
        "COACHING_TWILIO_ACCOUNT_SID": SAMPLE_SID,
        "COACHING_TWILIO_AUTH_TOKEN": _kept(data / "twilio-token", secrets.token_hex(16)),
        "COACHING_TWILIO_MESSAGING_SERVICE_SID": SAMPLE_SERVICE,
        "COACHING_SENDGRID_BASE_URL": simulated,
        "COACHING_SENDGRID_API_KEY": _kept(data / "sendgrid-key", "SG." + secrets.token_urlsafe(24)),
        "COACHING_SENDGRID_WEBHOOK_KEY": key,
        "COACHING_SENDGRID_INBOUND_KEY": key,
        "COACHING_REPLY_DOMAIN": SAMPLE_SENDER.rpartition("@")[2],
        "COACHING_EMAIL_FROM": SAMPLE_SENDER,
        "COACHING_BRAND": "Coach",
        "COACHING_COACH_NAME": "Maya",
        "COACHING_SUPPORT_CONTACT": "help@example.org",
        "COACHING_POSTAL_ADDRESS": "Coach, 1 Sample Street, Springfield",
        "COACHING_ALERT_CONTACTS": json.dumps(SAMPLE_CONTACTS),
    }


def _kept(path: Path, fresh: str) -> str:
    """A secret that stays the same while its folder lives."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(fresh, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _webhook_key(data: Path) -> str:
    """The simulator keeps the private half; it is asked for the public one, as a coach copies it from SendGrid."""
    argv = [sys.executable, "-m", "coaching.simulator", "keys", "--out", str(data)]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()


def _set(chosen: dict[str, str]) -> None:
    os.environ.update(chosen)


def announce() -> None:
    """This will tell other commands in this folder how to find the group that runs now."""
    known = {name: value for name, value in os.environ.items() if name.startswith("COACHING_")}
    RUNNING.parent.mkdir(parents=True, exist_ok=True)
    RUNNING.touch(mode=0o600)
    RUNNING.write_text(json.dumps({"pid": os.getpid(), "settings": known}), encoding="utf-8")


def retract() -> None:
    RUNNING.unlink(missing_ok=True)


def _join_running() -> None:
    if not RUNNING.exists():
        return
    told = json.loads(RUNNING.read_text(encoding="utf-8"))
    try:
        os.kill(told["pid"], 0)
    except OSError:
        return  # it was killed before it could take the file away
    for name, value in told["settings"].items():
        os.environ.setdefault(name, value)
