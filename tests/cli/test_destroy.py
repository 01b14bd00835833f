"""`destroy`, as far as it goes without Terraform: what is refused before anything begins."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY, run, tree

SMALLEST = REPOSITORY / "examples" / "smallest" / "mwaa.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the smallest configuration, rendered, and no Terraform that could do anything."""
    shutil.copy(SMALLEST, tmp_path)
    assert run("render", cwd=tmp_path).returncode == 0
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--confirm analytics is required when not running interactively; nothing was destroyed"),
        (("--confirm", "Analytics"), "--confirm 'Analytics' is not the name of a deployment to destroy, analytics;"),
        (("--confirm", ""), "--confirm '' is not the name of a deployment to destroy, analytics;"),
        (("data-elt", "--confirm", "analytics"), "unknown workspace 'data-elt', did you mean data-etl?"),
        (("--only", "5-*", "--confirm", "analytics"), "--only '5-*' matches no workspace"),
        (("--confirm", "analytics", "--report", "report.html"), "the ending of a report must be .json or .xml"),
    ],
)
def test_what_is_not_asked_for_exactly_is_not_done(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    before = tree(folder)

    done = run("destroy", *arguments, cwd=folder, env={"PATH": str(Path(sys.executable).parent)})

    assert done.returncode == 2
    assert message in done.stderr
    assert tree(folder) == before


def test_a_deployment_that_is_not_rendered_is_named(folder: Path) -> None:
    shutil.rmtree(folder / "generated")

    done = run("destroy", "--confirm", "analytics", "--json", cwd=folder)

    assert done.returncode == 2
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["message"].startswith("generated/analytics/1-network: is not rendered; run `mwaa_tf render` first")
