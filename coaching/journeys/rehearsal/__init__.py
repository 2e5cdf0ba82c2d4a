"""A rehearsal: the whole programme for made-up people, on a clock of its own, by the journeys that serve real ones."""
