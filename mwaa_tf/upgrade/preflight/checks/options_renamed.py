"""Airflow configuration options with another name."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.mwaa.access_modes import BASE_URL_OPTION
from mwaa_tf.mwaa.airflow_options import OTHER_UNIT, SOURCE, OptionChange
from mwaa_tf.upgrade.preflight.checks._options import earlier, renamed
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

    Some changed with 3.1 and 3.2. Airflow 3 reads most old names for a while and logs a warning. Back to an earlier
    version, the new names mean nothing.
    """
    changes, names, options = renamed(upgrade), earlier(upgrade), upgrade.options
    for name in sorted(options.keys() & changes.keys()):
        yield _renamed(changes[name])
    for name in sorted(options.keys() & names.keys()):
        yield warning(
            f"Airflow {upgrade.requested} does not read the option `{name}`: it is `{names[name]}` there.",
            fix=f"Rename it to `{names[name]}` together with the downgrade",
            subject=name,
        )


def _renamed(change: OptionChange) -> Issue:
    more = ", with another unit" if change.name in OTHER_UNIT else ""
    if change.name == BASE_URL_OPTION:
        more = "; what MWAA makes of it for a custom domain is not documented"
    return warning(
        f"The option `{change.name}` is called `{change.successor}` in Airflow {change.release}{more}.",
        fix=f"Rename it to `{change.successor}` together with the upgrade",
        subject=change.name,
    )
