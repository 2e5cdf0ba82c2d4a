"""The pages: phones and mailboxes to look at, usable without JavaScript."""

from coaching.simulator.pages.views import add_routes

__all__ = ["add_routes"]
