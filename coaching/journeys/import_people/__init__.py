"""Many people come in from a file: read, checked without a change, enrolled in pieces, and taken back for a day."""

from coaching.journeys.import_people.steps import CHECK, ENROL, UNDO, tidy
from coaching.journeys.import_people.undoing import undo_piece
from coaching.journeys.import_people.working import check_piece, enrol_piece

__all__ = ["CHECK", "ENROL", "UNDO", "check_piece", "enrol_piece", "tidy", "undo_piece"]
