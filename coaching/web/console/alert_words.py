"""What each kind of alert is called, what has happened, and what to do about it; docs/operating.md says the same."""

from dataclasses import dataclass

from coaching.core.alerts import Kind, Level


@dataclass(frozen=True, slots=True)
class Words:
    """`label` heads the line in a list; `to_do` is what the page of the alert asks for first."""

    label: str
    happened: str
    to_do: str


LEVELS = {
    Level.RED: "Red",
    Level.AMBER: "Amber",
    Level.TASK: "Task",
    Level.NOTICE: "Service",
}

KINDS = {
    Kind.CRISIS: Words(
        "Crisis",
        "The person wrote something that may speak of suicide or self-harm.",
        "Call the person now. If you cannot reach them and fear for their life, call the emergency number.",
    ),
    Kind.POISON: Words(
        "Too much taken",
        "The person, or a child, may have taken too many supplements.",
        "Call the person now and make sure that they have called the poison line.",
    ),
    Kind.EMERGENCY: Words(
        "Medical emergency",
        "The person wrote of a sign that needs an ambulance, such as chest pain or trouble breathing.",
        "Call the person now and make sure that help is on its way.",
    ),
    Kind.URGENT: Words(
        "Doctor today",
        "The person wrote of something a doctor or pharmacist should hear of today.",
        "Read the words, and call or write today. Supplement texts are on hold until you clear them.",
    ),
    Kind.UNSURE: Words(
        "Please read",
        "A reply may speak of a danger, and no rule was sure of it.",
        "Read the words now. Call if there is any doubt; close this if there is none.",
    ),
    Kind.DISCOMFORT: Words(
        "Strong discomfort",
        "The person rated their discomfort 7 or more, or 3 more than on day 1.",
        "Write to the person today: they should see a doctor this week.",
    ),
    Kind.TUMMY: Words(
        "Upset tummy",
        "The person answered that their tummy is very loose or cramps.",
        "Write to the person today. Supplement texts are on hold until you clear them.",
    ),
    Kind.SAFETY_YES: Words(
        "News about health",
        "The person has a new medicine, an illness or a pregnancy.",
        "Ask what it is. For a kidney diet or a fluid limit, have the person moved to the gentle texts.",
    ),
    Kind.SAFETY_SILENT: Words(
        "Safety question unanswered",
        "The person was asked twice about new medicines and illness, and did not answer.",
        "Ask the person yourself within two working days.",
    ),
    Kind.SILENT: Words(
        "Silent for ten days",
        "Nothing has come back from the person for ten days.",
        "Ask how they are, and whether they would like a pause or fewer messages.",
    ),
    Kind.UNSAFE_DOSE: Words(
        "Unsure if it is safe",
        "The person leaves pills out because they are not sure that it is safe.",
        "Talk to the person; a doctor or pharmacist should say yes before they go on.",
    ),
    Kind.LOW_CONFIDENCE: Words(
        "Not sure to keep going",
        "The person rated how sure they are to keep going at 6 or less.",
        "Read what would help them, and answer.",
    ),
    Kind.UNREACHABLE: Words(
        "Cannot be reached",
        "The provider says that this number or address does not work.",
        "Ask the person for another number or address.",
    ),
    Kind.SAFETY_UNSENT: Words(
        "Safety text did not arrive",
        "An answer to a danger was refused, so the person may not have the numbers to call.",
        "Call the person now.",
    ),
    Kind.ANSWER: Words(
        "In their own words",
        "The person told in their own words what is in the way.",
        "Read it and answer.",
    ),
    Kind.FAULT: Words(
        "Held by a fault",
        "A message could not be made ready, so nothing goes out to this person.",
        "Mend the text or the record that is named, clear the hold on the person's page, and send it again.",
    ),
    Kind.BOOKS: Words(
        "Books do not balance",
        "Some planned messages have no state.",
        "Look at the books. The service decides these days anew by itself; if this stays open, call a developer.",
    ),
    Kind.CIRCUIT: Words(
        "Provider out of reach",
        "Twilio or SendGrid does not answer, or refuses our account, so messages wait.",
        "Look at the provider's status page and our account there. Messages go on by themselves.",
    ),
    Kind.UNKNOWN_CODE: Words(
        "Refused with a code",
        "A provider refused a message for a reason that is about its words or our settings.",
        "Read the reason, change the words or the setting, then send the failed messages again.",
    ),
    Kind.SECOND_ACCEPTANCE: Words(
        "Accepted twice",
        "A provider has accepted one message under two ids: the person may have got it twice.",
        "Call a developer. This should never happen.",
    ),
    Kind.IN_DOUBT: Words(
        "Sent or not?",
        "Nobody can tell whether a message went out, and six looks at the provider proved nothing.",
        "Decide on the page of messages in doubt.",
    ),
    Kind.STORM: Words(
        "The same words again",
        "Messages were kept back because the same words had just gone to the same person.",
        "Call a developer: something makes the same message again and again.",
    ),
    Kind.COMPLAINTS: Words(
        "Complaints",
        "Many people have marked our emails as spam.",
        "Look at the last words that were published, and stop sending if it goes on.",
    ),
    Kind.WEBHOOK: Words(
        "Webhook switched off",
        "Another system has not taken what we told it for a day, so we tell it nothing more.",
        "Have its address mended, then switch it on again on the page of webhooks; what it is owed goes out then.",
    ),
}
