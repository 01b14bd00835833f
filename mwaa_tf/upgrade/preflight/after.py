"""Checks of the doctor, made of an environment as it would be after each step of an upgrade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mwaa_tf.doctor import EnvironmentView, select_checks
from mwaa_tf.doctor.checks import Check
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade

AFTER_EACH_STEP = (
    "code.airflowignore",
    "code.dag-syntax",
    "code.wheels",
    "handshake.workers-webserver",
    "network.public-webserver",
)
"""Those that depend on the version of Airflow or Python."""

BEFORE = (
    "code.requirements-syntax",
    "code.startup-script",
    "network.black-hole",
    "permissions.configured-files",
)
"""Those that look at what an update needs whatever the version."""


def checks_after(upgrade: PlannedUpgrade) -> Iterator[Check]:
    """The doctor's checks, each bound to the view as it is, or as it would be after the steps."""
    yield from select_checks(BEFORE)
    for check in select_checks(AFTER_EACH_STEP):
        yield replace(check, function=_After(check, upgrade))


class _After:
    """A check of the view after each step; what two steps have in common is said once."""

    def __init__(self, check: Check, upgrade: PlannedUpgrade) -> None:
        self._check = check
        self._upgrade = upgrade

    def __call__(self, _view: EnvironmentView) -> Iterator[Issue]:
        found: dict[tuple[str, str], Issue] = {}
        for step in self._upgrade.path:
            for issue in self._check.function(self._upgrade.view_after(step)):
                found.setdefault((issue.subject, issue.message), issue)
        yield from found.values()
