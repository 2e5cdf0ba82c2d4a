"""The numbers that people gave in answer to questions, for many people in one query."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from coaching.core.leads import Past
from coaching.core.model import EnrolmentId
from coaching.store.models import Answer


def given(enrolments: Collection[EnrolmentId]) -> Mapping[EnrolmentId, list[Past]]:
    """This will give the numbers of each enrolment (at most some hundreds), oldest first; [] for one without any."""
    found: dict[EnrolmentId, list[Past]] = defaultdict(list)
    if not enrolments:
        return found
    rows = Answer.objects.filter(question__enrolment_id__in=list(enrolments), value__isnull=False)
    cells = ("question__enrolment_id", "question__checkin", "question__question", "value", "question__day")
    for enrolment, checkin, question, value, day in rows.order_by("at", "pk").values_list(*cells):
        found[EnrolmentId(enrolment)].append(Past(checkin, question, value or 0, day))
    return {enrolment: found[enrolment] for enrolment in enrolments}
