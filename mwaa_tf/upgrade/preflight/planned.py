"""An upgrade that is examined before it starts: the view of the environment, and the steps that lead to the version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.doctor import EnvironmentView
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.code import LintMessage
from mwaa_tf.mwaa.airflow_versions import numbers, python_of
from mwaa_tf.mwaa.upgrade_path import UpgradeStep

NOT_LINTED = Gap(GapKind.NOT_ASKED, "the DAG files were not read by ruff")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUpgrade:
    """What the checks of the preflight look at. Nothing in it changes anything."""

    view: EnvironmentView
    current: str
    """The version that runs; empty where it is not known."""
    requested: str
    path: tuple[UpgradeStep, ...]
    """Empty where AWS goes none in place, or the version runs already."""
    is_possible: bool = True
    """Whether AWS goes there in place."""
    strategy: str = ""
    """How the update replaces workers: ``FORCED``, ``GRACEFUL``; empty for what MWAA takes, FORCED."""
    update_timeout: timedelta | None = None
    """How long Terraform waits for an update; None for as long as the provider does."""
    lint: Mapping[str, Reading[tuple[LintMessage, ...]]] = field(default_factory=dict)
    """What ruff finds in the DAG files, by the Python that reads them: ``3.12``."""
    plugin_lint: Reading[tuple[LintMessage, ...]] = Reading.unread(NOT_LINTED)  # noqa: RUF009 - it is frozen
    """What ruff finds in the modules of plugins.zip, for the Python of the last step."""
    along: EnvironmentView | None = None
    """:attr:`view` with what goes along with the last step; None for what runs."""

    @property
    def dag_lint(self) -> Reading[tuple[LintMessage, ...]]:
        """What ruff finds in the DAG files, for the Python of the last step."""
        return self.lint.get(self.python, Reading.unread(NOT_LINTED))

    @property
    def settings(self) -> ResolvedEnvironment | None:
        """What the configuration says about the environment; None without one."""
        return self.view.target.settings

    @property
    def crosses_to_3(self) -> bool:
        """Whether a step leads from Airflow 2 to 3."""
        return any(step.changes_major and not step.is_downgrade for step in self.path)

    @property
    def crosses_to_2(self) -> bool:
        """Whether a step leads from Airflow 3 back to 2."""
        return any(step.changes_major and step.is_downgrade for step in self.path)

    @property
    def python(self) -> str:
        """The Python of the requested version; empty where the table of releases does not know."""
        return python_of(self.requested) or ""

    def reaches(self, least: tuple[int, ...]) -> bool:
        """Whether the requested version is ``least`` or later."""
        return numbers(self.requested) >= least

    def steps_from(self, least: tuple[int, ...]) -> Iterator[UpgradeStep]:
        """The steps that end at version ``least`` or later, while the one before each is earlier."""
        return (step for step in self.path if numbers(step.current) < least <= numbers(step.requested))

    @property
    def last_view(self) -> EnvironmentView:
        """What the requested version will find."""
        return self.along or self.view

    def view_at(self, step: UpgradeStep) -> EnvironmentView:
        """What the version that ``step`` leads to will find."""
        return self.last_view if step == self.path[-1] else self.view

    @property
    def major_view(self) -> EnvironmentView:
        """What the first version of the other major will find; what the last one will where the major stays."""
        return next((self.view_at(step) for step in self.path if step.changes_major), self.last_view)

    @property
    def options(self) -> Mapping[str, str]:
        """The options of Airflow that are set when the major version changes. Raises :class:`UnreadError`."""
        return self.major_view.environment.value.options.value

    def view_after(self, step: UpgradeStep) -> EnvironmentView:
        """The view as it would be after ``step``, if nothing but the version changed: what the doctor's checks read."""
        view = self.view_at(step)
        environment = view.environment.map(lambda facts: replace(facts, airflow_version=step.requested))
        python = python_of(step.requested) or ""
        code = replace(view.code, lint=self.lint.get(python, Reading.unread(NOT_LINTED)))
        return replace(view, environment=environment, code=code)
