"""What `plan` starts for each workspace: a command more, for a thousand workspaces, is noticed here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.deployment import small_configuration
from benchmarks.fake_terraform import fake_terraform
from mwaa_tf.cli import run

WORKSPACES = 5


class Deployed:
    """Five rendered workspaces, with a Terraform that notes what it is asked to do."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._config, self._output, self._log = folder / "mwaa.yaml", folder / "generated", folder / "log"
        self._config.write_text(small_configuration(1, 2), "utf-8")
        for name, value in fake_terraform(folder / "fake", compiled=False).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("FAKE_TERRAFORM_LOG", str(self._log))
        assert self._run("render") == 0

    def _run(self, command: str) -> int:
        return run([command, "--config", str(self._config), "--output", str(self._output)])

    def plan(self) -> Counter[str]:
        """How often each command of Terraform was run, beside `version`; each at most once in a workspace."""
        self._log.unlink(missing_ok=True)
        assert self._run("plan") == 0
        lines = [line for line in self._log.read_text("utf-8").splitlines() if not line.startswith("version")]
        assert len(lines) == len(set(lines))
        return Counter(line.split()[0] for line in lines)


@pytest.fixture
def deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deployed:
    return Deployed(tmp_path, monkeypatch)


def test_a_first_plan_initialises_plans_and_shows_each_workspace_once(deployed: Deployed) -> None:
    assert deployed.plan() == {"init": WORKSPACES, "plan": WORKSPACES, "show": WORKSPACES}


def test_a_workspace_that_was_initialised_before_is_only_planned_and_shown(deployed: Deployed) -> None:
    deployed.plan()
    assert deployed.plan() == {"plan": WORKSPACES, "show": WORKSPACES}
