"""The part of Airflow's REST API that InvokeRestApi reaches here: health and version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException
from mwaa_tf.mwaa.airflow_versions import numbers


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
