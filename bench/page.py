"""Writes the HTML of one real lesson, so that the usual way carries an email of the same size."""

import os
from pathlib import Path

from coaching import bootstrap
from coaching.journeys import compose, library
from coaching.settings import templates_dir

if __name__ == "__main__":
    house = bootstrap.office().house
    source = (templates_dir() / "email" / "magnesium" / "day-05.md").read_text(encoding="utf-8")
    address = dict.fromkeys(("page_url", "unsubscribe_url", "confirm_url"), "http://127.0.0.1/x")
    values = {**compose.house_values(house), **address, "first_name": "{name}", "day": 5, "days": 56, "topic": "food"}
    Path(os.environ["BENCH_HTML"]).write_text(library.email(source, house).render(values).html, encoding="utf-8")
