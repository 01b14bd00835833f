"""Endpoints of AWS services are available."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._services import AVAILABLE, used_endpoints
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView

#: States of an endpoint (botocore, ec2, State), in lower case, but for those of one that is being deleted.
_BROKEN = frozenset({"pendingacceptance", "rejected", "failed", "expired"})
_PASSING = frozenset({"pending", "partial"})
STATES = frozenset({AVAILABLE, "deleting", "deleted"}) | _BROKEN | _PASSING


@check(
    "network.service-endpoint-states",
    title="Endpoints of AWS services are available",
    fix="Delete the endpoint, and create it again",
    source="https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html",
    reads=("network",),
    covers=("runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: VPC endpoints",),
)
def service_endpoint_states(view: EnvironmentView) -> Iterator[Issue]:
    """The endpoints through which the environment calls AWS services are in the state available.

    With private DNS on, all calls of the VPC to the service go to the endpoint, and fail there as long as it does not
    work, whether there is a NAT gateway or not.
    """
    for service, endpoint in used_endpoints(view):
        if endpoint.state in ("", AVAILABLE):
            continue
        message = f"The endpoint {endpoint.id} of {service} is {endpoint.state}."
        if endpoint.state not in STATES:
            reason = f"the endpoint {endpoint.id} of {service} has the unknown state {endpoint.state!r}"
            yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
        elif endpoint.state in _PASSING:
            yield warning(message, fix="Wait a few minutes, and look again", subject=endpoint.id)
        else:
            yield failure(message, subject=endpoint.id)
