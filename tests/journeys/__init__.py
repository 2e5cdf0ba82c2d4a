"""Journeys on real Redis and SQL, with providers that write down what they are given."""
