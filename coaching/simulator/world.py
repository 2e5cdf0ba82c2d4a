"""What the simulator remembers, in memory only: messages, phones, mailboxes, opt-outs, and what was sent twice."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from coaching.simulator.messages import Direction, Duplicate, Letter, Mailbox, Phone, Record, Text

KEPT_BODIES = 20_000
"""Emails whose words stay readable; older ones keep their ids, subject, arguments and events."""
KEPT_RECORDS = 200_000
"""Messages of both channels that look-ups can still find; far more than the providers' look-up windows need."""
SAME_WITHIN_MS = 20 * 3600 * 1000
"""The same words to the same person again within this span of programme time were sent twice."""


@dataclass(slots=True)
class World:
    """Forgets the oldest beyond `kept_bodies` emails' words and `kept_records` messages; the counts stay."""

    kept_bodies: int = KEPT_BODIES
    kept_records: int = KEPT_RECORDS
    records: OrderedDict[int, Record] = field(default_factory=OrderedDict)
    texts: dict[str, Text] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    phones: OrderedDict[str, Phone] = field(default_factory=OrderedDict)
    mailboxes: OrderedDict[str, Mailbox] = field(default_factory=OrderedDict)
    opted_out: set[tuple[str, str]] = field(default_factory=set)
    suppressed: dict[str, str] = field(default_factory=dict)
    duplicates: deque[Duplicate] = field(default_factory=lambda: deque(maxlen=1000))
    duplicate_count: int = 0
    accepted_sms: int = 0
    accepted_email: int = 0
    refused: int = 0
    version: int = 0
    last_seq: int = 0
    _said: OrderedDict[tuple[str, str, int], int] = field(default_factory=OrderedDict)
    _bodies: deque[Letter] = field(default_factory=deque)

    def touch(self) -> None:
        """This will tell the pages that something changed."""
        self.version += 1

    def next_seq(self) -> int:
        self.last_seq += 1
        return self.last_seq

    def phone(self, number: str) -> Phone:
        """This will find the phone, or take a new one out of its box."""
        return self.phones.setdefault(number, Phone(number))

    def mailbox(self, address: str) -> Mailbox:
        """This will find the mailbox, or open a new one."""
        return self.mailboxes.setdefault(address, Mailbox(address))

    def add_text(self, text: Text, *, programme_ms: int) -> None:
        """This will store a text either way; one from the service counts as accepted."""
        self._keep(text)
        self.texts[text.sid] = text
        phone = self.phone(text.phone)
        phone.seqs.append(text.seq)
        self.phones.move_to_end(text.phone)
        if text.direction in (Direction.OUT, Direction.ANSWER):
            self.accepted_sms += 1
            self._note_repetition("sms", text.to, text.body, text.seq, programme_ms)
        self.touch()

    def add_letter(self, letter: Letter, *, programme_ms: int) -> None:
        """This will store one accepted email in its mailbox."""
        self._keep(letter)
        self.letters[letter.sg_message_id] = letter
        box = self.mailbox(letter.to)
        box.name = box.name or letter.to_name
        box.seqs.append(letter.seq)
        self.mailboxes.move_to_end(letter.to)
        self.accepted_email += 1
        self._note_repetition("email", letter.to, f"{letter.subject}\n{letter.text}", letter.seq, programme_ms)
        self._bodies.append(letter)
        if len(self._bodies) > self.kept_bodies:
            self._bodies.popleft().forget_words()
        self.touch()

    def thread(self, phone: Phone) -> list[Text]:
        """This will give the phone's texts that are still kept, oldest first."""
        found = (self.records.get(seq) for seq in phone.seqs)
        return [record for record in found if isinstance(record, Text)]

    def post(self, mailbox: Mailbox) -> list[Letter]:
        """This will give the mailbox's emails that are still kept, oldest first."""
        found = (self.records.get(seq) for seq in mailbox.seqs)
        return [record for record in found if isinstance(record, Letter)]

    def after(self, seq: int) -> Iterator[Record]:
        """This will walk through the records younger than `seq`, oldest first."""
        oldest = next(iter(self.records), self.last_seq + 1)
        for number in range(max(seq + 1, oldest), self.last_seq + 1):
            record = self.records.get(number)
            if record is not None:
                yield record

    def is_opted_out(self, number: str, service: str) -> bool:
        return (number, service) in self.opted_out

    def _keep(self, record: Record) -> None:
        self.records[record.seq] = record
        if len(self.records) > self.kept_records:
            self._forget(self.records.popitem(last=False)[1])

    def _forget(self, record: Record) -> None:
        if isinstance(record, Text):
            self.texts.pop(record.sid, None)
            self.phones[record.phone].seqs.popleft()
        else:
            self.letters.pop(record.sg_message_id, None)
            self.mailboxes[record.to].seqs.popleft()
            self.mailboxes[record.to].forgotten += 1

    def _note_repetition(self, channel: str, to: str, words: str, seq: int, programme_ms: int) -> None:
        key = (channel, to, hash(words))
        before = self._said.pop(key, None)
        self._said[key] = programme_ms
        if len(self._said) > self.kept_records:
            self._said.popitem(last=False)
        if before is not None and abs(programme_ms - before) < SAME_WITHIN_MS:
            self.duplicate_count += 1
            self.duplicates.append(Duplicate(seq, channel, to, words, before, programme_ms))
