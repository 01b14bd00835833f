"""The endpoints are available."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import MANAGEMENT_PAGE, apply
from mwaa_tf.doctor.checks.handshake._endpoints import NeededEndpoint, existing_endpoints, is_available
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import VpcEndpointFacts
from mwaa_tf.mwaa.vpc_endpoint_states import VpcEndpointState

_AGAIN = "Delete {id} and create it again"
FIXES: Mapping[VpcEndpointState, str] = {
    VpcEndpointState.PENDING: "Wait: it takes a minute or two",
    VpcEndpointState.PENDING_ACCEPTANCE: "Wait: MWAA accepts connections by itself. If {id} stays so, it was created "
    "by another account than the VPC's owner, or the environment is gone; delete it and create it again",
    VpcEndpointState.REJECTED: f"{_AGAIN}, in the account that owns the VPC",
    VpcEndpointState.FAILED: _AGAIN,
    VpcEndpointState.EXPIRED: f"{_AGAIN}: its request was not accepted in time",
    VpcEndpointState.PARTIAL: "Look which of the interfaces of {id} is missing, and apply again",
}
"""What to do about an endpoint, by the state that it is in instead of ``available``. That the states mean for MWAA's
services what they mean for others is inferred (PrivateLink guide, concepts, "Endpoint states")."""


@check(
    "handshake.endpoint-available",
    title="The endpoints are available",
    fix="Delete the endpoint and create it again: `mwaa_tf apply 3-endpoints`",
    source=MANAGEMENT_PAGE,
    reads=("network",),
    covers=("guide: vpc-endpoint-management: stuck in PENDING",),
)
def endpoint_available(view: EnvironmentView) -> Iterator[Issue]:
    """EC2 says ``available`` of the endpoints of database and web server.

    An endpoint that is not available is why environments stay in PENDING (section "Troubleshooting" of the page).
    """
    for needed, endpoint in existing_endpoints(view):
        if not is_available(endpoint):
            yield _issue(view, needed, endpoint)


def _issue(view: EnvironmentView, needed: NeededEndpoint, endpoint: VpcEndpointFacts) -> Issue:
    if endpoint.state not in set(VpcEndpointState):
        gap = Gap(GapKind.NOT_UNDERSTOOD, f"unknown state {endpoint.state!r} of the endpoint {endpoint.id}")
        return not_checkable(gap, subject=endpoint.id)
    state = VpcEndpointState(endpoint.state)
    fix = FIXES.get(state, _AGAIN).format(id=endpoint.id)
    command = apply(view, Stage.ENDPOINTS)
    if state is VpcEndpointState.PENDING:
        return warning(f"{needed.subject} is still pending.", subject=endpoint.id, fix=fix)
    return failure(
        f"{needed.subject} is {state.words}, not available.",
        subject=endpoint.id,
        fix=f"{fix}: {command}" if command and ":" not in fix else fix,
    )
