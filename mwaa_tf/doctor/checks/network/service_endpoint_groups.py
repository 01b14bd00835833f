"""Endpoints of AWS services admit the environment."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._groups import admits, named_groups, subnet_networks
from mwaa_tf.doctor.checks.network._services import INTERFACE, used_endpoints
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.match import Match
from mwaa_tf.mwaa.endpoint_services import UNDOCUMENTED, WEBSERVER_PORT
from mwaa_tf.text import join_words


@check(
    "network.service-endpoint-groups",
    title="Security groups of AWS services' endpoints admit the environment",
    fix="Allow TCP 443 from the environment's subnets: `aws ec2 authorize-security-group-ingress --group-id GROUP "
    "--protocol tcp --port 443 --cidr CIDR`",
    source="https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html",
    reads=("network",),
    covers=("verify_env: check_connectivity_to_dep_services", "guide: security group of VPC endpoints"),
)
def service_endpoint_groups(view: EnvironmentView) -> Iterator[Issue]:
    """Groups of the interface endpoints of AWS services admit the environment on TCP 443, by group or by address.

    With private DNS on, all calls of the VPC to the service go to the endpoint: a group that closes it closes the
    service, whether there is a NAT gateway or not.
    """
    closed: dict[tuple[str, ...], list[str]] = {}
    for service, endpoint in used_endpoints(view):
        if endpoint.kind != INTERFACE:
            continue
        answer = _answer(view, endpoint.security_group_ids)
        if answer is Match.NO:
            closed.setdefault(endpoint.security_group_ids, []).append(service)
        elif answer is Match.UNKNOWN:
            reason = f"the rules of {join_words(endpoint.security_group_ids)}, of {endpoint.id}, are not all known"
            yield not_checkable(Gap(GapKind.NOT_ASKED, reason))
    for group_ids, services in closed.items():
        named = join_words(group_ids) or "no group"
        cidrs = join_words([subnet.cidr for subnet in view.network.subnets.value])
        report = warning if UNDOCUMENTED.issuperset(services) else failure
        yield report(
            f"The security group {named} of the endpoint of {join_words(services)} does not admit the environment on "
            f"TCP {WEBSERVER_PORT}.",
            fix=f"Allow TCP {WEBSERVER_PORT} inbound from {cidrs} in {named}",
            subject=group_ids[0] if group_ids else "",
        )


def _answer(view: EnvironmentView, group_ids: tuple[str, ...]) -> Match:
    groups = named_groups(view.network, group_ids)
    answer = admits(
        groups,
        WEBSERVER_PORT,
        is_egress=False,
        group_ids=view.environment.value.security_group_ids,
        networks=subnet_networks(view.network),
    )
    is_complete = len(groups) == len(group_ids)
    return answer if answer is Match.YES or is_complete else Match.UNKNOWN
