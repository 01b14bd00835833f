"""The way from one version of Airflow to another that AWS goes in place (MWAA user guide, upgrading-environment)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mwaa_tf.mwaa.airflow_versions import MAJOR_CHANGES_FROM, OFFERED, RELEASES, can_change_in_place, numbers


@dataclass(frozen=True, slots=True)
class UpgradeStep:
    """One change of the version, which MWAA makes with one UpdateEnvironment."""

    current: str
    requested: str

    @property
    def is_downgrade(self) -> bool:
        """Whether it leads to an earlier version."""
        return numbers(self.requested) < numbers(self.current)

    @property
    def changes_major(self) -> bool:
        """Whether it leads from 2.x to 3.x or back. The AWS provider replaces an environment for the way up."""
        return numbers(self.requested)[0] != numbers(self.current)[0]

    @property
    def changes_python(self) -> bool:
        """Whether another Python runs Airflow afterwards; True where the table of releases does not know."""
        before, after = RELEASES.get(self.current), RELEASES.get(self.requested)
        return before is None or after is None or before.python != after.python


def upgrade_path(current: str, requested: str) -> tuple[UpgradeStep, ...] | None:
    """The steps from ``current`` to ``requested``, one of :data:`OFFERED`: none if they are the same version.

    None where only a new environment leads there. AWS's page advises to create one instead of going from 2.10.3 or
    earlier to 3.x directly; through the latest 2.11.x the same environment gets there, which keeps its history.
    Raises :class:`ValueError` for text that is no dotted number.
    """
    if current == requested:
        return ()
    if requested not in OFFERED:
        return None
    if _can_change(current, requested):
        return (UpgradeStep(current, requested),)
    if _can_change(current, MAJOR_CHANGES_FROM) and _can_change(MAJOR_CHANGES_FROM, requested):
        return (UpgradeStep(current, MAJOR_CHANGES_FROM), UpgradeStep(MAJOR_CHANGES_FROM, requested))
    return None


def is_refused(current: str, requested: str) -> bool:
    """Whether MWAA takes no single update from ``current`` to ``requested``, up or down.

    False where either is no version of :data:`~mwaa_tf.mwaa.airflow_versions.RELEASES`: those are left to MWAA.
    """
    if current not in RELEASES or requested not in RELEASES:
        return False
    steps = upgrade_path(current, requested)
    return steps is None or len(steps) > 1


def replaced_for_version(
    before: Mapping[str, Any], after: Mapping[str, Any], forced_by: Sequence[Sequence[str | int]]
) -> tuple[UpgradeStep, ...]:
    """The steps that MWAA does in place, where Terraform replaces an environment for nothing but its version.

    ``before`` and ``after`` are its arguments in a plan, ``forced_by`` the paths of the attributes that force the
    replacement. Provider 5.100 replaces where the major version increases. Empty where something else forces it, too,
    or where no path leads to the version.
    """
    versions = before.get("airflow_version"), after.get("airflow_version")
    current, requested = versions
    if [list(path) for path in forced_by] != [["airflow_version"]] or not all(isinstance(one, str) for one in versions):
        return ()
    try:
        return upgrade_path(str(current), str(requested)) or ()
    except ValueError:
        return ()


def in_place_explanation(steps: Sequence[UpgradeStep]) -> str:
    """That MWAA makes the change of :func:`replaced_for_version` in place, in a clause."""
    through = f" by way of {steps[0].requested}" if len(steps) > 1 else ""
    versions = f"from Airflow {steps[0].current} to {steps[-1].requested}"
    return f"MWAA takes it {versions} in place{through}, and keeps its history"


def _can_change(current: str, requested: str) -> bool:
    """As :func:`can_change_in_place`. An environment of 1.x stays there: AWS's page names 2.x and 3.x only."""
    return numbers(current)[0] >= 2 and can_change_in_place(current, requested)
