"""What we said in answer to one message that came in."""

from coaching.store.models import Message


def in_answer_to(raw: int) -> list[Message]:
    """This will list the messages that a stored call has led to, in their order; keys: coaching.journeys.owe.answer."""
    return list(
        Message.objects.filter(dedupe_key__contains=f":{raw}:", kind__in=("reply", "safety", "ask")).order_by("pk")
    )
