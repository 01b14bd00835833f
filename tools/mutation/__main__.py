"""``python -m tools.mutation``: put faults into copies of the checkout and report which the tests notice."""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path

import click

from tools.documents import REPOSITORY
from tools.mutation.hcl_faults import hcl_faults
from tools.mutation.mutant import Mutant, equivalents
from tools.mutation.python_faults import python_faults, valid
from tools.mutation.report import Judged, report
from tools.mutation.run import BaselineError, Checkout
from tools.mutation.selection import selections


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--seed", type=int, required=True, help="Selects the faults and their order.")
@click.option("--minutes", type=float, default=30, show_default=True, help="Start no fault after this time.")
@click.option("--count", type=int, help="Number of faults, at most.")
@click.option("--language", type=click.Choice(["python", "hcl"]), help="Only faults in this language.")
@click.option("--only", "patterns", multiple=True, help="Only files that match, e.g. 'mwaa_tf/graph/*'; repeatable.")
@click.option("--jobs", type=click.IntRange(min=1), default=2, show_default=True, help="Faults to try concurrently.")
@click.option("--quick", is_flag=True, help="Leave out tests that take minutes, and call more faults unnoticed.")
@click.option("--list", "only_list", is_flag=True, help="Print the faults and run no test.")
def main(
    seed: int,
    minutes: float,
    count: int | None,
    language: str | None,
    patterns: tuple[str, ...],
    jobs: int,
    quick: bool,
    only_list: bool,
) -> None:
    """Put faults into copies of the checkout, and report which of them the tests do not notice."""
    known = equivalents()
    possible = list(all_faults())
    for key in known.keys() - {mutant.key for mutant in possible}:
        click.echo(f"equivalent.toml: {key} fits no fault any more: delete it", err=True)
    faults = [mutant for mutant in possible if mutant.key not in known and language in (None, mutant.language)]
    faults = [mutant for mutant in faults if not patterns or any(fnmatch(mutant.file, pattern) for pattern in patterns)]
    chosen = islice(filter(valid, shuffled(faults, seed)), count)
    if only_list:
        for mutant in chosen:
            click.echo(f"{mutant.diff()}\n")
        return
    try:
        judged = list(run(chosen, jobs, minutes, quick=quick))
    except BaselineError as error:
        raise click.ClickException(str(error)) from error
    click.echo("\n".join(report(judged)))
    click.echo(f"seed {seed}: {len(judged)} of {len(faults)} possible faults")


def all_faults() -> Iterator[Mutant]:
    """Every fault that can be put into the package and the modules."""
    for pattern, find in (("mwaa_tf/**/*.py", python_faults), ("modules/*/*.tf", hcl_faults)):
        for file in sorted(REPOSITORY.glob(pattern)):
            yield from find(file.relative_to(REPOSITORY).as_posix(), file.read_bytes())


def shuffled(faults: list[Mutant], seed: int) -> list[Mutant]:
    """``faults`` in an order that depends on ``seed`` only; each package has its share of any beginning of the list."""
    randomness = random.Random(seed)  # noqa: S311
    packages: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in faults:
        packages[mutant.package].append(mutant)
    placed: list[tuple[float, int, Mutant]] = []
    for members in packages.values():
        randomness.shuffle(members)
        offset = randomness.random()
        placed += [
            ((place + offset) / len(members), len(placed) + place, member) for place, member in enumerate(members)
        ]
    return [mutant for _, _, mutant in sorted(placed, key=lambda entry: entry[:2])]


def run(faults: Iterator[Mutant], jobs: int, minutes: float, *, quick: bool = False) -> Iterator[Judged]:
    """Judge ``faults`` in order for some ``minutes``, each thread in a copy of the checkout of its own."""
    deadline = time.monotonic() + 60 * minutes
    faults_lock = threading.Lock()

    def judge(folder: Path) -> list[Judged]:
        checkout = Checkout.create(folder)
        judged: list[Judged] = []
        while time.monotonic() < deadline:
            with faults_lock:
                mutant = next(faults, None)
            if mutant is None:
                break
            judged.append((mutant, checkout.judge(mutant, selections(mutant, quick=quick))))
            print(f"{judged[-1][1]:<9} {mutant.file} {mutant.kind} {mutant.key}", file=sys.stderr, flush=True)
        return judged

    with tempfile.TemporaryDirectory(prefix="mutation-") as scratch, ThreadPoolExecutor(jobs) as pool:
        for judged in pool.map(judge, [Path(scratch, str(number)) for number in range(jobs)]):
            yield from judged


if __name__ == "__main__":
    main()
