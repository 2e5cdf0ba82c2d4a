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
from coaching.core.model import Campaign, Channel, CheckIn, LatePolicy, Question, Step, Text, Track, Window

TEMPLATES = Path(__file__).parents[2] / "templates"

words = st.text(max_size=12)
hours = st.none() | st.tuples(st.times(), st.times())
ranges = st.none() | st.integers()
questions = st.builds(Question, key=words, short=words, lo=ranges, hi=ranges)
checkins = st.builds(
    CheckIn, key=words, questions=st.lists(questions, max_size=3).map(tuple), open_hours=st.integers(1, 200)
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
)


@given(any_campaign)
def test_every_campaign_survives_being_stored(campaign: Campaign) -> None:
    assert from_json(json.loads(json.dumps(to_json(campaign)))) == campaign


def test_the_real_programme_survives_being_stored() -> None:
    campaign = loader.load(campaigns.find("magnesium"), TEMPLATES).campaign
    assert from_json(json.loads(json.dumps(to_json(campaign)))) == campaign


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
