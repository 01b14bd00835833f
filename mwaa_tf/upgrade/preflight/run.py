"""The preflight of an upgrade: every check, and the files that it proposes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mwaa_tf.blueprint import Account
from mwaa_tf.config.durations import update_timeout
from mwaa_tf.doctor import Diagnosis, EnvironmentView, Finding, Progress, Target, collect, examine, sections_read
from mwaa_tf.doctor.collect.code.lint import RULES, lint
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.code import DagSources, LintMessage
from mwaa_tf.mwaa.airflow_versions import python_of
from mwaa_tf.mwaa.upgrade_path import UpgradeStep, upgrade_path
from mwaa_tf.upgrade.preflight.after import checks_after
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_checks
from mwaa_tf.upgrade.preflight.requirements import ProposedFile, proposed_requirements

UPGRADE_RULES = (*RULES, "AIR311", "AIR312")
"""Also what Airflow 3 still has and will lose (ruff's documentation, Airflow rules)."""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What stands in the way of an upgrade."""

    upgrade: PlannedUpgrade
    diagnosis: Diagnosis
    """The findings, in the order and with the meaning of the doctor's; its formats write it."""
    requirements: tuple[ProposedFile, ...]
    """requirements.txt for each step that needs another one; nothing writes it into the bucket."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The worst first."""
        return self.diagnosis.findings

    @property
    def is_blocked(self) -> bool:
        """Whether anything would fail."""
        return self.diagnosis.has_failures


def sections_needed() -> frozenset[str]:
    """The sections of the view that the preflight reads: what :func:`mwaa_tf.doctor.collect` is to collect."""
    upgrade = PlannedUpgrade(view=None, current="", requested="", path=())  # type: ignore[arg-type]  # nothing is examined
    return sections_read([*(check.bound(upgrade) for check in upgrade_checks()), *checks_after(upgrade)])


def preflight_of(
    target: Target,
    requested: str,
    path: Sequence[UpgradeStep] | None = None,
    *,
    strategy: str = "",
    environ: Callable[[Account], Mapping[str, str]] = lambda _: {},
    listener: Callable[[Progress], None] = lambda _: None,
    along: Callable[[EnvironmentView], EnvironmentView] = lambda view: view,
) -> Preflight:
    """:func:`preflight` of what AWS answers about ``target``.

    ``environ`` are the variables that reach an account's AWS beside those of this process, ``listener`` hears of each
    section that was read, ``along`` adds to the view what goes along with the last step.
    """
    (view,), calls = collect((target,), sections_needed(), environ=environ, listener=listener)
    return preflight(view, requested, path, strategy=strategy, calls=calls, along=along(view))


def preflight(
    view: EnvironmentView,
    requested: str,
    path: Sequence[UpgradeStep] | None = None,
    *,
    strategy: str = "",
    environ: Mapping[str, str] | None = None,
    calls: int = 0,
    along: EnvironmentView | None = None,
) -> Preflight:
    """Examine ``view`` for an upgrade to ``requested``, one of the versions that MWAA offers.

    ``path`` are the steps, by default those of :func:`~mwaa_tf.mwaa.upgrade_path.upgrade_path`; ``strategy``
    overrides the configuration's worker replacement strategy; ``calls`` is how many calls of AWS filled the view,
    ``along`` the view with what goes along with the last step (:func:`~mwaa_tf.upgrade.preflight.along.view_along`).
    ruff runs once for each Python on the path, on copies of the DAG files; no file of the environment is executed, and
    nothing is written anywhere. Raises nothing that AWS or a user can cause.
    """
    environ = os.environ if environ is None else environ
    upgrade = _upgrade(view, along or view, requested, path, strategy, environ)
    checks = [*(check.bound(upgrade) for check in upgrade_checks()), *checks_after(upgrade)]
    return Preflight(upgrade, examine([view], checks, calls=calls), proposed_requirements(upgrade))


def _upgrade(
    view: EnvironmentView,
    along: EnvironmentView,
    requested: str,
    path: Sequence[UpgradeStep] | None,
    strategy: str,
    environ: Mapping[str, str],
) -> PlannedUpgrade:
    current = view.environment.content.airflow_version if view.environment.content else ""
    steps = tuple(path) if path is not None else _path(current, requested)
    settings = view.target.settings
    strategy = strategy or (settings.settings.worker_replacement_strategy if settings else "") or ""
    pythons = {python for step in steps or () if (python := python_of(step.requested))}
    return PlannedUpgrade(
        view=view,
        current=current,
        requested=requested,
        path=steps or (),
        is_possible=steps is not None,
        strategy=strategy,
        update_timeout=update_timeout(settings.settings.timeouts, strategy) if settings else None,
        lint={python: _lint(view.code.dag_sources, python, environ) for python in sorted(pythons)},
        plugin_lint=_lint(along.plugin_files.sources, python_of(requested), environ),
        along=along,
    )


def _path(current: str, requested: str) -> tuple[UpgradeStep, ...] | None:
    try:
        return upgrade_path(current, requested)
    except ValueError:  # a version that is no dotted number, or none
        return None


def _lint(
    sources: Reading[DagSources], python: str | None, environ: Mapping[str, str]
) -> Reading[tuple[LintMessage, ...]]:
    if sources.gap:
        return Reading.unread(sources.gap, sources.source)
    return lint(sources.value.files, python, environ, rules=UPGRADE_RULES)
