"""Control words: which whole messages are one, what their values mean, and the many that are none."""

from datetime import date, time
from zoneinfo import available_timezones

import pytest

from coaching.core.cities import places
from coaching.core.controls import (
    Away,
    BothChannels,
    Control,
    Help,
    Home,
    Later,
    Less,
    More,
    OnlyEmail,
    OnlySms,
    Pause,
    RepeatWeek,
    Resume,
    Status,
    Time,
    Unclear,
    Undo,
    read_control,
)

TODAY = date(2026, 3, 4)  # a Wednesday
ZONES = places(available_timezones())
FRIDAY = date(2026, 3, 6)
MAY_3 = date(2026, 5, 3)
MOST_WHY_NOT = 95  # what fits beside the words of the reply


def read(text: str, today: date = TODAY) -> Control | Unclear | None:
    return read_control(text, today, ZONES)


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("PAUSE", Pause()),
        ("pause please", Pause()),
        ("Ok, pause!", Pause()),
        ("Pause the program for now", Pause()),
        ("take a break", Pause()),
        ("PAUSE 5", Pause(days=5)),
        ("pause 5 days", Pause(days=5)),
        ("Please pause 5", Pause(days=5)),
        ("Can you pause for 5 days?", Pause(days=5)),
        ("could we please pause my texts for 5 days, thanks", Pause(days=5)),
        ("I'd like to pause for a week", Pause(days=7)),
        ("pause for a week", Pause(days=7)),
        ("pause two weeks", Pause(days=14)),
        ("pause for the next 2 weeks", Pause(days=14)),
        ("pause a month", Pause(days=30)),
        ("pause a couple of days", Pause(days=2)),
        ("pause today", Pause(days=1)),
        ("PAUSE \uff15", Pause(days=5)),
        ("\u201cPAUSE 5\u201d", Pause(days=5)),
        ("pause 5\n\nSent from my iPhone", Pause(days=5)),
        ("pausa", Pause()),
        ("PAUSA 3 d\u00edas", Pause(days=3)),
        ("pausa una semana", Pause(days=7)),
        ("pause until Monday", Pause(until=date(2026, 3, 9))),
        ("pause till wed", Pause(until=date(2026, 3, 11))),
        ("pause until tomorrow", Pause(until=date(2026, 3, 5))),
        ("pause until 3 May", Pause(until=MAY_3)),
        ("pause until May 3rd", Pause(until=MAY_3)),
        ("pause until the 3rd of May", Pause(until=MAY_3)),
        ("pause until Sunday, May 3, 2026", Pause(until=MAY_3)),
        ("pause until 3.5.", Pause(until=MAY_3)),
        ("pause until 3. Mai", Unclear("pause", "Please write the day like this: 3 May.")),
        ("pause until 2026-05-03", Pause(until=MAY_3)),
        ("pause until 5/23", Pause(until=date(2026, 5, 23))),
        ("pause until 23/5", Pause(until=date(2026, 5, 23))),
        ("pause until 5/5", Pause(until=date(2026, 5, 5))),
        ("pause until the 15th", Pause(until=date(2026, 3, 15))),
        ("RESUME", Resume()),
        ("resume the program now", Resume()),
        ("please resume", Resume()),
        ("unpause", Resume()),
        ("reanudar", Resume()),
    ],
)
def test_pauses_and_their_end(text: str, control: Control) -> None:
    assert read(text) == control


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("LATER", Later()),
        ("later today", Later()),
        ("later please", Later()),
        ("text me later", Later()),
        ("Can you send it later?", Later()),
        ("later 18:00", Later(at=time(18))),
        ("later at 6pm", Later(at=time(18))),
        ("later 19", Later(at=time(19))),
        ("later at 6", Later(at=time(6), either_half=True)),
        ("later tonight", Later(at=time(20))),
        ("later this evening at 7", Later(at=time(19))),
        ("later 2h", Later(minutes=120)),
        ("later in an hour", Later(minutes=60)),
        ("2 hours later", Later(minutes=120)),
        ("later 45 min", Later(minutes=45)),
        ("mas tarde", Later()),
        ("TIME 7:30", Time(time(7, 30))),
        ("time: 7:30", Time(time(7, 30))),
        ("time 7.30pm", Time(time(19, 30))),
        ("time 7:30 p.m.", Time(time(19, 30))),
        ("time 19h", Time(time(19))),
        ("time 19h30", Time(time(19, 30))),
        ("time 1930", Time(time(19, 30))),
        ("time noon", Time(time(12))),
        ("time 12am", Time(time(0))),
        ("time 12 pm", Time(time(12))),
        ("time 8 in the evening", Time(time(20))),
        ("time to 9", Time(time(9))),
        ("text me at 8", Time(time(8))),
        ("Could you text me at 8 o'clock every day?", Time(time(8))),
        ("please change my time to 8 pm", Time(time(20))),
        ("TIME PM 7:30", Time(time(19, 30), "pm")),
        ("time morning 9", Time(time(9), "am")),
        ("evening texts at 7", Time(time(19), "pm")),
        ("hora 18:00", Time(time(18))),
    ],
)
def test_times(text: str, control: Control) -> None:
    assert read(text) == control


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("LESS", Less()),
        ("fewer texts please", Less()),
        ("Send fewer messages", Less()),
        ("menos", Less()),
        ("More.", More()),
        ("more texts", More()),
        ("M\u00c1S", More()),
        ("EMAIL ONLY", OnlyEmail()),
        ("only e-mail", OnlyEmail()),
        ("just emails please", OnlyEmail()),
        ("SMS ONLY", OnlySms()),
        ("text only", OnlySms()),
        ("only by text", OnlySms()),
        ("EMAIL AND SMS", BothChannels()),
        ("email & sms", None),
        ("texts and emails", BothChannels()),
        ("both", BothChannels()),
        ("REPEAT WEEK", RepeatWeek()),
        ("please repeat this week", RepeatWeek()),
        ("can we repeat the last week?", RepeatWeek()),
        ("status?", Status()),
        ("ESTADO", Status()),
        ("help", Help()),
        ("info", Help()),
        ("ayuda", Help()),
        ("UNDO", Undo()),
        ("undo that please", Undo()),
        ("deshacer", Undo()),
    ],
)
def test_single_words(text: str, control: Control | None) -> None:
    assert read(text) == control


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("in Tokyo until Friday", Away("Tokyo", "Asia/Tokyo", FRIDAY)),
        ("IN TOKYO UNTIL FRIDAY", Away("Tokyo", "Asia/Tokyo", FRIDAY)),
        ("I\u2019m in New York till 3 May", Away("New York", "America/New_York", MAY_3)),
        ("I am in Kyoto until Friday night", Away("Kyoto", "Asia/Tokyo", FRIDAY)),
        ("traveling to san francisco until friday", Away("San Francisco", "America/Los_Angeles", FRIDAY)),
        ("visiting Munich until Friday", Away("Munich", "Europe/Berlin", FRIDAY)),
        ("in Delhi till fri", Away("Delhi", "Asia/Kolkata", FRIDAY)),
        ("in S\u00e3o Paulo until Friday", Away("Sao Paulo", "America/Sao_Paulo", FRIDAY)),
        ("in Port-au-Prince until Friday", Away("Port-au-prince", "America/Port-au-Prince", FRIDAY)),
        ("in the UK until Friday", Away("UK", "Europe/London", FRIDAY)),
        ("in LA until Friday", Away("LA", "America/Los_Angeles", FRIDAY)),
        ("in St. Louis until Friday", Away("St Louis", "America/Chicago", FRIDAY)),
        ("in Paris, France until Friday", Away("Paris France", "Europe/Paris", FRIDAY)),
        ("in Paris, Texas until Friday", Away("Paris Texas", "America/Chicago", FRIDAY)),
        ("in Springfield, Illinois until Friday", Away("Springfield Illinois", "America/Chicago", FRIDAY)),
        ("in Portland Oregon until Friday", Away("Portland Oregon", "America/Los_Angeles", FRIDAY)),
        ("I'm in Tokyo", Away("Tokyo", "Asia/Tokyo")),
        ("I'm in Tokyo now", Away("Tokyo", "Asia/Tokyo")),
        ("back in Berlin", Away("Berlin", "Europe/Berlin")),
        ("Back home", Home()),
        ("I'm back home now", Home()),
        ("home again", Home()),
    ],
)
def test_travel(text: str, control: Control) -> None:
    assert read(text) == control


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PAUSE 500", "pause"),
        ("pause 0", "pause"),
        ("pause -3", "pause"),
        ("pause 1.5 weeks", "pause"),
        ("pause 3 hours", "pause"),
        ("pause 4 months", "pause"),
        ("pause until 5/3", "pause"),
        ("pause until 31 February", "pause"),
        ("pause until 2026-13-40", "pause"),
        ("pause until next Friday", "pause"),
        ("pause until further notice", "pause"),
        ("pause until 3 March", "pause"),  # was yesterday; next year is too far
        ("pause until 3 May 2031", "pause"),
        ("pause until Monday 3 May", "pause"),  # a Sunday
        ("later 3", "later"),
        ("later 500 hours", "later"),
        ("later 27:00", "later"),
        ("TIME 27:99", "time"),
        ("time 25", "time"),
        ("text me at 7:75", "time"),
        ("time 5", "time"),
        ("time 5:30", "time"),
        ("in Atlantis until Friday", "away"),
        ("I'm in Smallville until Friday", "away"),
        ("in Springfield until Friday", "away"),
        ("I'm in Georgia", "away"),
        ("in Tokyo until 5/3", "away"),
        ("in Tokyo until whenever", "away"),
        ("in Tokyo until 2025-05-03", "away"),
    ],
)
def test_a_control_whose_value_makes_no_sense_is_answered_and_not_guessed(text: str, kind: str) -> None:
    found = read(text)
    assert isinstance(found, Unclear)
    assert found.kind == kind


NONE = """7
10
3, I think
yes
Yes please
no
start
join
stop
STOP
stop texting me
please stop the texts
end
quit
unsubscribe
I need more sleep
more sleep this week
more or less
no more thanks
no more pain
less pain today
less than yesterday
less is more
time flies
time
time for bed
time to go
not enough time
no time today
it's time to pause and breathe
bed time 10:30
lights out at 10
10:30
at 8
later I went for a walk
see you later
talk later
maybe later
OK, later
sorry, later
sooner or later
I did it later in the day because of work
pause for breath
pause for breath, then breathe out
I paused at noon
a pause
pause my music
pause?
do I need to pause
I need to stop and pause sometimes
in London it rained
in tokyo
in bed until Friday
I'm in bed
I'm in pain until Friday
I'm in Hospital until Friday
I'm in the hospital until Friday
I am in May until Friday
in my new job until Friday
IN AGONY UNTIL FRIDAY
I'm in love
I'm in
in until Friday
away until Friday
home
I'm home
I'm back
I'm back on track
back pain
both legs hurt
both my feet
I like both
email me
email me the list
my email is only ana at example.org
only when I walk
text
texts only when needed but not at night
repeat
can you repeat that
repeat after me
again
my status is fine
I need help
help me
can you help?
undo my shirt
undone
info please about cramps and everything else
every day
daily
continue
resume my old habits
my resume is ready
send me a doctor
send help
text me when you can
text me at work
set the table
move to 8 o'clock Mass
change of plans
mas o menos
a
\U0001f44d
...
?
"""


@pytest.mark.parametrize("text", NONE.splitlines())
def test_what_is_not_certainly_a_control_is_none(text: str) -> None:
    assert read(text) is None
