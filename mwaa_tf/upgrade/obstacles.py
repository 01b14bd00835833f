"""What stands in the way of a version: the one place where the command meets the checks."""

from __future__ import annotations

from mwaa_tf.doctor import Target
from mwaa_tf.doctor.finding import Finding


def find_obstacles(target: Target, version: str) -> tuple[Finding, ...]:  # noqa: ARG001 - connected with the checks
    """What would fail, or should be changed, if ``target`` ran Airflow ``version``; read-only."""
    return ()
