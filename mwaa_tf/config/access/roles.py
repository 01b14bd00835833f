"""Who may use Airflow, and in which of its roles (MWAA user guide, access-policies)."""

from __future__ import annotations

from typing import Literal

from mwaa_tf.config.arns import PrincipalArn

#: The roles of Airflow that AWS knows; each is the last part of the ARN that a policy names.
AirflowRole = Literal["Admin", "Op", "User", "Viewer", "Public"]

Principals = tuple[PrincipalArn, ...]
"""May be empty: then the policy is created, and its ARN is an output to attach it by."""
