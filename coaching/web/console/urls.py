"""The console's addresses; all but the way in ask for a sign-in and a role (console/roles.py)."""

from django.urls import include, path
from django.views.generic import RedirectView

from coaching.web.console import (
    again,
    alerts,
    books,
    changes,
    editor,
    enrol,
    jobs,
    names,
    people,
    person,
    screen,
    sending,
    texts,
    unknown,
    urls_figures,
    write,
)
from coaching.web.console.guard import guarded

urlpatterns = [
<<<<<<< HEAD
    path("", include("coaching.web.console.urls_accounts")),
    guarded("", RedirectView.as_view(pattern_name="people"), name="home"),
=======
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    guarded("", RedirectView.as_view(pattern_name="today"), name="home"),
    *urls_figures.urlpatterns,
>>>>>>> figures
    guarded("people/", people.listing, name="people"),
    guarded("people/enrol/", enrol.enrol, name="enrol"),
    guarded("people/enrol/zones/", enrol.zones, name="enrol-zones"),
    guarded("people/<int:enrolment>/", person.page, name="person"),
    guarded("people/<int:enrolment>/pause/", changes.pause, name="pause"),
    guarded("people/<int:enrolment>/resume/", changes.resume, name="resume"),
    guarded("people/<int:enrolment>/clear-hold/", changes.clear_hold, name="clear-hold"),
    guarded("people/<int:enrolment>/write/", write.write, name="write"),
    guarded("people/<int:enrolment>/read/", changes.read, name="read"),
    guarded("people/<int:enrolment>/screen/", screen.page, name="screen"),
    guarded("people/<int:enrolment>/stop/", changes.stop, name="stop"),
    guarded("people/<int:enrolment>/end/", changes.end, name="end"),
    guarded("messages/", texts.listing, name="messages"),
    guarded("messages/edit/", editor.edit, name="edit"),
    guarded("messages/preview/", editor.preview, name="preview"),
    guarded("messages/preview/email/", editor.preview_email, name="preview-email"),
    guarded("messages/publish/", editor.publish, name="publish"),
    guarded("alerts/", alerts.listing, name="alerts"),
    guarded("alerts/pressing/", alerts.pressing, name="pressing"),
    guarded("alerts/<int:alert>/", alerts.page, name="alert"),
    guarded("alerts/<int:alert>/seen/", alerts.see, name="alert-seen"),
    guarded("alerts/<int:alert>/acknowledge/", alerts.acknowledge, name="alert-acknowledge"),
    guarded("alerts/<int:alert>/close/", alerts.close, name="alert-close"),
    guarded("alerts/<int:alert>/reopen/", alerts.reopen, name="alert-reopen"),
    guarded("unknown/", unknown.listing, name="unknown"),
    guarded("unknown/<int:message>/", unknown.decide, name="decide"),
    guarded("books/", books.page, name="books"),
    guarded("books/<slug:bucket>/", names.page, name="names"),
    guarded("books/<slug:bucket>/again/", again.sheet, name="again"),
    guarded("jobs/", jobs.listing, name="jobs"),
    guarded("jobs/<int:job>/", jobs.page, name="job"),
    guarded("jobs/<int:job>/cancel/", jobs.cancel, name="job-cancel"),
    guarded("sending/", sending.page, name="sending"),
    guarded("sending/stop/", sending.stop, name="sending-stop"),
    guarded("sending/<slug:scope>/resume/", sending.resume, name="sending-resume"),
]
