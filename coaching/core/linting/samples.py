"""Values with which texts are read: usual ones for the words, the longest ones for the room they take."""

from collections.abc import Mapping

from coaching.core.vocabulary import EXAMPLES

# Seven letters of brand, sixteen of name and 32 of contact fit every SMS of one part.
BRAND, CONTACT = "Coaches", "s" * 32
USUAL: Mapping[str, object] = {
    **EXAMPLES,
    "brand": "Coach",
    "coach_name": "Maya",
    "support_contact": "help@coach.example",
    "emergency_number": "911",
    "crisis_line": "988",
    "poison_line": "1-800-222-1222",
    "ul_mg": 250,
    "first_name": "Ana",
    "page_url": "https://coach.example/me",
    "confirm_url": "https://coach.example/join",
    "unsubscribe_url": "https://coach.example/u",
    "postal_address": "1 Main Street, Springfield",
    "day": 5,
    "days": 56,
    "topic": "A quiet minute",
    "sms_text": "Sit tall, and breathe out slowly.",
    "folded": [{"topic": "A quiet minute", "text": "Sit tall."}],
}
LONGEST: Mapping[str, object] = {
    **USUAL,
    "brand": BRAND,
    "support_contact": CONTACT,
    "first_name": "Bartholomew-Jane",
    "coach_name": "Bartholomew-Jane",
    "page_url": f"https://{'p' * 67}",
    "join_url": f"https://{'j' * 52}",
    "day": 56,
    "resume_day": 56,
    "then": 10,
    "value": 10,
    "lo": 0,
    "hi": 10,
    "question_name": "q" * 30,
    "quiz_line": "q" * 70,
    "saved_value": "s" * 60,
    "day_name": "Wednesday",
    "first_question": "q" * 30,
    "second_question": "q" * 30,
    "pause_days": 28,
    "at_time": "10:30 pm",
    "next_when": "Wed 30 Sep, 10:30 pm",
    "undone": "u" * 60,
    "place": "p" * 20,
    "away_until": "Wed 30 Sep",
    "why_not": "w" * 95,
    "code": "123456",
}
