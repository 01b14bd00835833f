"""Requests as policies from above judge them: whatever is not known of them is unknown, and never absent."""

from __future__ import annotations

from mwaa_tf.doctor.checks.prerequisites._actions import Doer
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest

ALLOW_ALL = parse_policy({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
"""In the place of the principal's own policies, which are not the question."""

_UNKNOWN_KEYS = ("*",)


def request(view: EnvironmentView, doer: Doer, action: str) -> AccessRequest:
    """The request of ``doer`` in the region of the environment."""
    return AccessRequest(
        RequestPrincipal.of_arn(doer.arn),
        action,
        ANY,
        context={"aws:RequestedRegion": view.target.region},
        unknown_keys=_UNKNOWN_KEYS,
    )
