"""Which words stop, start or steer: a corpus of what people write, both ways."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core.consent import Word, normal, read_word

STOPS = """
STOP
stop
Stop!
Stop.
"STOP"
Ｓｔｏｐ
stopp
STOPALL
stop all
STOP STOP STOP
UNSUBSCRIBE
Unsubscribe me please
cancel
end
END
quit
revoke
discontinue
opt out
OPT-OUT
Opt me out
opt me out please
I want to opt out
I'd like to opt out please
Stop. Thank you
stop it
stop this
stop now
please stop
Stop please
Stop ok?
Yes, stop
No thanks, stop
I'm done, stop
Enough. Stop.
Stop, I have had enough.
Stop. I have had enough of this.
STOP - wrong number
wrong number, stop
wrong number
Sorry, wrong person
I said STOP
I said stop!!!
STOP 2 END
STOP to end
please stop texting me
Please stop texting
Stop messaging me
stop contacting me
quit texting me
Stop sending
Stop sending these
stop sending me messages
Could you please stop the texts?
Can you stop sending me these texts
Stop these messages
stop the texts
I'd like to stop the messages
How do I stop these messages?
how can i stop this
Hi, how do I cancel?? Please stop the messages
I want to stop
I want to stop now please
I want to cancel
i want to quit the program
I want you to stop
I want out
cancel please
Please cancel
Cancel all of this
Cancel it all
cancel everything
cancel my subscription
cancel the program
end the program
end my subscription
Please end this programme.
please end the messages
I wish to unsubscribe
how do I unsubscribe?
unsubscribe, my chest feels tight
My chest feels tight. Unsubscribe
I can't stop eating nuts. Please stop texting me
Take my number out of your system
take me off the list
Take me off this list!
Please take my name off
Please take me off
get me off this list
remove me
Remove my number
Please remove me from this list
delete my number
delete my data
lose my number
forget my number
don't text me
Don’t text me
Dont message me anymore
do not contact me again
never text me again
don't send me any more texts
do not send me any more messages
Don't send me anything else
no more texts
No more messages please
i don't want these messages
I don't want any more texts
I do not want to receive these messages
I no longer want these
I don't want this anymore
leave me alone
I withdraw my consent
I revoke my consent
withdraw consent
""".strip().split("\n")
STOPS.append("stop\n\nSent from my iPhone")

ANSWERS = """
I stopped eating sugar
I can't stop eating nuts
walked to the bus stop
Do I end the capsules on day 56?
at the end of the day I felt good
I end the day with tea
I quit smoking last year
quitting sugar is hard
I want to stop drinking coffee
I want to quit smoking
should I stop taking the pills?
Should I stop?
When should I stop the magnesium
Do I have to stop eating spinach
Do I stop the program if I am sick?
when does this program end?
Does the program end on day 56?
the program ends when?
the doctor told me to stop the supplement
my doctor said to cancel the supplement
I can't stop
I couldn't stop laughing
I don't want to stop
I don't want this to end
I don't want the program to end
I don't want to cancel
please don't stop
don't stop
do not stop the messages
Don't stop texting me
Please never stop these messages
I won't quit
Why do I get no more messages?
My pain stopped
The cramps stopped
It didn't stop
stopped
Stopped at 9
non-stop work today
Stop and go traffic today
1-stop shop
bus stop
full stop
cant stop wont stop
I had to stop the exercise
I had to cancel my walk
I cancelled dinner
I cancel my appointment tomorrow
had to cancel my gym class
cancel the walk today
can I stop now?
weekend was good
remove nuts from my diet?
remove my shoes before bed
delete my email app at night
take me through the breathing
get me out of bed earlier
I take my capsules at night
I take my phone out of the bedroom
I take my phone to bed
I leave my phone in the kitchen
no more coffee
no more texting in bed
no more emails after 9pm
no more messages from work after 8
I stopped texting in bed
I quit texting in bed at night
I stop sending emails at 8
I stop emails at 8
I want to stop writing work emails at night
stop writing emails at night helped
My boss keeps emailing me
How do I end a breathing round?
The end
I want to end my day earlier
I want to end it all
just end it
ended well
my husband says I worry non stop
I never quit
let's start
start over
I will start tomorrow
I need help
I pause at lunch
7
done
ok
yes
no
""".strip().split("\n")

WORDS = {
    "START": Word.START,
    "start.": Word.START,
    "Unstop": Word.START,
    "join": Word.JOIN,
    "JOIN!": Word.JOIN,
    "help": Word.HELP,
    "Help?": Word.HELP,
    "INFO": Word.HELP,
    "Pause": Word.PAUSE,
    "resume": Word.RESUME,
}


@pytest.mark.parametrize("text", dict.fromkeys(STOPS))
def test_a_wish_to_stop_is_read_in_any_reasonable_form(text: str) -> None:
    assert read_word(text) is Word.STOP


@pytest.mark.parametrize("text", ANSWERS)
def test_a_sentence_about_something_else_stops_nothing(text: str) -> None:
    assert read_word(text) is None


@pytest.mark.parametrize(("text", "word"), WORDS.items())
def test_a_whole_word_steers(text: str, word: Word) -> None:
    assert read_word(text) is word


@given(st.sampled_from(ANSWERS), st.sampled_from(["START", "JOIN", "help", "pause", "resume", "info"]))
def test_only_a_whole_message_starts_pauses_or_asks_for_help(sentence: str, word: str) -> None:
    assert read_word(f"{sentence} {word}") in (None, Word.STOP)


@given(st.text())
def test_any_text_at_all_is_read_without_an_error_and_alike_in_any_case(text: str) -> None:
    assert read_word(text) is read_word(f"  {text} ")
    assert normal(normal(text)) == normal(text)


@given(st.sampled_from(STOPS), st.sampled_from([str.upper, str.lower, str.title]))
def test_letters_large_or_small_mean_the_same(text: str, write: Callable[[str], str]) -> None:
    assert read_word(write(text)) is Word.STOP
