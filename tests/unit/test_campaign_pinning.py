"""A campaign version that is stored comes back as it was."""

import json
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching import campaigns
from coaching.campaigns import loader
from coaching.campaigns.loader import from_json, to_json
from coaching.core.model import (
    Branch,
    Campaign,
    Channel,
    CheckIn,
    Effect,
    LatePolicy,
    Option,
    Question,
    Step,
    SystemText,
    Text,
    Track,
    When,
    Window,
)

TEMPLATES = Path(__file__).parents[2] / "templates"

words = st.text(max_size=12)
hours = st.none() | st.tuples(st.times(), st.times())
ranges = st.none() | st.integers()
branches = st.builds(
    Branch,
    lo=ranges,
    hi=ranges,
    reply=words,
    when=st.sampled_from(When),
    by=st.integers(),
    warns=st.booleans(),
    once=st.booleans(),
    effects=st.lists(st.sampled_from(Effect), max_size=2).map(tuple),
    alert=words,
    title=words,
    ask=words,
    again_days=st.integers(),
    again_on_days=st.lists(st.integers(), max_size=2).map(tuple),
    saves=words,
)
options = st.builds(Option, value=st.integers(), words=st.lists(words, max_size=2).map(tuple))
questions = st.builds(
    Question,
    key=words,
    short=words,
    lo=ranges,
    hi=ranges,
    name=words,
    labels=st.lists(words, max_size=2).map(tuple),
    options=st.lists(options, max_size=2).map(tuple),
    branches=st.lists(branches, max_size=2).map(tuple),
    dose=st.booleans(),
    trend=st.booleans(),
    right=ranges,
    quiz_line=words,
    bare_number=st.booleans(),
)
checkins = st.builds(
    CheckIn,
    key=words,
    questions=st.lists(questions, max_size=3).map(tuple),
    open_hours=st.integers(1, 200),
    sums_up=st.booleans(),
    must_answer=st.booleans(),
)
texts = st.builds(Text, channel=st.sampled_from(Channel), track=st.sampled_from(Track), template=words)
steps = st.builds(
    Step,
    key=words,
    day=st.integers(1, 400),
    topic=words,
    slot=words,
    channels=st.lists(st.sampled_from(Channel), unique=True).map(tuple),
    late=st.sampled_from(LatePolicy),
    dose=st.booleans(),
    texts=st.lists(texts, max_size=4).map(tuple),
    checkin=st.none() | words,
    kinds=st.lists(words, max_size=2).map(tuple),
)
any_campaign = st.builds(
    Campaign,
    key=words,
    name=words,
    slots=st.dictionaries(words, st.times(), max_size=3),
    window=st.builds(Window, weekday=hours, saturday=hours, sunday=hours),
    spread_seconds=st.integers(0, 3600),
    steps=st.lists(steps, max_size=4).map(tuple),
    checkins=st.dictionaries(words, checkins, max_size=3),
    system_texts=st.dictionaries(words, st.booleans(), max_size=2).flatmap(
        lambda doses: st.fixed_dictionaries(
            {
                key: st.builds(SystemText, st.just(key), st.just(dose), st.lists(texts, max_size=2).map(tuple))
                for key, dose in doses.items()
            }
        )
    ),
    languages=st.lists(words, max_size=2).map(tuple),
    called=st.dictionaries(words, words, max_size=2),
)


@given(any_campaign)
def test_every_campaign_survives_being_stored(campaign: Campaign) -> None:
    assert from_json(json.loads(json.dumps(to_json(campaign)))) == campaign


def test_the_real_programme_survives_being_stored() -> None:
    campaign = loader.load(campaigns.find("magnesium"), TEMPLATES).campaign
    assert from_json(json.loads(json.dumps(to_json(campaign)))) == campaign


def test_a_version_from_before_branches_were_data_still_loads() -> None:
    older = {
        "format": 1,
        "key": "walks",
        "name": "Walks",
        "slots": {"am": "10:00:00"},
        "window": {"weekday": ["08:00:00", "21:00:00"], "saturday": None, "sunday": None},
        "spread_seconds": 0,
        "steps": [],
        "checkins": {
            "C-TUMMY": {
                "key": "C-TUMMY",
                "open_hours": 72,
                "questions": [{"key": "tummy", "short": "your tummy?", "lo": 1, "hi": 4}],
            }
        },
    }
    campaign = from_json(older)
    assert campaign.checkins["C-TUMMY"] == CheckIn("C-TUMMY", (Question("tummy", "your tummy?", 1, 4),))
    assert campaign.system_texts == {}


def test_equal_campaigns_make_the_same_text_whatever_the_order_of_their_tables() -> None:
    window = Window(None, None, None)
    one = Campaign("k", "n", {"am": time(10), "pm": time(17)}, window, 0, ())
    two = Campaign("k", "n", {"pm": time(17), "am": time(10)}, window, 0, ())
    assert json.dumps(to_json(one)) == json.dumps(to_json(two))


def test_a_version_in_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match=r"format 99.*reads format 1 only"):
        from_json({"format": 99})


def test_a_damaged_version_is_refused_with_what_to_do() -> None:
    stored = to_json(Campaign("k", "n", {}, Window(None, None, None), 0, ()))
    del stored["steps"]
    with pytest.raises(ValueError, match=r"damaged: KeyError\('steps'\)\. Publish the campaign again\."):
        from_json(stored)
