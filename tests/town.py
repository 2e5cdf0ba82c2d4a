"""A world whose providers are the simulator, for sends that go wrong; machine time is an argument.

Sends are dated two hours back, so that what the simulator takes now comes later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from coaching.core.model import Channel
from coaching.journeys import doubt
from coaching.journeys.doubt import Tally
from coaching.journeys.office import Moment
from coaching.providers.base import Outcome, Outgoing, Provider
from coaching.providers.sendgrid import SendGridConfig, SendGridEmail
from coaching.providers.sendgrid_lookup import SendGridLookup
from coaching.providers.twilio import TwilioConfig, TwilioSms
from coaching.providers.twilio_lookup import TwilioLookup
from coaching.store.models import Enrolment, Message
from tests.adapters import simulators
from tests.adapters.simulators import KEY, SERVICE, SID, TOKEN, Product, Simulator, letter
from tests.world import START, World

TO = {Channel.SMS: "+15551230001", Channel.EMAIL: "ana@example.org"}
BY = {Channel.SMS: "twilio", Channel.EMAIL: "sendgrid"}
HALF_PAST_EIGHT = START + timedelta(days=1, hours=2, minutes=30)
"""Half an hour before day 1 goes out in Berlin."""


class Killed(BaseException):
    """Stands for the end of a worker: nothing catches it."""


@dataclass(frozen=True, slots=True)
class Dying:
    """Hands over to the real provider; the worker ends before it hears the answer."""

    provider: Provider

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        self.provider.send(batch)
        raise Killed


@dataclass(frozen=True, slots=True)
class Slow:
    """Hears the answer so late that somebody else has called its message in doubt."""

    provider: Provider
    town: "Town"

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        outcomes = self.provider.send(batch)
        assert self.town.look(10)[0].called == len(batch)
        return outcomes


class Town(World):
    """A world whose providers are the simulator. `machine` is moved by looks only."""

    def __init__(self, product: Product, simulator: Simulator) -> None:
        self.machine = simulators.now() - timedelta(hours=2)
        super().__init__()
        self.began, self.product, self.simulator = self.machine, product, simulator
        sms = TwilioConfig(SID, TOKEN, SERVICE, base_url=simulator.url)
        mail = SendGridConfig(KEY, "coach@example.org", base_url=simulator.url, max_personalizations=1)
        self.office = replace(
            self.office,
            providers={Channel.SMS: TwilioSms(sms), Channel.EMAIL: SendGridEmail(mail)},
            lookups={Channel.SMS: TwilioLookup(sms), Channel.EMAIL: SendGridLookup(mail)},
        )

    def moment(self) -> Moment:
        return replace(super().moment(), machine_now=self.machine)

    def look(self, *ages: float) -> list[Tally]:
        """Does the chores so many minutes after the send."""
        tallies = []
        for age in ages:
            self.machine = self.began + timedelta(minutes=age)
            tallies.append(doubt.settle_some(self.office, self.moment()))
        return tallies

    def send_day_1(self) -> None:
        self.move(HALF_PAST_EIGHT + timedelta(hours=1))

    def step(self, ana: Enrolment, channel: Channel) -> Message:
        [row] = self.rows(ana, kind="step", day=1, channel=channel)
        return row

    def arm(self, channel: Channel, kind: str, **more: object) -> None:
        self.simulator.arm(provider=BY[channel], kind=kind, **{"address": TO[channel], **more})

    def taken(self, channel: Channel) -> list[Any]:
        """What the simulator has taken for Ana on a channel."""
        return [each for each in self.simulator.call("GET", "/control/sent").json if each["to"] == TO[channel]]

    def duplicates(self) -> int:
        return int(self.simulator.state()["duplicates"])

    def somebody_else_gets_one(self, channel: Channel) -> None:
        if channel is Channel.SMS:
            assert self.simulator.text("Hello Cy", "+15551230003").status == 201
        else:
            assert self.simulator.mail(letter("cy@example.org")).status == 202
