"""The coaches' pages: people, words, books."""
