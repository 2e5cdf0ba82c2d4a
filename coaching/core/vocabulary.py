"""Every variable a template may use, with what it stands for. The editor shows this list to writers."""

from collections.abc import Mapping

HOUSE: Mapping[str, str] = {
    "brand": "the sender's name",
    "coach_name": "the coach's name",
    "support_contact": "where a person reaches somebody",
    "emergency_number": "the emergency number of the person's region",
    "crisis_line": "the crisis line of the region",
    "poison_line": "the poison line of the region",
    "ul_mg": "most magnesium a day from pills in the region, in mg",
}
STEP: Mapping[str, str] = {
    "day": "today's day of the programme",
    "days": "how many days the programme has",
    "topic": "today's topic",
    "program": "what texts call the programme, in a few words",
}
PERSON: Mapping[str, str] = {
    "first_name": "the person's first name",
    "page_url": "the person's own page",
}
EMAIL_ONLY: Mapping[str, str] = {
    "sms_text": "the text of the SMS that this email carries",
    "confirm_url": "the link that confirms an invitation",
    "numbers": "bars of the person's own numbers, on a line of its own; nothing for somebody without any",
}
REPLIES: Mapping[str, str] = {
    "resume_day": "the day at which a paused programme goes on",
    "question_short": "the open question in a few words",
    "lo": "the lowest number of the question",
    "hi": "the highest number of the question",
    "question_name": "what a question is about, in one or two words",
    "then": "the person's number of day 1",
    "value": "the person's number of today",
    "quiz_line": "one line that explains the right answer of a quiz",
    "saved_value": "what the person asked us to save, in their own words",
    "day_name": "the day of the week to which a late answer belongs",
    "first_question": "the newest open question, in one or two words",
    "second_question": "another open question, in one or two words",
    "pause_days": "how many days a pause lasts",
    "at_time": "a time of day, as the person reads it",
    "next_when": "day and time of the next message",
    "undone": "what UNDO took back, in a few words",
    "place": "the town where the person is for now",
    "away_until": "the last day away from home",
    "why_not": "why a wish could not be met, and what to do instead; one or two sentences",
    "join_url": "the page where a person signs up",
    "code": "the code that proves a new number or address",
}
EXAMPLES: Mapping[str, str | int] = {
    "resume_day": 9,
    "question_short": "how calm were you in the last 7 days? 0 not at all, 10 very",
    "lo": 0,
    "hi": 10,
    "question_name": "sleep",
    "then": 4,
    "value": 6,
    "quiz_line": "Pumpkin seeds have the most for each ounce.",
    "saved_value": "after I brush my teeth",
    "day_name": "Tuesday",
    "first_question": "sleep",
    "second_question": "walking days",
    "pause_days": 7,
    "at_time": "7:30",
    "next_when": "Tue 4 May, 10:00",
    "undone": "the pause of 7 days",
    "place": "Tokyo",
    "away_until": "Fri 7 May",
    "why_not": "A pause can be 1 to 28 days. Try PAUSE 7.",
    "join_url": "https://coach.example/join",
    "code": "274951",
}
"""A value for each of REPLIES, for previews."""

SAMPLE_NUMBERS = [
    {
        "name": name,
        "of": of,
        "points": [
            {"day": day, "value": value, "width": round(100 * value / of)}
            for day, value in zip((1, 21, 28), values, strict=True)
        ],
    }
    for name, of, values in (("sleep", 10, (4, 5, 6)), ("discomfort", 10, (3, 0, 2)), ("active days", 7, (2, 4, 7)))
]
"""Numbers of nobody, for previews."""

SMS_NAMES = frozenset({*HOUSE, *STEP, *PERSON, *REPLIES})
EMAIL_NAMES = frozenset({*SMS_NAMES, *EMAIL_ONLY})

# These values are English words, so a text in another language does without them.
IN_ENGLISH = frozenset(
    {"topic", "question_short", "question_name", "quiz_line", "day_name", "first_question", "second_question"}
    | {"next_when", "undone", "away_until", "why_not"}
)

# What differs from person to person: an email cohort carries these as substitution tags.
PERSONAL = frozenset({"first_name", "page_url", "sms_text", "confirm_url", "unsubscribe_url"})
