"""One module for each thing that happens to a person; each takes its time and its office as arguments."""
