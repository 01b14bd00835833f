"""Whatever a configuration holds: clean errors, or Terraform that can be read. At least 2,000 cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.config import ConfigError, Deployment, load
from mwaa_tf.hcl.syntax import parse
from mwaa_tf.module_sources import ModuleSources
from mwaa_tf.render.text import workspace_files
from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.results import Formatting
from tests.mutants import WRITERS, corrupted, mutated, with_odd_text, write

SLOW = [
    HealthCheck.too_slow,
    HealthCheck.function_scoped_fixture,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
]
FORMATS = pytest.mark.parametrize("kind", list(WRITERS))

#: Every how many rendered deployments are parsed, which takes a second for a hundred files.
SAMPLE = 25


def checked(path: Path) -> Deployment | None:
    """The deployment in the file at ``path``; None where it was refused, each problem on a clean line of its own."""
    for name in ("requirements.txt", "plugins.zip", "startup.sh"):  # which the good ones upload
        (path.parent / "files").mkdir(exist_ok=True)
        (path.parent / "files" / name).touch()
    try:
        return load(path)
    except ConfigError as refused:
        error = refused
    lines = str(error).split("\n")
    assert len(lines) == len(error.problems) + len(error.warnings)
    assert error.problems
    for line in lines:
        assert line.isprintable(), line
        assert re.fullmatch(rf"{re.escape(str(path))}:[1-9][0-9]*: \S.*", line), line
        assert "Traceback" not in line
        assert "pydantic" not in line
        assert "Input should" not in line, line
        assert len(line) < 2_500
    last = path.read_bytes().count(b"\n") + 1
    assert all((problem.line or 0) <= last for problem in error.problems)
    return None


def rendered(deployment: Deployment, folder: Path) -> Iterator[str]:
    """The text of every Terraform file of ``deployment``, in which no control character is left."""
    plan = build_blueprint(deployment)
    sources = ModuleSources(deployment.modules.source, folder / "generated" / deployment.name, folder)
    for path, contents in workspace_files(plan, sources):
        text = contents.decode()
        assert all(character == "\n" or character.isprintable() for character in text), path
        if path.endswith(".tf"):
            yield text


def can_be_read(texts: list[str]) -> None:
    for text in texts:
        parse(text)


@FORMATS
def test_mutated_configurations(kind: str, tmp_path: Path) -> None:
    numbers, accepted = count(), count()

    @settings(max_examples=1_200, suppress_health_check=SLOW)
    @given(mutated())
    def mutate(data: object) -> None:
        path = write(tmp_path, f"mwaa.{kind}", WRITERS[kind](data).encode())
        next(numbers)
        if deployment := checked(path):
            texts = list(rendered(deployment, tmp_path))
            if next(accepted) % SAMPLE == 0:
                can_be_read(texts)

    mutate()

    assert next(numbers) >= 1_200
    assert next(accepted) >= 25, "nearly everything was refused: rendering was hardly tested"


@FORMATS
def test_corrupted_text(kind: str, tmp_path: Path) -> None:
    numbers = count()

    @settings(max_examples=800, suppress_health_check=SLOW)
    @given(corrupted(kind))
    def corrupt(contents: bytes) -> None:
        next(numbers)
        if deployment := checked(write(tmp_path, f"mwaa.{kind}", contents)):
            list(rendered(deployment, tmp_path))

    corrupt()

    assert next(numbers) >= 800


def test_what_gets_through_is_terraform(terraform: Terraform, tmp_path: Path) -> None:
    """All files of all that was accepted, in one `terraform fmt`: it parses each and would change none."""
    texts: set[str] = set()
    numbers = count()

    @settings(max_examples=500, suppress_health_check=SLOW)
    @given(with_odd_text() | mutated(), st.sampled_from(list(WRITERS)))
    def mutate(data: object, kind: str) -> None:
        next(numbers)
        if deployment := checked(write(tmp_path, f"mwaa.{kind}", WRITERS[kind](data).encode())):
            texts.update(rendered(deployment, tmp_path))

    mutate()

    folder = tmp_path / "rendered"
    folder.mkdir()
    for number, text in enumerate(sorted(texts)):
        (folder / f"{number}.tf").write_text(text, encoding="utf-8", newline="")
    assert next(numbers) >= 500
    assert len(texts) > 300, len(texts)
    assert terraform.fmt_check([folder]) == Formatting()
