"""The addresses to give to Twilio and SendGrid."""

from django.urls import path

from coaching.web.hooks import sendgrid, twilio

urlpatterns = [
    path("hooks/twilio/inbound", twilio.inbound, name="twilio-inbound"),
    path("hooks/twilio/status", twilio.status, name="twilio-status"),
    path("hooks/sendgrid/events", sendgrid.events, name="sendgrid-events"),
    path("hooks/sendgrid/inbound", sendgrid.inbound, name="sendgrid-inbound"),
    path("hooks/sendgrid/inbound/<str:secret>", sendgrid.inbound, name="sendgrid-inbound-secret"),
]
