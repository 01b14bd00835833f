"""`succession` as a process: the table, what is refused, and that a look changes nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from mwaa_tf.cli import cli
from mwaa_tf.cli._succession import Succession
from mwaa_tf.cli._succession_terraform import TerraformSteps
from mwaa_tf.succession.steps import PairStep, StepState, StepStatus
from tests.succession.conftest import CONFIG
from tests.support import changes_of, run, tree


def test_the_table_has_the_next_step_as_a_command(folder: Path, environ: Mapping[str, str]) -> None:
    before = tree(folder), changes_of(folder)

    done = run("succession", "data-etl-next", cwd=folder, env=environ)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "data-etl-next succeeds data-etl"
    assert done.stdout.splitlines()[2].split(maxsplit=3)[:3] == ["create", "to", "do"]
    assert done.stderr.endswith("Next: mwaa_tf succession data-etl-next create\n")
    assert (tree(folder), changes_of(folder)) == before


def test_programs_get_the_steps_as_json(folder: Path, environ: Mapping[str, str]) -> None:
    data = json.loads(run("succession", "data-etl-next", "--json", cwd=folder, env=environ).stdout)

    assert (data["version"], data["successor"], data["predecessor"]) == (1, "data-etl-next", "data-etl")
    assert (data["steps"][0]["step"], data["steps"][0]["state"]) == ("create", "to do")
    assert data["next"] == "mwaa_tf succession data-etl-next create"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("switch", "--yes"), 1, "create comes first: it is to do"),
        (("compare",), 1, "create comes first: it is to do"),
        (("pause", "--undo", "--yes"), 1, "analytics-data-etl: account 222222222222 has no environment"),
        (("create",), 2, "--json shows no question; --yes takes the step without one"),
        (("compare", "--undo"), 2, "compare changes nothing that could be taken back"),
    ],
)
def test_a_step_that_is_refused_is_one_document_for_programs(
    folder: Path, environ: Mapping[str, str], arguments: tuple[str, ...], code: int, message: str
) -> None:
    before = tree(folder)

    done = run("succession", "data-etl-next", *arguments, "--json", cwd=folder, env=environ)

    (problem,) = json.loads(done.stdout)["problems"]
    assert message in problem["message"]
    assert done.stderr == f"Error: {problem['message']}\n"
    assert done.returncode == code
    assert tree(folder) == before


def test_an_environment_that_succeeds_none_is_refused_with_the_one_that_does(folder: Path) -> None:
    done = run("succession", "data-etl", cwd=folder)

    assert done.returncode == 2
    assert (
        "data-etl succeeds no environment: its configuration has no `succeeds`; a successor is data-etl-next\n"
        in done.stderr
    )


def test_to_undo_needs_a_step(folder: Path) -> None:
    done = run("succession", "data-etl-next", "--undo", cwd=folder)

    assert done.returncode == 2
    assert "--undo needs a STEP" in done.stderr


def test_a_step_asks_and_without_a_terminal_says_so(folder: Path, environ: Mapping[str, str]) -> None:
    done = run("succession", "data-etl-next", "create", cwd=folder, env=environ, stdin=subprocess.DEVNULL)

    assert done.returncode == 2
    assert "there is no terminal to ask on; --yes applies without a question" in done.stderr


def test_the_table_after_a_switch_is_that_of_the_configuration_that_it_wrote(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = folder / "mwaa.yaml"
    config.write_text(
        CONFIG.replace("    environments:", "    defaults: { access: { bastion: {} } }\n    environments:")
    )
    text, surveyed = config.read_text(), []

    def survey(succession: Succession) -> tuple[list[StepStatus], None]:
        surveyed.append(succession._pair.is_switched)
        return [StepStatus(step, StepState.DONE) for step in PairStep], None

    monkeypatch.chdir(folder)
    monkeypatch.setattr(Succession, "_survey", survey)
    monkeypatch.setattr(TerraformSteps, "_run", lambda *_: True)

    switched = CliRunner().invoke(cli, ["succession", "data-etl-next", "switch", "--yes"])
    assert (surveyed, switched.exit_code) == ([False, True], 0)
    assert "Changed access_workspace in mwaa.yaml" in switched.stderr

    restored = CliRunner().invoke(cli, ["succession", "data-etl-next", "switch", "--undo", "--yes"])
    assert (surveyed[2:], restored.exit_code) == ([True, False], 0)
    assert config.read_text() == text
