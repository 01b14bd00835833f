"""The checks of the preflight: pure functions from an upgrade to what stands in its way, one per file.

They are checks of the doctor once an upgrade is bound to them, and so share its findings, its formats and the way in
which a fact that could not be read ends one check and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from inspect import cleandoc

from mwaa_tf.doctor import EnvironmentView
from mwaa_tf.doctor.checks import Check
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.plugins import load_plugins
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade

Function = Callable[[PlannedUpgrade], Iterator[Issue]]

_FOLDER = "mwaa_tf.upgrade.preflight.checks"


@dataclass(frozen=True, slots=True)
class UpgradeCheck:
    """A check of the preflight. Its fields are those of :class:`~mwaa_tf.doctor.checks.Check`."""

    id: str
    """``upgrade.NAME``; never changes."""
    title: str
    """What holds if it passes."""
    fix: str
    source: str
    reads: tuple[str, ...]
    proves: str
    function: Function

    def bound(self, upgrade: PlannedUpgrade) -> Check:
        """The check of one upgrade, for :func:`mwaa_tf.doctor.examine`."""
        function = partial(_examine, self.function, upgrade)
        return Check(self.id, self.title, self.fix, self.source, self.reads, (), self.proves, function)


_CHECKS: dict[str, UpgradeCheck] = {}


def upgrade_check(
    id: str, *, title: str, fix: str, source: str, reads: tuple[str, ...] = ()
) -> Callable[[Function], Function]:
    """Register a check: a function that yields what stands in the way of an upgrade, and nothing if all is well."""

    def register(function: Function) -> Function:
        if id in _CHECKS:
            raise ValueError(f"two checks have the id {id}")
        _CHECKS[id] = UpgradeCheck(id, title, fix, source, reads, cleandoc(function.__doc__ or ""), function)
        return function

    return register


@cache
def upgrade_checks() -> tuple[UpgradeCheck, ...]:
    """All checks of the preflight, by id."""
    load_plugins(_FOLDER)
    return tuple(sorted(_CHECKS.values(), key=lambda check: check.id))


def _examine(function: Function, upgrade: PlannedUpgrade, _view: EnvironmentView) -> Iterator[Issue]:
    return function(upgrade)
