"""The step of a workflow: its script, run as GitHub would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.review.post.fake_platform import TOKEN, StandIn
from tests.support import REPOSITORY
from tools.parsed_yaml import parsed_yaml

ACTION: dict[str, Any] = parsed_yaml((REPOSITORY / "action.yml").read_text())
STEPS = ACTION["runs"]["steps"]
PLANS = REPOSITORY / "tests/review/plans"


def variables(**inputs: str) -> dict[str, str]:
    """The environment of the last step, with its inputs or their defaults."""
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    found = {}
    for variable, expression in STEPS[-1]["env"].items():
        name = re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", expression)
        assert name is not None
        found[variable] = given.get(name[1], ACTION["inputs"][name[1]].get("default", ""))
    return found


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """The folder of a runner on which the first step has installed the package."""
    bin_folder = tmp_path / "temp/mwaa_tf/bin"
    bin_folder.mkdir(parents=True)
    script = bin_folder / "mwaa_tf"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mwaa_tf "$@"\n')
    script.chmod(0o755)
    return tmp_path


def step(runner: Path, platform: StandIn, **inputs: str) -> subprocess.CompletedProcess[str]:
    environ = {
        "PATH": os.environ["PATH"],
        "RUNNER_TEMP": str(runner / "temp"),
        "GITHUB_OUTPUT": str(runner / "output"),
        "GITHUB_STEP_SUMMARY": str(runner / "summary"),
        **platform.environ(GITHUB_REF="refs/heads/main"),
        **variables(token=TOKEN, **inputs),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[-1]["run"]]
    return subprocess.run(command, cwd=runner, env=environ, capture_output=True, text=True, check=False, timeout=120)


def test_on_a_pull_request_it_comments(runner: Path, github: StandIn) -> None:
    plans = f"\n  \n{PLANS / 'deployment'}\nother one={PLANS / 'delete.json'}\n"

    ignore = "\nkey-lost=`$(touch evil)`, agreed\n"

    done = step(
        runner,
        github,
        plans=plans,
        pull_request="5",
        title="`$(touch evil)` \"'",
        page="review.html",
        sarif="review.sarif",
        ignore=ignore,
    )

    assert (done.returncode, done.stdout) == (0, "")
    assert len(github.comments) == 1
    assert "other one" in github.bodies()[0]
    assert re.fullmatch(r"fingerprint=sha256:[0-9a-f]{64}\n", (runner / "output").read_text())
    assert "Terraform" in (runner / "summary").read_text()
    assert (runner / "review.html").read_text().startswith("<!doctype html>")
    assert '"justification": "`$(touch evil)`, agreed"' in (runner / "review.sarif").read_text()
    assert not (runner / "evil").exists()


def test_elsewhere_it_writes_the_summary(runner: Path, github: StandIn) -> None:
    done = step(runner, github, plans=str(PLANS / "delete.json"), pull_request="", fail_on="delete")

    assert done.returncode == 1
    assert "Stopped: --fail-on delete" in done.stderr
    assert github.requests == []
    assert "to delete" in (runner / "summary").read_text()
    assert "fingerprint=sha256:" in (runner / "output").read_text()


def test_no_binary_plan_is_given_to_terraform(runner: Path, github: StandIn) -> None:
    (runner / ".terraform").mkdir()
    (runner / "tfplan").write_bytes(b"PK\x03\x04 a plan")

    done = step(runner, github, plans="tfplan", pull_request="")

    assert done.returncode == 2
    assert "tfplan: is a binary plan, which is not read on GitHub Actions" in done.stderr


def test_a_list_of_conditions_that_came_out_empty_fails_the_step(runner: Path, github: StandIn) -> None:
    done = step(runner, github, plans=str(PLANS / "delete.json"), pull_request="", fail_on=",")

    assert done.returncode == 2
    assert "--fail-on ',': names no condition" in done.stderr


def test_what_is_no_plan_fails_the_step(runner: Path, github: StandIn) -> None:
    done = step(runner, github, plans="nowhere", pull_request="5")

    assert done.returncode == 2
    assert "nowhere: no such file or directory" in done.stderr
    assert github.requests == []


def test_no_input_becomes_text_of_a_script() -> None:
    assert [one["name"] for one in STEPS if "${{" in one["run"]] == []


def test_every_input_is_used() -> None:
    assert {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]} == set(STEPS[-1]["env"].values())


GUIDE = (REPOSITORY / "docs/pull-requests.md").read_text()


def test_the_guide_has_every_input() -> None:
    table = dict(re.findall(r"^\| `([a-z][a-z-]*)` \| (.*) \|$", GUIDE, re.MULTILINE))

    assert {name: words.partition(" Default: `")[0] for name, words in table.items()} == {
        name: one["description"] for name, one in ACTION["inputs"].items()
    }


def test_the_pipelines_of_the_guide_use_what_there_is() -> None:
    workflow, pipeline = (
        parsed_yaml(text) for text in re.findall(r"^```yml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    )

    (step,) = [one for one in workflow["jobs"]["plan"]["steps"] if "mwaa_tf" in one.get("uses", "")]
    assert step["with"].keys() <= ACTION["inputs"].keys()
    (command,) = [line for line in pipeline["plan"]["script"] if line.startswith("mwaa_tf ")]
    assert command.split()[1:5] == ["review", ".plans", "--post", "gitlab"]
