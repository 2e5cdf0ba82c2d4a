"""Numbers as people write them, and the many texts that hold one and are not an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import numbers
from coaching.core.numbers import NoNumber, Number, Unclear

ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SPANISH = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")
FRENCH = ("zéro", None, "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
GERMAN = ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn")
SCRIPTS = (
    "0123456789",
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "०१२३४५६७८९",
    "০১২৩৪৫৬৭৮৯",
    "๐๑๒๓๔๕๖๗๘๙",
    "０１２３４５６７８９",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
)

NUMBERS = {
    "7": 7,
    " 7. ": 7,
    "7!": 7,
    "#7": 7,
    "07": 7,
    "seven": 7,
    "Seven!": 7,
    "0": 0,
    "zero": 0,
    "10": 10,
    "ten": 10,
    "7/10": 7,
    "7 / 10!": 7,
    "10/10": 10,
    "4 of 7": 4,
    "4/7 days": 4,
    "3 out of 7": 3,
    "seven out of ten": 7,
    "six of seven": 6,
    "7 sur 10": 7,
    "7 von 10": 7,
    "siete de diez": 7,
    "about a 7": 7,
    "about 4 days": 4,
    "maybe 3, I was away": 3,
    "I'd say 6": 6,
    "I’d say 6": 6,
    "it's a 4": 4,
    "three I think": 3,
    "I think 8": 8,
    "8 I think": 8,
    "Yes 7": 7,
    "No, 5": 5,
    "7 thanks": 7,
    "all 7": 7,
    "a solid 7": 7,
    "~7": 7,
    "7ish": 7,
    "7-ish": 7,
    "3. Not good today": 3,
    "3 not good today": 3,
    "9 feeling great": 9,
    "seven but I was tired": 7,
    "7, vitamin b12 may help": 7,
    "I am over it, 3": 3,
    "6 to be honest": 6,
    "5 and a good day": 5,
    "8 more or less": 8,
    "Hi it's Ana, 7": 7,
    "unos 5": 5,
    "más o menos 7": 7,
    "creo que 6": 6,
    "environ 7": 7,
    "à peu près 8": 8,
    "ungefähr 7": 7,
    "fuenf": 5,
    "٧": 7,
    "۷": 7,
    "७": 7,
    "７": 7,
    "٧/١٠": 7,
    "7️⃣": 7,
    "1️⃣0️⃣": 10,
    "🔟": 10,
    "⑦": 7,
    "7 😀": 7,
    "a 7! 👍🏽": 7,
    "15": 15,
}
UNCLEAR = """
5 or 6
two or three
3 to 4
2-3
2–3
between 5 and 6
half
3 and a half
½
1/2
3/4
7.5
7,5
٧٫٥
-3
−3
- 3
15/10
12 out of 10
7 out of 12
1 2
3 3
5/7, 2 bad
less than 3
more than five
at least 4
not 5
not a 5
5+
3 or more
3 at least
5 days or more
seven plus
5 o más
<3
más de 5
mehr als 5
moins de 5
one with nuts
not one
no one told me
the one with nuts
I had one
on day 3 I had 5
2nd
7th
100
1000
eleven
twenty seven
5x
7%
$5
10:30
10 pm
10am
at 10
7 hours
3 miles
2 pills
1 more thing
2 of my friends came
3 days ago we met
my doctor gave me a 5
""".strip().split("\n")
NO_NUMBERS = """
nobody
none
a few
good
七
twenty-seven
dix-sept
b12 helps
every day
""".strip().split("\n")


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_a_number_is_read_in_digits_and_words(text: str, number: int) -> None:
    reading = numbers.read(text)
    assert isinstance(reading, Number)
    assert reading.value == number


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_range_a_bound_an_amount_or_two_numbers_are_left_to_a_person(text: str) -> None:
    assert numbers.read(text) == Unclear()


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_words_are_no_number(text: str) -> None:
    assert numbers.read(text) == NoNumber()


def test_a_long_story_is_never_reduced_to_its_number() -> None:
    assert numbers.read("I went to the market and bought almonds and 3 was the price of them today") == Unclear()
    assert numbers.read("3. " + "a word " * 20) == Unclear()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7 out of 10", Number(7, scale=10)),
        ("4/7 days", Number(4, scale=7, counts=True)),
        ("3 nights", Number(3, counts=True)),
        ("3 bad nights", Number(3, counts=True, remark="bad nights")),
        ("maybe 3, I was away", Number(3, remark="i was away")),
        ("2 a bit loose", Number(2, remark="a bit loose")),
        ("7, thanks", Number(7, remark="thanks")),
    ],
)
def test_scale_count_and_remark_are_told_apart(text: str, number: Number) -> None:
    assert numbers.read(text) == number


def test_a_clause_that_names_its_question_may_say_more_before_the_number() -> None:
    assert numbers.in_clause("could well have been a 7") == Unclear()
    assert numbers.in_clause("could well have been a 7", labelled=True) == Number(7)
    assert numbers.in_clause("could have walked 7 miles", labelled=True) == Unclear()


def test_clauses_keep_decimals_whole() -> None:
    assert numbers.clauses("Maybe 3, I was away. 7,5 hours!") == ("maybe 3", "i was away", "7,5 hours")


_number = st.integers(0, 10)
_spoken = st.sampled_from((ENGLISH, SPANISH, FRENCH, GERMAN))
_sentence = st.sampled_from(
    (
        "{}",
        "{}!",
        " {} ",
        "about {}",
        "maybe {}",
        "{} thanks",
        "it's a {}",
        "I'd say {}",
        "I think {}.",
        "{} 😀",
        "ok, {}",
    )
)


def in_script(number: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(number))


@given(_number, st.sampled_from(SCRIPTS), _sentence)
def test_every_number_is_read_in_the_digits_of_every_script(number: int, digits: str, sentence: str) -> None:
    reading = numbers.read(sentence.format(in_script(number, digits)))
    assert isinstance(reading, Number)
    assert reading.value == number


@given(_number, _spoken, _sentence)
def test_every_number_is_read_in_the_words_of_every_language(
    number: int, language: tuple[str | None, ...], sentence: str
) -> None:
    word = language[number] or "uno"
    reading = numbers.read(sentence.format(word))
    assert isinstance(reading, Number)
    assert reading.value == number


@given(_number, st.sampled_from(("{}/10", "{} / 10", "{} out of 10", "{} of ten", "{} out of ten", "about {}/10")))
def test_every_mark_out_of_ten_is_read(number: int, form: str) -> None:
    for said in (str(number), ENGLISH[number], f"{number}\ufe0f\u20e3"):
        reading = numbers.read(form.format(said))
        assert isinstance(reading, Number)
        assert (reading.value, reading.scale) == (number, 10)


_form = st.sampled_from(
    (str, lambda n: ENGLISH[n], lambda n: GERMAN[n], lambda n: in_script(n, SCRIPTS[1]), lambda n: f"{n}\ufe0f\u20e3")
)
_between = st.sampled_from(
    (" ", " or ", ", ", "-", " - ", " and ", "; ", ". ", "\n", " to ", ", maybe ", " then ", "...", "? ")
)
_remark = st.sampled_from(("", "about ", "sorry ", "I slept "))


@given(_number, _number, _form, _form, _between, _remark)
def test_no_text_with_two_different_numbers_reads_as_one(  # type: ignore[no-untyped-def]  # forms are functions
    one: int, other: int, form_one, form_other, between: str, remark: str
) -> None:
    text = f"{remark}{form_one(one)}{between}{form_other(other)}"
    reading = numbers.read(text)
    assert one == other or not isinstance(reading, Number), text


@given(st.text())
def test_whatever_is_read_is_a_number_of_at_most_two_digits(text: str) -> None:
    reading = numbers.read(text)
    assert not isinstance(reading, Number) or 0 <= reading.value <= 99
