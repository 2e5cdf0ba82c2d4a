"""A separate program: a fake Twilio and a fake SendGrid on one port, with phones and mailboxes to look at."""
