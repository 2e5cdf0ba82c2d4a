"""Every column that can hold words has been thought of: erased with a person, or known to hold nothing of theirs."""

from django.apps import apps
from django.db import models

ERASED = {
    "Subscriber": "first_name phone email zone home_zone region language token sms_trouble email_trouble",
    "Consent": "address proof",
    "AddressChange": "channel address code",
    "Enrolment": "slots screen",
    "Hold": "cause cleared_why",
    "Change": "before",
    "Saved": "key value",
    "Screen": "answers track by",
    "Alert": "title body facts closed_why",
    "AlertLog": "what",
    "RawEvent": "dedupe_key body remark",
    "Reply": "text tier",
    "Answer": "text",
    "Message": "detail subject text words digest address",
    "Doubt": "tried",
    "Audit": "facts",
    "SubscriberTag": "tag",
    "GroupChange": "words other_words",
    "Rehearsed": "wish told",
    "Upload": "name header first samples consent",
    "UploadPiece": "body",
    "Note": "author text",
}
# Codes, keys and ids of ours, names of coaches, words of the house, ids of providers.
KEPT = {
    "Subscriber": "sms_state email_state",
    "Consent": "channel purpose scope event wording wording_version how actor zone",
    "Suppressed": "digest channel why",
    "CampaignVersion": "key body digest",
    "ScheduleDraft": "key changes undone by",
    "ScheduleChange": "note by taken_back_by",
    "TemplateVersion": "name source digest author note approver",
    "TemplateDraft": "name author source note page",
    "TemplateProposal": "name source note seen author state decided_by answer",
    "Enrolment": "status cadence only enrolled_by closed_reason",
    "Pause": "by",
    "Hold": "kind by cleared_by",
    "Change": "what by",
    "Alert": "key kind level acknowledged_by closed_by",
    "AlertNotice": "contact channel address state detail",
    "AlertLog": "actor",
    "RawEvent": "source",
    "Reply": "channel label read_by first_label corrected_by",
    "Thread": "done_by answered_by writing_by",
    "SavedReply": "title body by",
    "OpenQuestion": "checkin question short closed_why",
    "Message": "dedupe_key kind step unit channel state reason template token attempt provider_id code",
    "Attempt": "token provider members outcome",
    "Doubt": "key attempt",
    "User": "password username first_name last_name email role totp_secret",
    "SignedIn": "key device",
    "RecoveryCode": "digest",
    "OwnNumber": "number wanted code",  # of the team
    "WrongTry": "digest",
    "Job": "kind title by arguments cursor result state token cancel_by detail",
    "Audit": "actor verb noun noun_id",
    "Upload": "kind encoding delimiter stage columns defaults counts pace by",
    "UploadPiece": "what",
    "UploadColumns": "signature columns",
    "Switch": "scope by why",
    "SubscriberTag": "by",
    "SavedFilter": "name query",
    "GroupChange": "what options by",
    "GroupMember": "outcome before",
    "Rehearsed": "by",
    "ApiKey": "name prefix digest scopes made_by revoked_by",
    "ApiCall": "name body token",
    "Endpoint": "url secret events off_why made_by",
    "Delivery": "name event ids state detail",
}


def test_every_column_of_words_is_erased_or_known_to_hold_nothing_of_a_person() -> None:
    for model in apps.get_app_config("store").get_models():
        name = model.__name__
        kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
        columns = {field.name for field in model._meta.concrete_fields if isinstance(field, kinds)}
        thought_of = set(ERASED.get(name, "").split()) | set(KEPT.get(name, "").split())
        assert columns == thought_of, f"{name}: say in coaching/store/erasure.py and here what becomes of these"
