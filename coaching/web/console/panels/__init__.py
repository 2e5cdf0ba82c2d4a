"""The parts of a person's page, one module per panel: each turns what is on record into what the page shows."""
