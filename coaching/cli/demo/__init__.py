"""`coaching demo`: the whole programme in minutes, on the real parts, with a simulator for the providers."""

from coaching.cli.demo.command import demo

__all__ = ["demo"]
