"""`coaching demo | clock`: the whole programme in minutes, on the real parts, with a simulator for the providers."""

from coaching.cli.demo.command import clock, demo

__all__ = ["clock", "demo"]
