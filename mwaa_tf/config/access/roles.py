"""Who may use Airflow, and in which of its roles (MWAA user guide, access-policies)."""

from __future__ import annotations

from typing import Annotated, Literal

from mwaa_tf.config.fields import PARTITION, Text, matching

#: The roles of Airflow that AWS knows; each is the last part of the ARN that a policy names.
AirflowRole = Literal["Admin", "Op", "User", "Viewer", "Public"]

PrincipalArn = Annotated[
    Text,
    matching(
        rf"arn:{PARTITION}:iam::[0-9]{{12}}:(?:role|user|group)/[A-Za-z0-9_+=,.@/-]+",
        "the ARN of an IAM role, user or group, arn:aws:iam::ACCOUNT:role/…; a session is not one, its role is",
    ),
]
"""To whom a policy can be attached."""

Principals = tuple[PrincipalArn, ...]
"""May be empty: then the policy is created, and its ARN is an output to attach it by."""
