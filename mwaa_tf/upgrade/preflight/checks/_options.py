"""What becomes of Airflow's options on the way to the version."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.mwaa.airflow_options import OptionChange, earlier_names, removed_options, renamed_options
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade


def renamed(upgrade: PlannedUpgrade) -> Mapping[str, OptionChange]:
    """The options that the version calls otherwise, by the name before."""
    return renamed_options(*_ends(upgrade)) if upgrade.path else {}


def removed(upgrade: PlannedUpgrade) -> Mapping[str, OptionChange]:
    """The options that the version no longer has."""
    return removed_options(*_ends(upgrade)) if upgrade.path else {}


def earlier(upgrade: PlannedUpgrade) -> Mapping[str, str]:
    """The options that the version, an earlier one, does not read, and the names that it has for them."""
    return earlier_names(*_ends(upgrade)) if upgrade.path else {}


def _ends(upgrade: PlannedUpgrade) -> tuple[str, str]:
    return upgrade.path[0].current, upgrade.path[-1].requested
