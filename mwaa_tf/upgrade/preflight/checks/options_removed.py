"""Airflow configuration options that are gone."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.mwaa.airflow_options import SMTP_OPTIONS, SOURCE, XCOM_PICKLING
from mwaa_tf.upgrade.preflight.checks._options import removed
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.options-removed",
    title="The version has all configuration options",
    fix="remove the option from `airflow_configuration_options` together with the upgrade",
    source=SOURCE,
)
def options_removed(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No option is one that Airflow 3 no longer has: it has no effect there, and what it did is lost."""
    changes = removed(upgrade)
    for name in sorted(upgrade.options.keys() & changes.keys()):
        fix = ""
        if name == XCOM_PICKLING:
            fix = "Have tasks return what JSON can hold, or configure `core.xcom_backend`; then remove the option"
        elif name in SMTP_OPTIONS:
            fix = "Create the connection `smtp_default` with it, then remove the option"
        yield warning(f"Airflow {changes[name].release} has no option `{name}`.", fix=fix, subject=name)
