"""How an SMS is counted: boundaries, escapes, graphemes, and the words that make it cheaper."""

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from coaching.core import segments
from coaching.core.segments import gsm_name, measure, to_gsm

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # one grapheme, 8 UTF-16 units
THUMB = "\U0001f44d\U0001f3fd"  # thumbs up with a skin tone: 4 units
FLAG = "\U0001f1e9\U0001f1ea"  # two regional letters: 4 units
SMILE = "\U0001f600"  # a surrogate pair

# text, encoding, units, parts, left in the last part
TABLE = [
    ("", "GSM-7", 0, 0, 160),
    ("a", "GSM-7", 1, 1, 159),
    ("a" * 159, "GSM-7", 159, 1, 1),
    ("a" * 160, "GSM-7", 160, 1, 0),
    ("a" * 161, "GSM-7", 161, 2, 145),
    ("a" * 305, "GSM-7", 305, 2, 1),
    ("a" * 306, "GSM-7", 306, 2, 0),
    ("a" * 307, "GSM-7", 307, 3, 152),
    ("a" * 459, "GSM-7", 459, 3, 0),
    ("a" * 460, "GSM-7", 460, 4, 152),
    ("a" * 1530, "GSM-7", 1530, 10, 0),
    ("a" * 1531, "GSM-7", 1531, 11, 152),
    ("\n", "GSM-7", 1, 1, 159),
    ("\r\n", "GSM-7", 2, 1, 158),
    ("€", "GSM-7", 2, 1, 158),
    ("[]", "GSM-7", 4, 1, 156),
    ("{}", "GSM-7", 4, 1, 156),
    ("^~\\|", "GSM-7", 8, 1, 152),
    ("\f", "GSM-7", 2, 1, 158),
    ("€" * 80, "GSM-7", 160, 1, 0),
    ("€" * 81, "GSM-7", 162, 2, 143),
    ("a" * 158 + "€", "GSM-7", 160, 1, 0),
    ("a" * 159 + "€", "GSM-7", 161, 2, 145),
    ("a" * 152 + "€" + "a" * 7, "GSM-7", 161, 2, 144),  # the euro sign would straddle: it moves on whole
    ("a" * 151 + "€" + "a" * 8, "GSM-7", 161, 2, 145),
    ("a" * 152 + "€" + "a" * 151, "GSM-7", 305, 2, 0),  # plain division says 1 left; the moved euro took it
    ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3, 152),  # plain division says 2 parts
    ("a" * 153 + "€" * 76, "GSM-7", 305, 2, 1),
    ("a" * 153 + "€" * 77, "GSM-7", 307, 3, 151),
    ("€" * 152, "GSM-7", 304, 2, 1),
    ("€" * 153, "GSM-7", 306, 3, 151),  # 76 to a part, one septet unused in each
    ("{" + "2" * 158, "GSM-7", 160, 1, 0),
    ("{" + "2" * 159, "GSM-7", 161, 2, 145),
    ("éèùìòÇ", "GSM-7", 6, 1, 154),
    ("ÄÖÑÜ§¿äöñüà", "GSM-7", 11, 1, 149),
    ("ΔΦΓΛΩΠΨΣΘΞ", "GSM-7", 10, 1, 150),
    ("@£$¥¤¡", "GSM-7", 6, 1, 154),
    ("ç", "UCS-2", 1, 1, 69),  # only the capital is in the alphabet
    ("á", "UCS-2", 1, 1, 69),
    ("`", "UCS-2", 1, 1, 69),
    ("\t", "UCS-2", 1, 1, 69),
    ("’", "UCS-2", 1, 1, 69),
    ("—" + "a" * 69, "UCS-2", 70, 1, 0),
    ("—" + "a" * 70, "UCS-2", 71, 2, 63),
    ("—" * 70, "UCS-2", 70, 1, 0),
    ("—" * 71, "UCS-2", 71, 2, 63),
    ("—" * 134, "UCS-2", 134, 2, 0),
    ("—" * 135, "UCS-2", 135, 3, 66),
    ("—" * 201, "UCS-2", 201, 3, 0),
    ("—" * 202, "UCS-2", 202, 4, 66),
    ("—" + "€" * 69, "UCS-2", 70, 1, 0),  # in UCS-2 the euro sign is one unit
    ("—[]{}", "UCS-2", 5, 1, 65),
    ("中" * 70, "UCS-2", 70, 1, 0),
    ("中" * 71, "UCS-2", 71, 2, 63),
    (SMILE, "UCS-2", 2, 1, 68),
    (SMILE * 35, "UCS-2", 70, 1, 0),
    (SMILE * 36, "UCS-2", 72, 2, 61),  # 33 to a part, one unit unused
    (SMILE + "a" * 68, "UCS-2", 70, 1, 0),
    (SMILE + "a" * 69, "UCS-2", 71, 2, 63),
    ("a" * 66 + SMILE + "aaa", "UCS-2", 71, 2, 62),  # the pair would straddle 67
    ("a" * 65 + SMILE + "aaaa", "UCS-2", 71, 2, 63),
    (SMILE * 66, "UCS-2", 132, 2, 1),
    (SMILE * 67, "UCS-2", 134, 3, 65),
    (FAMILY, "UCS-2", 8, 1, 62),
    ("a" * 60 + FAMILY + "aaa", "UCS-2", 71, 2, 56),  # the family is not parted
    ("a" * 59 + FAMILY + "aaaa", "UCS-2", 71, 2, 63),
    (FAMILY * 8 + "a" * 6, "UCS-2", 70, 1, 0),
    (FAMILY * 9, "UCS-2", 72, 2, 59),
    (THUMB * 17 + "aa", "UCS-2", 70, 1, 0),
    (THUMB * 18, "UCS-2", 72, 2, 59),
    (FLAG * 18, "UCS-2", 72, 2, 59),
    ("e\u0301", "UCS-2", 2, 1, 68),
    ("a" * 66 + "e\u0301" + "a" * 3, "UCS-2", 71, 2, 62),
    ("a" + "\u0301" * 100, "UCS-2", 101, 2, 33),  # a grapheme larger than a part has to be parted
    ("\ud83d", "UCS-2", 1, 1, 69),  # half a pair, as a broken source may hold
]


@pytest.mark.parametrize(("text", "encoding", "units", "count", "left"), TABLE)
def test_a_text_is_counted_as_carriers_count_it(text: str, encoding: str, units: int, count: int, left: int) -> None:
    found = measure(text)
    assert (found.encoding, found.units, found.count, found.left_in_last) == (encoding, units, count, left)


@pytest.mark.parametrize(
    ("text", "count"),
    [("a" * 160, 1), ("a" * 304, 2), ("a" * 305, 3), ("—" * 70, 1), ("—" * 132, 2), ("—" * 133, 3)],
)
def test_a_toll_free_sender_loses_one_more_unit_per_part(text: str, count: int) -> None:
    assert measure(text, toll_free=True).count == count


def test_culprits_are_named_once_and_in_order() -> None:
    found = measure(f"It’s — {SMILE} it’s {FAMILY}")
    assert found.culprits == ("’", "—", SMILE, FAMILY)


def test_suggestions_name_words_that_do_the_same_for_less() -> None:
    found = measure(f"It’s ½ á… {SMILE}")
    assert found.suggestions == (("’", "'"), ("½", "1/2"), ("á", "a"), ("…", "..."))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“Nice” — it’s done…", '"Nice" - it\'s done...'),
        ("• one\u00a0two", "- one two"),
        ("3\u202f×\u20094 ≥ 12", "3 x 4 >= 12"),
        ("e\u0301", "é"),
        ("ＡＢＣ１２３！", "ABC123!"),
        ("zero\u200bwidth", "zerowidth"),
        ("plain [text] stays", "plain [text] stays"),
        (f"ñ á {SMILE}", f"ñ á {SMILE}"),
    ],
)
def test_signs_of_typography_become_plain_ones(before: str, after: str) -> None:
    assert to_gsm(before) == after


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("José", "José"),
        ("Zoë", "Zoe"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("François", "Francois"),
        ("Đặng Thị", "Dang Thi"),
        ("Đorđe", "Dorde"),
        ("Œuvre", "Oeuvre"),
        ("Anaïs", "Anais"),
        ("O’Brien", "O'Brien"),
        ("Юлия", "Yuliya"),
        ("Σωκράτης", "Σokratis"),
        (f"Sam {SMILE}", "Sam"),
        ("İpek", "Ipek"),
        ("Zoe\u0308", "Zoe"),
    ],
)
def test_names_are_folded_into_the_alphabet(name: str, plain: str) -> None:
    assert gsm_name(name) == plain
    assert measure(gsm_name(name)).encoding == "GSM-7"


@pytest.mark.parametrize("name", ["王芳", "محمد", "민준", SMILE, ""])
def test_a_name_that_no_table_can_fold_comes_back_unharmed(name: str) -> None:
    assert gsm_name(name) == name


def test_the_alphabet_has_the_letters_of_the_standard() -> None:
    assert len(segments.BASIC) == 127  # 128 codes less the escape
    assert len(segments.EXTENSION) == 10
    assert not segments.BASIC & segments.EXTENSION


TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(f"aé€[’—\r\n\u0301\u200d\ufe0f{SMILE}{FAMILY}{FLAG}가각")))


@given(TEXTS)
def test_graphemes_put_together_are_the_text(text: str) -> None:
    assert "".join(segments.graphemes(text)) == text


@given(TEXTS, TEXTS)
@example("a" * 152, "€")
def test_more_words_never_cost_less(text: str, more: str) -> None:
    if measure(text).encoding == measure(text + more).encoding:
        assert measure(text + more).count >= measure(text).count


@given(st.text(st.sampled_from("a€[é\n"), max_size=700))
def test_packing_a_gsm_text_agrees_with_filling_parts_by_hand(text: str) -> None:
    septets = ["<" if letter in "€[" else "." for letter in text]
    flat = "".join("<>" if septet == "<" else "." for septet in septets)
    parts = 0
    while flat:
        cut = len(flat) if parts == 0 and len(flat) <= 160 else 153
        cut -= flat[cut - 1 : cut] == "<" and cut < len(flat)
        flat, parts = flat[cut:], parts + 1
    assert measure(text).count == parts


@given(TEXTS)
def test_what_is_left_fits_and_one_more_does_not(text: str) -> None:
    found = measure(text)
    filler = "a" if not found.culprits else "中"
    assume(text and text[-1] != "\u200d" and unicodedata.category(text[-1]) != "Lo")
    assert measure(text + filler * found.left_in_last).count == max(found.count, 1)
    assert measure(text + filler * (found.left_in_last + 1)).count == found.count + 1


@given(TEXTS)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert to_gsm(to_gsm(text)) == to_gsm(text)
