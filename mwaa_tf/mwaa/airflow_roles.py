"""The roles of Airflow that IAM policies name (MWAA user guide, access-policies)."""

from __future__ import annotations

from typing import Literal, get_args

AirflowRole = Literal["Admin", "Op", "User", "Viewer", "Public"]
"""Each is the end of an ARN: arn:aws:airflow:REGION:ACCOUNT:role/ENVIRONMENT/ROLE."""

AIRFLOW_ROLES: tuple[str, ...] = get_args(AirflowRole)
"""From the most rights to the fewest."""
