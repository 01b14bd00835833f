"""Two subnets of one VPC, in different zones."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import Subnet
from mwaa_tf.mwaa.quotas import SUBNETS
from mwaa_tf.mwaa.vpc_states import SubnetState
from mwaa_tf.text import join_words


@check(
    "network.subnets",
    title="The environment has two subnets of one VPC, in different zones",
    fix="Create an environment in two private subnets of one VPC in different zones; its subnets cannot be changed",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html",
    reads=("network",),
    covers=(
        "guide: two private subnets in different Availability Zones",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: subnets",
    ),
)
def subnets(view: EnvironmentView) -> Iterator[Issue]:
    """Both subnets exist, belong to one VPC, and are in different zones.

    MWAA creates no environment otherwise. A subnet that is deleted afterwards takes all containers with it that MWAA
    would start there.
    """
    subnet_ids = view.environment.value.subnet_ids
    if len(set(subnet_ids)) != SUBNETS:
        yield failure(f"The environment has {len(set(subnet_ids))} subnets, and needs {SUBNETS}.")
    known = view.network.subnets.value
    for subnet_id in sorted(set(subnet_ids) - {subnet.id for subnet in known}):
        yield failure(f"The subnet {subnet_id} does not exist, or neither account sees it.", subject=subnet_id)
    yield from _places(known)


def _places(known: tuple[Subnet, ...]) -> Iterator[Issue]:
    vpc_ids = sorted({subnet.vpc_id for subnet in known})
    if len(vpc_ids) > 1:
        yield failure(f"The subnets are in different VPCs: {join_words(vpc_ids)}.")
    zones = {subnet.zone_id or subnet.zone for subnet in known}
    if len(known) > 1 and len(zones) == 1:
        ids = join_words([subnet.id for subnet in known])
        yield failure(f"The subnets {ids} are both in the zone {zones.pop()}.", subject=known[0].id)
    for subnet in known:
        if subnet.state and subnet.state not in set(SubnetState):
            text = f"the subnet {subnet.id} has a state that mwaa_tf does not know: {subnet.state!r}"
            yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text), subject=subnet.id)
        elif subnet.state not in ("", SubnetState.AVAILABLE):
            yield failure(f"The subnet {subnet.id} is in the state {subnet.state}.", subject=subnet.id)
