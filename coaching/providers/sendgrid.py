"""Email by SendGrid: as few requests as possible, and no person's refusal at another's cost."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from sendgrid import SendGridAPIClient

from coaching.providers.base import Accepted, Email, Outcome, Outgoing, Rejected, RetryLater, Scope
from coaching.providers.exchange import DEADLINE_PASSED, Carried, HttpRequest
from coaching.providers.sendgrid_answers import Ended, Named, Unexplained, judge
from coaching.providers.sendgrid_mail import Letter, SendGridConfig, plan
from coaching.providers.transport import SHARED, Transport

__all__ = ["SendGridConfig", "SendGridEmail"]

# Finding one bad personalization among 250 takes 16 requests, two take about 30.
MOST_REQUESTS = 40
_ASK_AGAIN_S = 60.0


class SendGridEmail:
    """Sends emails that share a shell in one request. Safe to use from many threads."""

    def __init__(self, config: SendGridConfig, transport: Transport = SHARED) -> None:
        self._config = config
        self._transport = transport
        base_url = config.base_url.rstrip("/")
        client = SendGridAPIClient(config.api_key, host=base_url).client
        self._url = f"{base_url}/v3/mail/send"
        self._headers = {**client.request_headers, "Content-Type": "application/json"}

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        """This will hand the emails to SendGrid and answer in order.

        SendGrid takes or refuses a request as a whole. After a refusal the innocent members go again
        without the guilty one; where it is not named, by halves. Nothing else is ever sent again.
        """
        progress = _Progress()
        planned = plan(self._sendable(batch, progress), self._config)
        progress.outcomes |= planned.refused
        letters = progress.ask(planned.letters)
        while letters:
            carried = self._transport.carry([self._request(letter) for letter in letters])
            letters = [
                again for letter, end in zip(letters, carried, strict=True) for again in progress.note(letter, end)
            ]
        progress.explain()
        return [progress.outcomes[index] for index in range(len(batch))]

    def _sendable(self, batch: Sequence[Outgoing], progress: "_Progress") -> list[tuple[int, Email]]:
        """The emails with their places; an email out of time must not hold back its whole letter."""
        now, emails = self._transport.clock(), list[tuple[int, Email]]()
        for index, message in enumerate(batch):
            if not isinstance(message, Email):
                progress.outcomes[index] = _NOT_AN_EMAIL
            elif message.deadline_s <= now:
                progress.outcomes[index] = _OUT_OF_TIME
            else:
                emails.append((index, message))
        return emails

    def _request(self, letter: Letter) -> HttpRequest:
        return HttpRequest(self._url, self._headers, letter.body(), letter.deadline_s)


@dataclass(slots=True)
class _Progress:
    """What is known while the letters of one batch go out: outcomes by place, and per origin the
    requests made and the outcomes heard."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    asked: Counter[int] = field(default_factory=Counter)
    heard: defaultdict[int, list[Outcome]] = field(default_factory=lambda: defaultdict(list))
    unexplained: list[tuple[Letter, Unexplained]] = field(default_factory=list)

    def ask(self, letters: Sequence[Letter]) -> list[Letter]:
        self.asked.update(letter.origin for letter in letters)
        return list(letters)

    def note(self, letter: Letter, end: Carried) -> list[Letter]:
        """This will record what one exchange settled, and give the letters to send because of it."""
        match judge(end, len(letter.members)):
            case Ended(outcome):
                self.heard[letter.origin].append(outcome)
                self._settle(letter, outcome)
                return []
            case Named(refused):
                return self._go_on_without(letter, refused)
            case Unexplained() as riddle:
                return self._halve(letter, riddle)
            case other:
                assert_never(other)

    def explain(self) -> None:
        """This will judge what was refused to the end without a reason, now that its siblings are known."""
        for letter, riddle in self.unexplained:
            self._settle(letter, _explanation(riddle, len(letter.members), self.heard[letter.origin]))

    def _go_on_without(self, letter: Letter, refused: Mapping[int, Rejected]) -> list[Letter]:
        for place, refusal in refused.items():
            self.outcomes[letter.members[place].index] = refusal
        rest = letter.without(refused)
        if rest.members and self.asked[letter.origin] >= MOST_REQUESTS:
            self._settle(rest, RetryLater(_ASK_AGAIN_S, "400", "SendGrid refused too many others; nothing was sent."))
            return []
        return self.ask([rest]) if rest.members else []

    def _halve(self, letter: Letter, riddle: Unexplained) -> list[Letter]:
        if len(letter.members) > 1 and self.asked[letter.origin] + 2 <= MOST_REQUESTS:
            return self.ask(letter.halves())
        self.unexplained.append((letter, riddle))
        return []

    def _settle(self, letter: Letter, outcome: Outcome) -> None:
        self.outcomes |= {member.index: outcome for member in letter.members}


def _explanation(riddle: Unexplained, members: int, heard: Sequence[Outcome]) -> Outcome:
    """One alone refused while siblings were taken is to blame itself; all refused, the shared words are."""
    if not heard:
        return Rejected(riddle.code, Scope.CONTENT, riddle.detail)
    if members == 1 and any(isinstance(outcome, Accepted) for outcome in heard):
        return Rejected(riddle.code, Scope.RECIPIENT, riddle.detail)
    return RetryLater(_ASK_AGAIN_S, riddle.code, riddle.detail)


_NOT_AN_EMAIL = Rejected("not_an_email", Scope.PROVIDER, "An SMS was given to the email provider; nothing was sent.")
_OUT_OF_TIME = RetryLater(0.0, DEADLINE_PASSED, "The time for this message had run out; nothing was sent.")
