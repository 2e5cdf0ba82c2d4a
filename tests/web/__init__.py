"""Tests of the web face, by requests."""
