"""The calendar of a programme: its draft, what stands in its way, whom it reaches, publishing it, moving people."""
