"""``python -m benchmarks``: measure, print, and exit with 1 unless every goal is measured and met."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import click

from benchmarks.cases import find
from benchmarks.measure import BrokenRunError, NotMeasured
from benchmarks.report import as_data, table
from benchmarks.results import Result
from benchmarks.size import FULL, QUICK, Size

_BENCHMARKS = find()


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, metavar="[NAME]...", type=click.Choice(list(_BENCHMARKS)))
@click.option("--quick", is_flag=True, help="A tenth of the size, fewer rounds; judges only goals that still apply.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def main(names: tuple[str, ...], quick: bool, as_json: bool) -> None:
    """Measure the speed goals of all benchmarks, or of those named.

    A goal limits a ratio against something measured in the same run, or memory in MB.
    """
    size = QUICK if quick else FULL
    results: list[tuple[str, Result]] = []
    with tempfile.TemporaryDirectory(prefix="mwaa_tf-benchmarks-") as scratch:
        for name in names or _BENCHMARKS:
            click.echo(f"{name} …", err=True)
            try:
                results += [(name, result) for result in measured(name, size, Path(scratch))]
            except BrokenRunError as error:
                raise click.ClickException(f"{name}: {error}") from error
    if as_json:
        click.echo(json.dumps([as_data(*result) for result in results], indent=2, ensure_ascii=False))
    else:
        click.echo(table(results))
    sys.exit(any(result.verdict in ("missed", "not measured") for _, result in results))


def measured(name: str, size: Size, scratch: Path) -> list[Result]:
    """Run one benchmark; if it cannot be measured, the only result has the reason."""
    folder = scratch / name
    folder.mkdir()
    try:
        return list(_BENCHMARKS[name](size, folder))
    except NotMeasured as reason:
        return [Result("", None, reason=str(reason))]


if __name__ == "__main__":
    main()
