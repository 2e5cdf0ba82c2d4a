"""`python -m tests.corpus`: how well the texts of both corpora are read, class by class, and what is read wrongly."""

import typer

from tests.corpus import OPT_OUT, RED_FLAGS, Corpus
from tests.corpus.measure import Score, measure


def main() -> None:
    for corpus in (RED_FLAGS, OPT_OUT):
        lines = corpus.lines()
        _show(corpus, "all lines", measure(corpus, lines))
        _show(corpus, "held out", measure(corpus, [line for line in lines if line.held]))


def _show(corpus: Corpus, which: str, score: Score) -> None:
    typer.echo(f"\n{corpus.name}, {which}")
    typer.echo(f"{'class':<10} {'lines':>6} {'recall':>7} {'heard':>7} {'precision':>10}")
    for row in score.rows:
        heard = "" if row.name == "none" else f"{row.heard:.1%}"
        typer.echo(f"{row.name:<10} {row.lines:>6} {row.recall:>7.1%} {heard:>7} {row.precision:>10.1%}")
    typer.echo(f"false alarms: {score.false_alarms:.1%} of the harmless lines")
    for line, got in score.wrong:
        typer.echo(f"  {line.expected} read as {got}: {line.text}")


if __name__ == "__main__":
    main()
