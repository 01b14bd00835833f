"""All workspaces are initialised before Terraform does more: each first `init` rewrites the shared provider."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.blueprint import Stage
from mwaa_tf.lifecycle.events import WorkspaceStarted
from mwaa_tf.lifecycle.retries import Retries
from mwaa_tf.terraform import Terraform
from tests.lifecycle.support import ETL, ML, NETWORK, Deployed, alive
from tests.support import wait_until

#: Notes when each command begins and ends. `init` is slow in the folder `data-ml`, fails as often as the file `fails`
#: has lines, and with a file `hangs` lasts until Ctrl-C.
PROGRAM = """#!/bin/sh
[ "$1" = version ] && {
  echo '{"terraform_version": "1.11.4", "platform": "linux_amd64", "terraform_outdated": false}'; exit
}
name=$(basename "$PWD")
echo "begin $1 $name" >> LOG
if [ "$1" = init ]; then
  if [ -e hangs ]; then
    trap 'exit 1' INT
    echo $$ > hanging
    while :; do sleep 0.05; done
  fi
  [ "$name" = data-ml ] && sleep 0.5
  if [ -s fails ]; then
    sed -i 1d fails
    echo "end $1 $name" >> LOG
    echo 'no way' >&2
    exit 1
  fi
  mkdir -p .terraform
fi
echo "end $1 $name" >> LOG
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def noting(tmp_path: Path, log: Path) -> Iterator[Terraform]:
    program = tmp_path / "program"
    program.write_text(PROGRAM.replace("LOG", f"'{log}'"))
    program.chmod(0o755)
    environ = {"MWAA_TF_TERRAFORM": str(program), "PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    with Terraform(environ, grace=2) as terraform:
        yield terraform


def plan(deployed: Deployed, terraform: Terraform, **options: Any) -> dict[str, str]:
    """Plan the first two stages, three workspaces, and return the error of each, empty for none."""
    outcomes = deployed.lifecycle(terraform, **options).plan(until=Stage.ENVIRONMENTS)
    return {outcome.workspace: "; ".join(outcome.failures) for outcome in outcomes}


@pytest.mark.parametrize("jobs", [1, 3])
def test_no_plan_begins_before_the_last_init_has_ended(
    deployed: Deployed, noting: Terraform, log: Path, jobs: int
) -> None:
    assert plan(deployed, noting, jobs=jobs) == {NETWORK: "", ETL: "", ML: ""}

    lines = log.read_text().splitlines()
    last_init = max(number for number, line in enumerate(lines) if line.startswith("end init"))
    first_plan = min(number for number, line in enumerate(lines) if line.startswith("begin plan"))
    assert last_init < first_plan
    names = ("1-network", "data-etl", "data-ml")
    assert sorted(line for line in lines if line.startswith("begin")) == sorted(
        f"begin {command} {name}" for command in ("init", "plan") for name in names
    )
    heard = [event.workspace for event in deployed.heard if isinstance(event, WorkspaceStarted)]
    assert sorted(heard) == [NETWORK, ETL, ML]


def test_an_init_that_fails_is_the_error_of_its_workspace_alone(
    deployed: Deployed, noting: Terraform, log: Path
) -> None:
    (deployed.folder / ETL / "fails").write_text("1\n")

    errors = plan(deployed, noting, jobs=3)

    assert "no way" in errors.pop(ETL)
    assert errors == {NETWORK: "", ML: ""}
    assert log.read_text().count("begin init data-etl") == 1
    assert "plan data-etl" not in log.read_text()


def test_a_second_attempt_initialises_again(deployed: Deployed, noting: Terraform, log: Path) -> None:
    (deployed.folder / ETL / "fails").write_text("1\n2\n")

    assert plan(deployed, noting, jobs=3, retries=Retries(3)) == {NETWORK: "", ETL: "", ML: ""}
    assert log.read_text().count("begin init data-etl") == 3


def test_the_time_of_its_init_belongs_to_a_workspace(deployed: Deployed, noting: Terraform) -> None:
    outcomes = deployed.lifecycle(noting, jobs=3).plan(until=Stage.ENVIRONMENTS)
    (ml,) = [outcome for outcome in outcomes if outcome.workspace == ML]
    assert ml.seconds >= 0.5


def test_ctrl_c_ends_it(deployed: Deployed, noting: Terraform, log: Path) -> None:
    (deployed.folder / ETL / "hangs").touch()
    hanging = deployed.folder / ETL / "hanging"

    def press() -> None:
        wait_until(lambda: hanging.exists() and hanging.read_text().endswith("\n"))
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        plan(deployed, noting, jobs=3)
    thread.join()
    assert not alive(int(hanging.read_text()))
    assert "plan" not in log.read_text()
