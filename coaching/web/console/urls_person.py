"""The addresses around one person: their next lesson, messages, wishes, notes, address, consent, and what-if."""

from coaching.web.console import addresses, letters, next_lesson, notes, steered, what_if
from coaching.web.console.guard import guarded
from coaching.web.console.panels import consent

_P = "people/<int:enrolment>/"

urlpatterns = [
    guarded(f"{_P}consent/", consent.page, name="person-consent"),
    guarded(f"{_P}what-if/", what_if.page, name="person-what-if"),
    guarded(f"{_P}next/", next_lesson.page, name="person-next"),
    guarded(f"{_P}next/send/", next_lesson.send, name="person-next-send"),
    guarded(f"{_P}next/move/", next_lesson.move, name="person-next-move"),
    guarded(f"{_P}next/leave-out/", next_lesson.leave_out, name="person-next-out"),
    guarded(f"{_P}next/<int:day>/take-back/", next_lesson.take_back, name="person-next-back"),
    guarded(f"{_P}messages/<int:message>/", letters.page, name="person-message"),
    guarded(f"{_P}messages/<int:message>/email/", letters.email, name="person-email"),
    guarded(f"{_P}messages/<int:message>/again/", letters.send_again, name="person-again"),
    guarded(f"{_P}time/", steered.at_time, name="person-time"),
    guarded(f"{_P}channel/", steered.channel, name="person-channel"),
    guarded(f"{_P}rhythm/", steered.rhythm, name="person-rhythm"),
    guarded(f"{_P}language/", steered.language, name="person-language"),
    guarded(f"{_P}zone/", steered.zone, name="person-zone"),
    guarded(f"{_P}undo/<int:change>/", steered.undo, name="person-undo"),
    guarded(f"{_P}address/<slug:channel>/", addresses.page, name="person-address"),
    guarded(f"{_P}address/<slug:channel>/clear/", addresses.clear_trouble, name="person-clear-trouble"),
    guarded(f"{_P}code/", addresses.code, name="person-code"),
    guarded(f"{_P}notes/", notes.add, name="note-add"),
    guarded(f"{_P}notes/<int:note>/pin/", notes.pin, name="note-pin"),
    guarded(f"{_P}notes/<int:note>/unpin/", notes.unpin, name="note-unpin"),
    guarded(f"{_P}notes/<int:note>/remove/", notes.remove, name="note-remove"),
    guarded(f"{_P}notes/<int:note>/back/", notes.bring_back, name="note-back"),
]
