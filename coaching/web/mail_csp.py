"""What an email may do inside a page: show its own inline styles, and nothing else. It runs nothing, loads nothing."""

from csp.constants import NONE

MAIL_CSP = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "form-action": [NONE],
    "base-uri": [NONE],
    "sandbox": True,
}
