"""Who may use Airflow, and in which of its roles (MWAA user guide, access-policies)."""

from __future__ import annotations

from mwaa_tf.config.arns import PrincipalArn
from mwaa_tf.config.base import ListOf
from mwaa_tf.mwaa.airflow_roles import AirflowRole

__all__ = ["AirflowRole", "Principals"]

Principals = ListOf[PrincipalArn]
"""May be empty: then the policy is created, and its ARN is an output to attach it by."""
