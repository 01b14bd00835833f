"""Airflow configuration options with another name."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.mwaa.access_modes import BASE_URL_OPTION
from mwaa_tf.mwaa.airflow_options import NAMES_IN_2, OTHER_UNIT, RENAMED_IN_3, SOURCE
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.options-renamed",
    title="Configuration options have the names of the version",
    fix="rename the option in `airflow_configuration_options` together with the upgrade",
    source=SOURCE,
)
def options_renamed(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No option has a name that Airflow 3 changed, such as those of `webserver` that are in `api` and `fab` now.

    Airflow 3 reads most old names for a while and logs a warning. Back to 2.11, the new names mean nothing.
    """
    options = upgrade.options
    if upgrade.crosses_to_3:
        for name in sorted(options.keys() & RENAMED_IN_3.keys()):
            yield _to_3(name, RENAMED_IN_3[name])
    if upgrade.crosses_to_2:
        for name in sorted(options.keys() & NAMES_IN_2.keys()):
            yield warning(
                f"Airflow {upgrade.requested} does not read the option {name}: it is {NAMES_IN_2[name]} there.",
                fix=f"Rename it to `{NAMES_IN_2[name]}` together with the downgrade",
                subject=name,
            )


def _to_3(old: str, new: str) -> Issue:
    more = ", with another unit" if old in OTHER_UNIT else ""
    if old == BASE_URL_OPTION:
        more = "; what MWAA makes of it for a custom domain is not documented"
    return warning(
        f"Airflow 3 calls the option {old} {new}{more}.",
        fix=f"Rename it to `{new}` together with the upgrade",
        subject=old,
    )
