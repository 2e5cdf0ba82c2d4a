"""A small programme on disk that a test spoils: three days of walks."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from coaching.campaigns import words
from coaching.campaigns.loader import CampaignProblem, CampaignRefused, Loaded, load
from coaching.core.model import Channel

CAMPAIGN = """\
key = "walks"
name = "Three days of walks"
spread_seconds = 240

[slots]
am = "10:00"
pm = "17:30"

[window]
weekday = ["08:00", "21:00"]
saturday = ["08:00", "21:00"]
sunday = []

[questions.days]
short = "on how many days did you walk?"
lo = 0
hi = 7
labels = ["walk"]
words.7 = ["always"]
answers.0-3 = { reply = "help" }
answers.4-7 = { ask = "F-CUE" }

[questions.cue]
short = "what helps you to walk?"
answers.text = { reply = "thanks" }

[checkins.C-MOVE]
questions = ["days"]
[checkins.C-MOVE.gentle]
questions = []
[checkins.F-CUE]
questions = ["cue"]

[[step]]
key = "day-01"
day = 1
topic = "First walk"
slot = "am"
channels = ["sms"]
kinds = ["movement"]
late = "send"
gentle = "as_is"

[[step]]
key = "day-02"
day = 2
topic = "A pill, perhaps"
slot = "pm"
channels = ["sms", "email"]
kinds = ["dosing tip"]
late = "skip"
dose = true
gentle = "breath"

[[step]]
key = "day-03"
day = 3
topic = "How many walks?"
slot = "pm"
channels = ["email"]
kinds = ["check-in"]
late = "fold"
checkin = "C-MOVE"
gentle = "breath"
"""
FOODS = '[oats]\nname = "oats"\nportion = "1 cup"\nmg = 60\nsource = "a table"\n'
REGIONS = '[default]\nul_mg = 250\nsource = "the strictest"\n'
TEXTS = {
    "day-01": "Walk.",
    "day-02": "A pill.",
    "day-02.food_first": "Oats.",
    "day-03": "Reply 0 to 7.",
    "breath": "In.",
}


@dataclass(frozen=True)
class Desk:
    """A small programme on disk that a test spoils."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "walks"

    def sms(self, name: str) -> Path:
        return self.root / "templates" / "sms" / "walks" / f"{name}.txt"

    def email(self, name: str) -> Path:
        return self.root / "templates" / "email" / "walks" / f"{name}.md"

    def change(self, old: str, new: str, *, file: str = "campaign.toml") -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def line(self, words: str, *, file: str = "campaign.toml") -> int:
        lines = (self.folder / file).read_text(encoding="utf-8").splitlines()
        return 1 + next(number for number, line in enumerate(lines) if words in line)

    def load(self) -> Loaded:
        return load(self.folder, self.root / "templates")

    def problems(self) -> tuple[CampaignProblem, ...]:
        with pytest.raises(CampaignRefused) as refused:
            self.load()
        return refused.value.problems

    def problem(self) -> CampaignProblem:
        problems = self.problems()
        assert len(problems) == 1, problems
        return problems[0]


def lay_out(root: Path) -> Desk:
    """This will write the programme of walks, without a mistake, into a folder."""
    desk = Desk(root)
    desk.folder.mkdir()
    (desk.folder / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    (desk.folder / "foods.toml").write_text(FOODS, encoding="utf-8")
    (desk.folder / "regions.toml").write_text(REGIONS, encoding="utf-8")
    desk.sms("x").parent.mkdir(parents=True)
    desk.email("x").parent.mkdir(parents=True)
    for name, text in (TEXTS | dict.fromkeys(words.SYSTEM[Channel.SMS], "Hello.")).items():
        desk.sms(name).write_text(f"{text}\n", encoding="utf-8")
    for name in words.SYSTEM[Channel.EMAIL]:
        desk.email(name).write_text("Hello.\n", encoding="utf-8")
    return desk


def says(problem: CampaignProblem, line: int, message: str, mend: str, *, file: str = "campaign.toml") -> bool:
    assert (problem.file.name, problem.line) == (file, line), problem
    assert message in problem.message
    assert mend in problem.mend
    return True
