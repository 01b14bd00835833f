"""Clients that log in with a web login token."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._code import matching, search
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_IN_2 = re.compile(r"(?<!/pluginsv2)/aws_mwaa/login\b")
_IN_3 = re.compile(r"/pluginsv2/aws_mwaa/\w+")


@upgrade_check(
    "upgrade.web-login",
    title="Clients log in where the version does",
    fix="post to `/pluginsv2/aws_mwaa/login` from Airflow 3 on, and send the cookie `_token` as a bearer token",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/access-mwaa-apache-airflow-rest-api.html",
    reads=("code", "plugin_files"),
)
def web_login(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No DAG file and no plugin posts a token to `/aws_mwaa/login`, which Airflow 3 has below `/pluginsv2`."""
    pattern = _IN_2 if upgrade.crosses_to_3 else _IN_3 if upgrade.crosses_to_2 else None
    if pattern:
        yield from search(
            upgrade,
            matching(pattern),
            lambda names, places, path: failure(
                f"Airflow {upgrade.requested} has no login at {names}: {places}.", subject=path
            ),
        )
