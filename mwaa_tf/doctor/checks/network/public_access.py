"""VPC Block Public Access does not cut the environment off from the internet."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._routes import Exit, exit_of
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.vpc_states import PublicAccessMode
from mwaa_tf.text import join_words


@check(
    "network.public-access",
    title="VPC Block Public Access does not cut the environment off",
    fix="Exempt the VPC: `aws ec2 create-vpc-block-public-access-exclusion --vpc-id VPC "
    "--internet-gateway-exclusion-mode allow-egress`",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html",
    reads=("network",),
)
def public_access(view: EnvironmentView) -> Iterator[Issue]:
    """The VPC owner's account does not block the internet both ways, or exempts the VPC or its subnets.

    In the mode block-bidirectional, internet gateways pass nothing, and so NAT gateways neither. The mode block-ingress
    leaves NAT gateways alone, and what MWAA itself puts on the internet: a public web server is in a VPC of MWAA.
    """
    mode = view.network.block_public_access.value.mode
    if mode not in set(PublicAccessMode):
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, f"VPC Block Public Access has the unknown mode {mode!r}"))
    if mode != PublicAccessMode.BLOCK_BIDIRECTIONAL:
        return
    ways = {subnet_id: exit_of(view.network, subnet_id) for subnet_id in view.environment.value.subnet_ids}
    leaving = {subnet_id: way.target for subnet_id, way in ways.items() if way.exit is Exit.NAT_GATEWAY}
    if not leaving:
        yield passed("the subnets have no way to the internet that it could close")
        return
    excluded = {exclusion.resource_id for exclusion in view.network.block_public_access.value.exclusions}
    vpc_id = view.network.vpc.value.id
    if vpc_id in excluded:
        return
    gateways = {gateway.id: gateway.subnet_id for gateway in view.network.nat_gateways.content or ()}
    closed = {}
    for subnet_id, target in leaving.items():
        exempted = [subnet_id in excluded, gateways.get(target) in excluded]
        if not any(exempted):
            closed[subnet_id] = target
        elif not all(exempted):
            reason = (
                f"whether an exclusion of one of {subnet_id} and {gateways.get(target)} is enough is not documented"
            )
            yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
    if closed:
        yield failure(
            f"VPC Block Public Access of account {view.network.vpc.value.owner_id} is {mode}: "
            f"{join_words(sorted(set(closed.values())))}, by which {join_words(closed)} leave, are closed.",
            fix=f"Exempt the VPC: `aws ec2 create-vpc-block-public-access-exclusion --vpc-id {vpc_id} "
            "--internet-gateway-exclusion-mode allow-egress`",
            subject=vpc_id,
        )
