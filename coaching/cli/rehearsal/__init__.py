"""`coaching rehearse`: its options read, and what it has shown as a table, as JSON and as a page."""
