"""An empty path, as a script with an unset variable passes it, is not the current folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import run, tree

SMALLEST = """\
name: analytics
region: us-east-1
owner: { account_id: "111111111111" }
"""


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("check", "--no-terraform", "-c", ""), "-c"),
        (("check", "--no-terraform", "-o", ""), "-o"),
        (("render", "-c", ""), "-c"),
        (("render", "-o", ""), "-o"),
        (("render", "-c", "mwaa.yaml", "-c", ""), "-c"),
        (("graph", "-c", ""), "-c"),
        (("graph", "-O", ""), "-O"),
        (("schema", "-O", ""), "-O"),
        (("init", "-c", ""), "-c"),
        (("rehearse", "-c", ""), "-c"),
        (("dags", "bisect", "data-etl", "--probe", "health", "--yes", "-c", ""), "-c"),
        (("adopt", "-o", ""), "-o"),
        (("status", "-o", ""), "-o"),
        (("upgrade", "data-etl", "--to", "3.3.1", "-c", ""), "-c"),
        (("upgrade", "data-etl", "--to", "3.3.1", "-o", ""), "-o"),
        (("login", "-c", ""), "-c"),
        (("succession", "data-etl", "-o", ""), "-o"),
        (("doctor", "-c", ""), "-c"),
        (("doctor", "-O", ""), "-O"),
    ],
    ids=" ".join,
)
def test_an_empty_path_is_refused(tmp_path: Path, arguments: tuple[str, ...], option: str) -> None:
    (tmp_path / "mwaa.yaml").write_text(SMALLEST)
    before = tree(tmp_path)

    done = run(*arguments, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"Invalid value for '{option}'" in done.stderr
    assert "the path is empty" in done.stderr
    assert tree(tmp_path) == before


def test_the_current_folder_is_named_by_a_dot(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text(SMALLEST)

    done = run("render", "-c", ".", "-o", ".", cwd=tmp_path)

    assert done.returncode == 0
    assert (tmp_path / "analytics" / "README.md").is_file()
