"""The coach's loop on the real group: web, worker, Redis and the simulator, each its own process."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser
POLL = threading.Event()
PHONE = "+15551230042"
COACH, PASSWORD = "maya", "take-a-calm-breath"


@dataclass(frozen=True, slots=True)
class Running:
    """A demo whose clock stands still until the test moves it."""

    web: str
    phones: str
    env: dict[str, str]

    def clock(self, by: str) -> None:
        subprocess.run([sys.executable, "-m", "coaching.cli", "clock", by], env=self.env, check=True, timeout=90)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COACHING_", "DJANGO_"))}
    env |= {"COACHING_VAR_DIR": str(tmp_path), "COACHING_ENV_FILE": ""}
    argv = [sys.executable, "-m", "coaching.cli", "demo", "--people", "0", "--speed", "hold"]
    with (tmp_path / "demo.txt").open("w") as log:
        demo = subprocess.Popen(argv, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        told = _wait_for(tmp_path / "running.json", demo, tmp_path / "demo.txt")
        yield Running(told["COACHING_PUBLIC_URL"], told["COACHING_SIMULATOR_URL"], env)
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=15)


def _wait_for(announced: Path, demo: "subprocess.Popen[bytes]", log: Path) -> dict[str, str]:
    deadline = time.monotonic() + 60
    while "stands still" not in log.read_text():
        assert demo.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        POLL.wait(0.1)
    return dict(json.loads(announced.read_text())["settings"])


def test_a_coach_enrols_edits_and_watches_and_stop_ends_it(browser: Browser, running: Running) -> None:
    page = browser.new_page()
    _sign_in(page, running)
    _enrol(page, running)
    running.clock("1d")
    running.clock("8h")
    phone = browser.new_page()
    phone.goto(f"{running.phones}/phones/{PHONE}")
    expect(_bubble(phone, "day 1 of 56")).to_be_visible()

    _publish(page, running, "sms/magnesium/day-03", "{{ brand }}: Tonight we breathe slowly, {{ first_name }}.")
    running.clock("2d")
    running.clock("4h")
    phone.reload()
    expect(_bubble(phone, "Tonight we breathe slowly, Zoe.")).to_be_visible()

    running.clock("1d")
    _text(phone, "4")
    _open_person(page, running)
    expect(page.get_by_text("Taken as an answer. 4").first).to_be_visible()

    _text(phone, "Stop. Thank you")
    running.clock("3d")
    page.reload()
    expect(
        page.get_by_text("Stopped: the person asked to stop, so no programme message follows.").first
    ).to_be_visible()
    phone.reload()
    expect(_bubble(phone, "Quiz! Which lunch")).to_have_count(0)


def _sign_in(page: Page, running: Running) -> None:
    page.goto(f"{running.web}/")
    page.fill("input[name=username]", COACH)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Enrol").first).to_be_visible()


def _enrol(page: Page, running: Running) -> None:
    page.goto(f"{running.web}/people/enrol/")
    page.fill("#first_name", "Zoe")
    page.fill("#phone", PHONE)
    page.fill("#zone", "Europe/Paris")
    page.check("#consent")
    page.check("#health")
    page.get_by_role("button", name="Look before you enrol").click()
    page.get_by_role("button", name="Enrol Zoe").click()
    expect(page.get_by_role("heading", level=1, name="Zoe")).to_be_visible()


def _publish(page: Page, running: Running, name: str, words: str) -> None:
    page.goto(f"{running.web}/messages/edit/?name={name}")
    page.fill("#source", words)
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("button", name="Publish version").click()
    expect(page.get_by_role("status").filter(has_text="is published")).to_be_visible()


def _open_person(page: Page, running: Running) -> None:
    page.goto(f"{running.web}/people/")
    page.get_by_role("link", name="Zoe").first.click()


def _text(phone: Page, words: str) -> None:
    phone.reload()
    phone.get_by_placeholder("Reply as").or_(phone.locator("form input[type=text]")).first.fill(words)
    phone.get_by_role("button", name="Send").click()
    expect(_bubble(phone, words)).to_be_visible()


def _bubble(phone: Page, words: str) -> Locator:
    return phone.locator(".words", has_text=words).last
