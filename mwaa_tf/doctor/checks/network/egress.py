"""What the environment calls is not closed to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._groups import admits, reaches_some, subnet_networks
from mwaa_tf.doctor.checks.network._routes import Exit, exit_of
from mwaa_tf.doctor.checks.network._services import INTERFACE, has_service_endpoints, used_endpoints
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import SecurityGroupFacts, VpcEndpointFacts
from mwaa_tf.iam.match import Match, any_of
from mwaa_tf.mwaa.endpoint_services import DATABASE_PORT, WEBSERVER_PORT
from mwaa_tf.mwaa.internet import internet
from mwaa_tf.text import join_words

#: EndpointManagement of an environment whose endpoints MWAA creates itself (API reference, CreateEnvironment).
MANAGED_BY_AWS = "SERVICE"


@check(
    "network.egress",
    title="The environment's security groups let the environment out",
    fix="Allow all traffic out: `aws ec2 authorize-security-group-egress --group-id GROUP "
    "--ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]'`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html",
    reads=("network",),
    covers=(
        "verify_env: check_security_groups",
        "verify_env: check_connectivity_to_dep_services",
        "guide: outbound rule for all traffic",
    ),
)
def egress(view: EnvironmentView) -> Iterator[Issue]:
    """Rules let the environment out to AWS services on TCP 443, and to a database whose endpoint MWAA manages on 5432.

    An endpoint of the customer's is checked with the handshake. Services are reached in the VPC where it has endpoints
    of them, and on the internet where it has none. Without the database no environment starts; without SQS, CloudWatch
    or S3 tasks stay queued and logs stay empty.
    """
    groups = view.network.security_groups.value
    for name, port, answer in _answers(view, groups):
        named = join_words([group.id for group in groups])
        if answer is Match.NO:
            yield failure(
                f"The environment's security group {named} does not allow TCP {port} outbound to {name}.",
                fix=f"Allow TCP {port} outbound to {name} in {named}",
                subject=groups[0].id if groups else "",
            )
        elif answer is Match.UNKNOWN:
            reason = f"a rule of {named} names a prefix list, and its addresses are not read"
            yield not_checkable(Gap(GapKind.NOT_ASKED, reason))


def _answers(view: EnvironmentView, groups: tuple[SecurityGroupFacts, ...]) -> Iterator[tuple[str, int, Match]]:
    """Where the environment connects to, on which port, and whether its groups let it."""
    facts = view.environment.value
    if facts.endpoint_management == MANAGED_BY_AWS:
        answer = _in_vpc(view, groups, DATABASE_PORT, lambda endpoint: endpoint.service == facts.database_service)
        yield "its database", DATABASE_PORT, answer
    if not has_service_endpoints(view):
        exits = {exit_of(view.network, subnet_id).exit for subnet_id in view.environment.value.subnet_ids}
        if exits & {Exit.NAT_GATEWAY, Exit.OTHER}:
            name = "AWS services on the internet"
            yield name, WEBSERVER_PORT, reaches_some(groups, WEBSERVER_PORT, internet())
        return
    used = dict(used_endpoints(view))
    ids = {endpoint.id for endpoint in used.values()}
    name = "the endpoints of AWS services"
    yield name, WEBSERVER_PORT, _in_vpc(view, groups, WEBSERVER_PORT, lambda endpoint: endpoint.id in ids)
    if "s3" in used and used["s3"].kind != INTERFACE:
        # A gateway endpoint leads to public addresses of S3, which AWS's prefix list has.
        answer = reaches_some(groups, WEBSERVER_PORT, internet())
        yield "S3", WEBSERVER_PORT, Match.YES if answer is Match.UNKNOWN else answer


def _in_vpc(
    view: EnvironmentView,
    groups: tuple[SecurityGroupFacts, ...],
    port: int,
    is_meant: Callable[[VpcEndpointFacts], bool],
) -> Match:
    """Whether the groups let the environment out to endpoints in its subnets, by address or by group."""
    own = {group.id for group in groups}
    answer = admits(groups, port, is_egress=True, group_ids=own, networks=subnet_networks(view.network))
    if answer is Match.YES:
        return answer
    peers = {
        group_id
        for endpoint in view.network.endpoints.value
        if is_meant(endpoint)
        for group_id in endpoint.security_group_ids
    }
    return any_of([answer, admits(groups, port, is_egress=True, group_ids=peers)])
