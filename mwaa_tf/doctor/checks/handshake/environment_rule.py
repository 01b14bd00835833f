"""The environment may call its endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._endpoints import DATABASE, existing_endpoints
from mwaa_tf.doctor.checks.handshake._rules import egress_issue
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "handshake.environment-rule",
    title="The environment may call its endpoints",
    fix="Let the environment's security group out to the endpoints: `mwaa_tf apply 2-environments`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html",
    reads=("network",),
)
def environment_rule(view: EnvironmentView) -> Iterator[Issue]:
    """The environment's security groups let TCP 5432 out to the endpoint of the database, by group or by address.

    Security groups are asked on both sides: what the endpoint admits still has to be let out.
    """
    for needed, endpoint in existing_endpoints(view):
        if needed.purpose == DATABASE:
            yield from egress_issue(view, needed, endpoint)
