"""Clients of Airflow's REST API."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._code import matching, search
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

#: Paths of Airflow's API, so that /api/v1 of another service is not taken for it.
_PATHS = (
    "config|connections|dagSources|dagStats|dagWarnings|dags|datasets|eventLogs|health|importErrors|permissions|plugins"
    "|pools|providers|roles|users|variables|version|assets|backfills|monitor"
)


@upgrade_check(
    "upgrade.rest-api",
    title="Clients call the REST API of the version",
    fix="call `/api/v2` from Airflow 3 on, `/api/v1` before; bodies differ, too: a trigger needs `logical_date`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/access-mwaa-apache-airflow-rest-api.html",
    reads=("code", "plugin_files"),
)
def rest_api(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No DAG file and no plugin calls `/api/v1`, which Airflow 3 does not serve; or, on the way back, `/api/v2`.

    Clients outside the environment are not seen.
    """
    old, new = ("v1", "v2") if upgrade.crosses_to_3 else ("v2", "v1")
    if upgrade.crosses_to_3 or upgrade.crosses_to_2:
        pattern = re.compile(rf"/api/{old}/(?:{_PATHS})\b")
        yield from search(
            upgrade,
            matching(pattern),
            lambda names, places, path: failure(
                f"Airflow {upgrade.requested} serves /api/{new}, and not {names}: {places}.", subject=path
            ),
        )
