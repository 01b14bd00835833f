"""`mwaa_tf schema`."""

from __future__ import annotations

import json
from pathlib import Path

from mwaa_tf.config.schema import schema
from tests.support import REPOSITORY, run


def test_it_prints_the_schema_and_nothing_else() -> None:
    done = run("schema", cwd=REPOSITORY)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == schema()


def test_it_prints_the_schema_of_a_review() -> None:
    from mwaa_tf.review.formats.json import schema as of_a_review

    done = run("schema", "--of", "review", cwd=REPOSITORY)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == of_a_review()


def test_it_writes_a_file(tmp_path: Path) -> None:
    done = run("schema", "-O", str(tmp_path / "mwaa.schema.json"), cwd=REPOSITORY)

    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads((tmp_path / "mwaa.schema.json").read_text("utf-8")) == schema()
    assert done.stderr == f"{tmp_path / 'mwaa.schema.json'}: written\n"


def test_it_says_why_it_cannot_write(tmp_path: Path) -> None:
    done = run("schema", "-O", str(tmp_path), cwd=REPOSITORY)

    assert done.returncode == 2
    assert done.stderr == f"Error: {tmp_path}: cannot be written: Is a directory\n"


def test_it_prints_utf_8_whatever_the_terminal_can() -> None:
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PATH": ""}
    done = run("schema", cwd=REPOSITORY, env=environment, encoding="utf-8")

    assert json.loads(done.stdout) == schema()
