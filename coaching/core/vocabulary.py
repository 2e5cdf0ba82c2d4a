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
}
PERSON: Mapping[str, str] = {
    "first_name": "the person's first name",
}
EMAIL_ONLY: Mapping[str, str] = {
    "page_url": "the person's own page",
    "sms_text": "the text of the SMS that this email carries",
    "confirm_url": "the link that confirms an invitation",
}
REPLIES: Mapping[str, str] = {
    "resume_day": "the day at which a paused programme goes on",
    "question_short": "the open question in a few words",
    "lo": "the lowest number of the question",
    "hi": "the highest number of the question",
}

SMS_NAMES = frozenset({*HOUSE, *STEP, *PERSON, *REPLIES})
EMAIL_NAMES = frozenset({*SMS_NAMES, *EMAIL_ONLY})

# What differs from person to person: an email cohort carries these as substitution tags.
PERSONAL = frozenset({"first_name", "page_url", "sms_text", "confirm_url", "unsubscribe_url"})
