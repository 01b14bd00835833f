"""An upgrade that ends at any moment is completed by the next call, which knows nothing but AWS, files and state.

MWAA and Terraform are imitated here; tests/upgrade/test_interrupted_upgrades.py kills real runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.cli import run as run_here
from mwaa_tf.lifecycle import Lifecycle, Outcome
from mwaa_tf.render import render_all
from mwaa_tf.terraform import Plan
from mwaa_tf.upgrade.configured_version import ConfiguredVersion

CONFIG = """\
name: analytics
region: us-east-1
owner: {account_id: "111111111111"}
participants:
  - name: data
    account_id: "222222222222"
    environments:
      - name: etl
        airflow_version: 2.10.3  # for now
"""

ENVIRONMENT = "2-environments/data-etl"


class Killed(BaseException):
    """The process ends here."""


class World:
    """AWS, the state and the moments at which a run can be killed: before and after all that changes something."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = self.state = "2.10.3"
        self.status = self.state_status = "AVAILABLE"
        self.requested: str | None = None
        self.polls = 0
        self.changed_at = datetime(2026, 11, 1, tzinfo=UTC)
        self.updates: list[str] = []
        self.arguments: list[Mapping[str, Any]] = []
        self.fails_at: str | None = None
        self.failed = False
        self.moments = 0
        self.killed_at: int | None = None

    def moment(self) -> None:
        """One of the moments; the run ends at the one of that number."""
        self.moments += 1
        if self.moments == self.killed_at:
            raise Killed

    @contextmanager
    def change(self) -> Iterator[None]:
        self.moment()
        yield
        self.moment()

    def get_environment(self, **_: Any) -> Mapping[str, Any]:
        if self.requested:
            self.polls += 1
            self.status = ("CREATING_SNAPSHOT", "UPDATING", "UPDATING", "AVAILABLE")[min(self.polls, 3)]
            if self.status == "AVAILABLE":
                self.failed = self.requested == self.fails_at
                self.version = self.version if self.failed else self.requested
                self.status = "UPDATE_FAILED" if self.failed else self.status
                self.requested = None
        update: dict[str, Any] = {"Status": "FAILED" if self.failed else "SUCCESS", "CreatedAt": self.changed_at}
        if self.failed:
            update["Error"] = {"ErrorCode": "INCORRECT_CONFIGURATION", "ErrorMessage": "pip failed"}
        known = {"Name": "analytics-data-etl", "Status": self.status, "AirflowVersion": self.version}
        return {"Environment": {**known, "LastUpdate": update}}

    def update_environment(self, **arguments: Any) -> None:
        with self.change():
            assert self.requested is None, "an update is under way"
            self.requested, self.polls, self.failed = arguments["AirflowVersion"], 0, False
            self.changed_at += timedelta(hours=1)
            self.updates.append(arguments["AirflowVersion"])
            self.arguments.append(arguments)

    def refresh(self, paths: Iterable[str]) -> tuple[Outcome, ...]:
        assert list(paths) == [ENVIRONMENT]
        with self.change():
            self.state, self.state_status = self.version, self.status
        return (Outcome(ENVIRONMENT, 2, "refresh"),)

    @property
    def configured(self) -> str:
        return self._found("mwaa.yaml", r"airflow_version: (\S+)  # for now")

    @property
    def rendered(self) -> str:
        return self._found(f"generated/analytics/{ENVIRONMENT}/main.tf", r'version += "([^"]+)"')

    def _found(self, file: str, pattern: str) -> str:
        match = re.search(pattern, (self.folder / file).read_text())
        assert match
        return match[1]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A deployment with Airflow 2.10.3 in AWS, in the configuration, in the files and in the state."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mwaa.yaml").write_text(CONFIG)
    assert run_here(["render"]) == 0
    world = World(tmp_path)

    class Plans:
        def __init__(self, *_: Any, **__: Any) -> None:
            pass

        def plan(self, chosen: Collection[str]) -> tuple[Outcome, ...]:
            assert {ENVIRONMENT, "3-endpoints/data-etl"} <= set(chosen)
            is_empty = world.version == world.rendered == world.state
            return (Outcome(ENVIRONMENT, 2, "plan", plan=Plan() if is_empty else Plan(outputs={"x": "update"})),)

    monkeypatch.setattr("mwaa_tf.aws.workspace_client", lambda *_: world)
    monkeypatch.setattr("mwaa_tf.lifecycle.credentials.missing_credentials", lambda: lambda _: "")
    monkeypatch.setattr("mwaa_tf.upgrade.run.plan_with_version", lambda *_: {})
    monkeypatch.setattr("mwaa_tf.upgrade.run.PlanRun", Plans)
    monkeypatch.setattr(Lifecycle, "refresh", lambda _, paths: world.refresh(paths))
    monkeypatch.setattr(ConfiguredVersion, "bring_to", changing(world, ConfiguredVersion.bring_to))
    monkeypatch.setattr("mwaa_tf.upgrade.files.render_all", changing(world, render_all))
    monkeypatch.setattr("mwaa_tf.lifecycle.watch._FIRST_PAUSE", 0.005)
    return world


def changing(world: World, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        if options.get("dry_run"):
            return function(*arguments, **options)
        with world.change():
            return function(*arguments, **options)

    return call


def upgrade(version: str, *options: str) -> int:
    return run_here(["upgrade", "data-etl", "--to", version, "--yes", *options])


def moments(version: str) -> int:
    """In how many moments an upgrade to ``version`` can be killed: four changes, two of them rendering, a step."""
    return {"3.3.1": 2 + 2 * 8, "2.11.2": 2 + 8}[version]


def assert_converged(world: World, version: str) -> None:
    assert [world.version, world.configured, world.rendered, world.state] == [version] * 4
    assert world.state_status == world.status  # an output of the workspace
    assert (world.folder / "mwaa.yaml").read_text() == CONFIG.replace("2.10.3", version)


@pytest.mark.parametrize("version", ["2.11.2", "3.3.1"])
def test_a_run_has_the_moments_that_are_tried(world: World, version: str) -> None:
    assert upgrade(version) == 0

    assert world.moments == moments(version)
    assert world.updates == ["2.11.2", "3.3.1"][: 1 + (version == "3.3.1")]
    assert_converged(world, version)


@pytest.mark.parametrize("moment", range(1, moments("3.3.1") + 1))
def test_a_run_that_ends_at_any_moment_is_completed_by_the_next(world: World, moment: int) -> None:
    world.killed_at = moment
    with pytest.raises(Killed):
        upgrade("3.3.1")
    world.killed_at = None

    assert upgrade("3.3.1") == 0

    # Every step was made once, though the second call does not know what the first one did.
    assert world.updates == ["2.11.2", "3.3.1"]
    assert_converged(world, "3.3.1")


def test_an_environment_that_was_upgraded_by_someone_else_is_followed_by_what_describes_it(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.version = "3.3.1"

    assert upgrade("3.3.1") == 0

    assert "It runs 3.3.1 already: no step is needed" in capsys.readouterr().out
    assert world.updates == []
    assert_converged(world, "3.3.1")


@pytest.mark.parametrize(("fails_at", "runs"), [("2.11.2", "2.10.3"), ("3.3.1", "2.11.2")])
def test_a_step_that_aws_takes_back_ends_the_call_and_leaves_what_runs_described(
    world: World, capsys: pytest.CaptureFixture[str], fails_at: str, runs: str
) -> None:
    world.fails_at = fails_at

    assert upgrade("3.3.1") == 1

    output = capsys.readouterr().out
    assert (
        f"AWS rolled the update back, and analytics-data-etl runs {runs} as before: INCORRECT_CONFIGURATION: pip"
        in output
    )
    assert_converged(world, runs)

    # The next call tries again, once the reason is removed.
    world.fails_at = None
    assert upgrade("3.3.1") == 0
    assert_converged(world, "3.3.1")


def test_the_status_of_a_rollback_that_another_call_began_is_recorded(world: World) -> None:
    world.fails_at = "3.3.1"
    world.update_environment(AirflowVersion="3.3.1")

    assert upgrade("3.3.1") == 1

    assert world.status == "UPDATE_FAILED"
    assert_converged(world, "2.10.3")


def test_a_configuration_that_has_the_version_already_is_not_touched(world: World) -> None:
    (world.folder / "mwaa.yaml").write_text(CONFIG.replace("2.10.3", "3.3.1"))
    assert run_here(["render"]) == 0
    world.fails_at = "3.3.1"

    assert upgrade("3.3.1") == 1
    assert (world.version, world.configured) == ("2.11.2", "3.3.1")

    world.fails_at = None
    assert upgrade("3.3.1") == 0
    assert_converged(world, "3.3.1")


def test_the_strategy_goes_with_every_step(world: World) -> None:
    assert upgrade("3.3.1", "--worker-replacement", "graceful") == 0

    assert [arguments["WorkerReplacementStrategy"] for arguments in world.arguments] == ["GRACEFUL"] * 2


def test_without_a_strategy_aws_decides(world: World) -> None:
    assert upgrade("2.11.2") == 0

    assert world.arguments == [{"Name": "analytics-data-etl", "AirflowVersion": "2.11.2"}]


def test_a_configuration_that_cannot_be_written_any_more_is_reported_and_completed_later(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    original = world.update_environment

    def update_environment(**arguments: Any) -> None:
        (world.folder / "mwaa.yaml").chmod(0o444)
        original(**arguments)

    world.update_environment = update_environment  # type: ignore[method-assign]

    assert upgrade("2.11.2") == 1

    output = capsys.readouterr().out
    assert "analytics-data-etl runs 2.11.2, and what describes it does not agree yet: " in output
    assert "mwaa.yaml: cannot be written: it is read-only" in output
    (world.folder / "mwaa.yaml").chmod(0o644)
    assert upgrade("2.11.2") == 0
    assert_converged(world, "2.11.2")


def test_a_configuration_that_becomes_invalid_while_aws_is_at_work_is_reported(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    original = world.update_environment

    def update_environment(**arguments: Any) -> None:
        (world.folder / "mwaa.yaml").write_text(CONFIG + "        max_workers: many\n")
        original(**arguments)

    world.update_environment = update_environment  # type: ignore[method-assign]
    world.fails_at = "3.3.1"

    assert upgrade("3.3.1") == 1

    assert "what describes it does not agree yet: mwaa.yaml:10: " in capsys.readouterr().out
    (world.folder / "mwaa.yaml").write_text(CONFIG)
    world.update_environment, world.fails_at = original, None  # type: ignore[method-assign]
    assert upgrade("3.3.1") == 0
    assert_converged(world, "3.3.1")
