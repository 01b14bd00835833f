"""Policies and requests that the tests of iam share."""

from __future__ import annotations

from typing import Any

from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.principals import RequestPrincipal

ACCOUNT, OTHER_ACCOUNT = "111122223333", "444455556666"

USER_ARN = f"arn:aws:iam::{ACCOUNT}:user/team/carlos"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/team/deployer"
SESSION_ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/morning"
FEDERATED_ARN = f"arn:aws:sts::{ACCOUNT}:federated-user/carlos"

USER = RequestPrincipal.of_arn(USER_ARN)
ROLE = RequestPrincipal.of_arn(ROLE_ARN)
SESSION = RequestPrincipal.of_arn(SESSION_ARN)
FEDERATED_USER = RequestPrincipal.of_arn(FEDERATED_ARN)
ROOT_USER = RequestPrincipal.of_arn(f"arn:aws:iam::{ACCOUNT}:root")

BUCKET = "arn:aws:s3:::reports"
OBJECT = f"{BUCKET}/2026/july.csv"


def statement(effect: str = "Allow", /, **elements: Any) -> dict[str, Any]:
    """A statement about reading objects, with ``elements`` in place of its own; ``None`` leaves one out."""
    usual = {"Effect": effect, "Action": "s3:GetObject", "Resource": "*"}
    for opposite in ("Action", "Resource"):
        if f"Not{opposite}" in elements:
            usual.pop(opposite)
    return {name: value for name, value in {**usual, **elements}.items() if value is not None}


def policy(*statements: dict[str, Any], version: str = "2012-10-17") -> PolicyDocument:
    """The document with ``statements``."""
    return parse_policy({"Version": version, "Statement": list(statements)})


ALLOWS, SILENT, DENIES = policy(statement()), policy(), policy(statement("Deny"))
