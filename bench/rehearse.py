"""How long a rehearsal takes: one person alone, and a cohort on all cores. Both with the words of the files.

`python -m bench.rehearse` prints the two as JSON; `python -m bench rehearse` shows them.
"""

import json
import sys
import time
from dataclasses import replace
from datetime import date

from coaching.campaigns import personas
from coaching.cli.rehearse import office, play_cohort
from coaching.journeys import rehearse
from coaching.journeys.rehearsal import crowd, published
from coaching.settings import templates_dir

START = date(2026, 3, 2)


def main(people: int) -> None:
    words, cast, own = published.of_files("magnesium", templates_dir()), personas.read(), office()
    persona = replace(cast.persona("diligent"), start=START)
    begun, cpu = time.perf_counter(), time.process_time()
    alone = rehearse.alone(persona, words, own)
    first_s, first_cpu_s = time.perf_counter() - begun, time.process_time() - cpu
    begun, cpu = time.perf_counter(), time.process_time()
    rehearse.alone(persona, words, own)
    again_s, again_cpu_s = time.perf_counter() - begun, time.process_time() - cpu
    cohort = crowd.make_up(people, cast, START, seed=1)
    begun = time.perf_counter()
    sums = play_cohort(cohort, words)
    found = {
        "messages": alone.totals.texts + alone.totals.emails,
        "first_s": first_s,
        "first_cpu_s": first_cpu_s,
        "again_s": again_s,
        "again_cpu_s": again_cpu_s,
        "people": sums.people,
        "lives": len(cohort.lives),
        "cohort_s": time.perf_counter() - begun,
        "violations": len(alone.violations) + len(sums.violations),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
