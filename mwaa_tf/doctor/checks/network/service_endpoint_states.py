"""Endpoints of AWS services are available."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._services import used_endpoints
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.vpc_endpoint_states import VpcEndpointState

_PASSING = frozenset({VpcEndpointState.PENDING, VpcEndpointState.PARTIAL})


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
        if endpoint.state in ("", VpcEndpointState.AVAILABLE):
            continue
        message = f"The endpoint {endpoint.id} of {service} is {endpoint.state}."
        if endpoint.state not in set(VpcEndpointState):
            reason = f"the endpoint {endpoint.id} of {service} has the unknown state {endpoint.state!r}"
            yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
        elif endpoint.state in _PASSING:
            yield warning(message, fix="Wait a few minutes, and look again", subject=endpoint.id)
        else:
            yield failure(message, subject=endpoint.id)
