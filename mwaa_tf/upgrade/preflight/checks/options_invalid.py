"""Values of Airflow configuration options that the version refuses."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.mwaa.airflow_options import PARALLELISM, SOURCE
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.options-invalid",
    title="Configuration options have values that the version takes",
    fix="set `core.parallelism` to the number of tasks that may run at the same time, or remove it",
    source=SOURCE,
)
def options_invalid(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """`core.parallelism` is not 0, which meant no limit in Airflow 2; Airflow 3 does not start with it."""
    if upgrade.crosses_to_3 and upgrade.options.get(PARALLELISM, "").strip() == "0":
        yield failure(f"Airflow 3 refuses 0 for the option `{PARALLELISM}`.", subject=PARALLELISM)
