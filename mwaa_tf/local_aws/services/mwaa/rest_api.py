"""The part of Airflow's REST API that InvokeRestApi reaches here: health, version, and what a test has set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.services.mwaa import airflow
from mwaa_tf.local_aws.services.mwaa.airflow import RestCall
from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment
from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException
from mwaa_tf.mwaa.airflow_versions import numbers

#: Paths that are answered from the environment's settings.
_OWN_PATHS = ("/version", "/health", "/monitor/health")


def answer(
    environment: LocalEnvironment, method: str, path: str, query: Mapping[str, Any], body: Mapping[str, Any]
) -> tuple[int, Any]:
    """Status and body of Airflow's response; of an environment whose Airflow knows something, also of its contents."""
    version = environment.settings["AirflowVersion"]
    if environment.airflow is None or path in _OWN_PATHS:
        return 200, respond(method, path, version, clock.client_now())
    return airflow.respond(environment.airflow, RestCall(method, path, query, body, numbers(version)))


def respond(method: str, path: str, airflow_version: str, now: datetime) -> dict[str, Any]:
    """Airflow's response to a call. No Airflow runs here, so all but ``GET`` of two paths is a ValidationException.

    The health page moved to /monitor/health in Airflow 3.
    """
    health = "/monitor/health" if numbers(airflow_version)[0] >= 3 else "/health"
    if (method, path) == ("GET", "/version"):
        return {"version": airflow_version, "git_version": None}
    if (method, path) == ("GET", health):
        return {
            "metadatabase": {"status": "healthy"},
            "scheduler": {"status": "healthy", "latest_scheduler_heartbeat": now.isoformat()},
        }
    raise ValidationException(
        f"The local AWS runs no Airflow: it answers GET /version and GET {health}, not {method} {path}"
    )
