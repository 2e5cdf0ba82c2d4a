"""Texts in further languages: which form is chosen, which file is refused, and the Spanish texts themselves."""

import re
from pathlib import Path

import pytest

from coaching import campaigns
from coaching.campaigns import loader
from coaching.campaigns.loader import Loaded
from coaching.core import languages, vocabulary
from tests.desk import Desk, says

TEMPLATES = Path(__file__).parents[2] / "templates"
MSG_AND_DATA = "Pueden aplicar tarifas de mensajes y datos"
ASKED_FOR = {
    *("optin-request", "optin-confirm", "help", "stop-confirm", "start-confirm", "clarify", "thanks"),
    *("rf-crisis", "rf-emergency", "rf-poison", "rf-urgent"),
    *("rf-crisis-alone", "rf-emergency-alone", "rf-poison-alone", "rf-urgent-alone"),
    *("less-ok", "more-ok", "pause-ok", "resume-ok", "later-ok", "time-ok", "only-email-ok", "only-sms-ok"),
    *("repeat-ok", "status", "undo-ok", "nothing-to-undo", "away-ok", "reserved", "offer-less", "offer-pause"),
}


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return loader.load(campaigns.find("magnesium"), TEMPLATES)


def spanish(loaded: Loaded) -> dict[str, str]:
    return {name: source.text for name, source in loaded.sources.items() if languages.of(name) == "es"}


def text(loaded: Loaded, stem: str) -> str:
    return next(words for name, words in spanish(loaded).items() if name.startswith("sms/") and f"/{stem}.es" in name)


def values_in(text: str) -> set[str]:
    return set(re.findall(r"{{ (\w+)", text))


def test_a_text_in_a_language_is_looked_for_before_the_default() -> None:
    assert languages.forms("sms/x/help", "es") == ("sms/x/help.es", "sms/x/help")
    assert languages.forms("sms/x/help", "en") == ("sms/x/help",)


@pytest.mark.parametrize(
    ("name", "language", "base"),
    [
        ("sms/x/help", "en", "sms/x/help"),
        ("sms/x/help.es", "es", "sms/x/help"),
        ("sms/x/help.gentle", "en", "sms/x/help.gentle"),
        ("sms/x/help.gentle.es", "es", "sms/x/help.gentle"),
        ("sms/x/es", "en", "sms/x/es"),
    ],
)
def test_the_language_of_a_text_stands_at_the_end_of_its_name(name: str, language: str, base: str) -> None:
    assert (languages.of(name), languages.base(name)) == (language, base)


def test_a_programme_is_written_in_english_unless_it_says_more(desk: Desk) -> None:
    assert desk.load().campaign.languages == ("en",)


def test_a_text_in_a_language_of_the_programme_loads(desk: Desk) -> None:
    desk.change('name = "Three days of walks"', 'name = "Three days of walks"\nlanguages = ["es"]')
    desk.sms("help.es").write_text("Hola.\n", encoding="utf-8")
    desk.sms("day-02.food_first.es").write_text("Avena.\n", encoding="utf-8")
    loaded = desk.load()
    assert loaded.campaign.languages == ("en", "es")
    assert "sms/walks/day-02.food_first.es" in loaded.sources
    forms = [each.template for each in loaded.campaign.system_texts["help"].texts]
    assert set(forms) == {"sms/walks/help"}  # the language is chosen when the message is made


@pytest.mark.parametrize(
    ("name", "message", "mend"),
    [
        ("help.sp", 'There is no form "sp"', "Use one of"),
        ("help.es", 'The programme is not written in "es".', 'languages = ["en", "es"]'),
        ("help.es.gentle", '"help.es.gentle" is no name of a form.', "the track, then the language"),
        ("help.gentle.food_first", '"help.gentle.food_first" is no name of a form.', "help.gentle.es"),
    ],
)
def test_a_form_that_nobody_would_get_is_refused(desk: Desk, name: str, message: str, mend: str) -> None:
    desk.sms(name).write_text("Hola.\n", encoding="utf-8")
    assert says(desk.problem(), 1, message, mend, file=f"{name}.txt")


def test_a_form_of_a_track_is_written_in_the_default_language_first(desk: Desk) -> None:
    """Else the track's words would be there in one language alone, and everybody else would get another track's."""
    desk.change('name = "Three days of walks"', 'name = "Three days of walks"\nlanguages = ["es"]')
    desk.sms("help.gentle.es").write_text("Hola.\n", encoding="utf-8")
    assert says(desk.problem(), 1, 'There is no text "help.gentle"', "Write that one first", file="help.gentle.es.txt")


def test_an_unknown_language_is_refused(desk: Desk) -> None:
    desk.change('name = "Three days of walks"', 'name = "Three days of walks"\nlanguages = ["tlh"]')
    assert says(desk.problem(), 3, 'There is no language "tlh".', '"en", "es"')


def test_a_programme_that_has_a_short_name_has_it_in_each_of_its_languages(desk: Desk) -> None:
    desk.change(
        'name = "Three days of walks"', 'name = "Three days of walks"\nlanguages = ["es"]\ncalled.en = "walk program"'
    )
    assert '"es" is missing here.' in desk.problem().message


def test_texts_call_a_programme_by_its_short_name(loaded: Loaded) -> None:
    assert loaded.campaign.called_in("en") == "8-week wellness program"
    assert loaded.campaign.called_in("es") == "programa de bienestar de 8 semanas"


def test_without_a_short_name_the_whole_name_serves(desk: Desk) -> None:
    assert desk.load().campaign.called_in("es") == "Three days of walks"


def test_consent_control_words_and_safety_are_written_in_spanish(loaded: Loaded) -> None:
    written = {name.rpartition("/")[2].removesuffix(".es") for name in spanish(loaded)}
    assert written >= ASKED_FOR


def test_no_lesson_is_put_into_spanish_without_a_reviewer_who_speaks_it(loaded: Loaded) -> None:
    assert not [name for name in spanish(loaded) if "/day-" in name or "/breath" in name]


def test_a_spanish_text_has_no_value_that_would_be_english_words(loaded: Loaded) -> None:
    for name, words in spanish(loaded).items():
        assert not values_in(words) & vocabulary.IN_ENGLISH, name


def test_a_spanish_text_names_every_number_that_the_english_one_names(loaded: Loaded) -> None:
    numbers = {"emergency_number", "crisis_line", "poison_line", "support_contact", "page_url", "confirm_url"}
    for name, words in spanish(loaded).items():
        english = loaded.sources[languages.base(name)].text
        assert values_in(words) & numbers == values_in(english) & numbers, name


def test_a_spanish_text_names_the_same_words_to_reply_with(loaded: Loaded) -> None:
    words_to_send = r"\b(?:STOP|START|HELP|JOIN|LESS|MORE|PAUSE|RESUME|UNDO)\b"
    for name, words in spanish(loaded).items():
        if name.startswith("sms/"):
            english = loaded.sources[languages.base(name)].text
            assert set(re.findall(words_to_send, words)) == set(re.findall(words_to_send, english)), name


@pytest.mark.parametrize("stem", ["optin-request", "optin-confirm", "join-request", "start-confirm", "help"])
def test_a_spanish_text_of_consent_holds_what_the_carriers_ask_for(loaded: Loaded, stem: str) -> None:
    """Name, frequency, rates, and STOP; HELP except in the answer to it (CTIA; compliance rules, section 4)."""
    words = text(loaded, stem)
    for part in ("{{ brand }}", "{{ program }}", "1 mensaje diario", MSG_AND_DATA, "STOP"):
        assert part in words, part
    assert "HELP" in words or stem == "help"


def test_the_spanish_end_says_that_no_more_texts_come(loaded: Loaded) -> None:
    assert "Ya no te enviaremos mensajes" in text(loaded, "stop-confirm")


@pytest.mark.parametrize("danger", ["emergency", "crisis", "urgent", "poison"])
def test_a_spanish_safety_text_claims_that_the_coach_knows_only_where_one_is_told(loaded: Loaded, danger: str) -> None:
    told, alone = text(loaded, f"rf-{danger}"), text(loaded, f"rf-{danger}-alone")
    assert told.endswith("Ya avisamos a tu coach.")
    assert "coach" not in alone
    assert values_in(told) == values_in(alone)
