"""How the subnets are shared, as RAM and EC2 answer both sides.

The owner sees its shares with all principals and resources, the participant only those that it receives (RAM API
reference, GetResourceShares, resourceOwner). Without credentials of the owner the participant's side is used: it tells
what is shared, and not what was meant to be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from mwaa_tf.arn import Arn
from mwaa_tf.blueprint.network import share_name
from mwaa_tf.doctor.collect.aws.calls import Answer, Calls
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.target import Target
from mwaa_tf.doctor.view.share import Association, Share, ShareSection
from mwaa_tf.mwaa.resource_shares import AssociationStatus, ResourceStatus
from mwaa_tf.text import escape_control_characters as printable

GET_OWN_SHARES = operation(
    "ram", "GetResourceShares", by=CallerSide.OWNER, why="whether the subnets are in an active resource share"
)
GET_ASSOCIATIONS = operation(
    "ram",
    "GetResourceShareAssociations",
    by=CallerSide.OWNER,
    why="which accounts and subnets are in the resource share",
)
GET_RECEIVED_SHARES = operation("ram", "GetResourceShares", why="which resource shares reach the environment's account")
LIST_RESOURCES = operation("ram", "ListResources", why="which subnets are shared with the environment's account")
DESCRIBE_SUBNETS = operation("ec2", "DescribeSubnets", why="whether the environment's account sees its subnets")


def collect(source: AwsSource) -> ShareSection:
    """Ask RAM on both sides, and EC2 as the participant."""
    participant_id, owner_id = _account_id(source.participant), _account_id(source.owner)
    is_shared = Reading.unread(participant_id.gap) if participant_id.gap else owner_id.map(participant_id.value.__ne__)
    if is_shared.content is False:
        return ShareSection(
            is_shared=is_shared,
            participant_id=participant_id,
            shares=Reading.of((), is_shared.source),
            received_share_arns=Reading.of((), is_shared.source),
            visible_subnet_ids=_visible_subnets(source, _subnet_ids(source, ())),
        )
    shares = _own_shares(source, owner_id).or_else(lambda: _received_shares(source))
    expected = _subnet_ids(source, shares.content or ())
    return ShareSection(
        is_shared=is_shared,
        participant_id=participant_id,
        shares=shares.map(lambda known: tuple(share for share in known if _concerns(share, source.target, expected))),
        received_share_arns=source.read(
            GET_RECEIVED_SHARES, lambda answer: tuple(_arns(answer)), resourceOwner="OTHER-ACCOUNTS"
        ),
        visible_subnet_ids=_visible_subnets(source, expected),
    )


def _account_id(calls: Calls) -> Reading[str]:
    """The account: as the configuration says it, which needs no credentials, or whose the credentials are."""
    if calls.account.account_id:
        return Reading.of(calls.account.account_id, "the configuration")
    return calls.identity.map(lambda identity: identity.account_id)


def _own_shares(source: AwsSource, owner_id: Reading[str]) -> Reading[tuple[Share, ...]]:
    subnet_owner = _subnet_owner(source)
    if subnet_owner and owner_id.is_known and subnet_owner != owner_id.value:
        reason = f"needs credentials of account {subnet_owner}, which owns the subnets"
        return Reading.unread(Gap(GapKind.CREDENTIALS, reason))
    principals = source.read(GET_ASSOCIATIONS, _associations, associationType="PRINCIPAL")
    subnets = source.read(GET_ASSOCIATIONS, _associations, associationType="RESOURCE")
    if gap := principals.gap or subnets.gap:
        return Reading.unread(gap, principals.source)
    of_share = {
        kind: _by_share(reading.content or ()) for kind, reading in (("principal", principals), ("subnet", subnets))
    }
    return source.read(
        GET_OWN_SHARES,
        lambda answer: tuple(
            _share(
                share,
                of_share["principal"].get(share["resourceShareArn"], ()),
                tuple(
                    resource
                    for resource in of_share["subnet"].get(share["resourceShareArn"], ())
                    if _is_subnet(resource.entity)
                ),
            )
            for share in answer["resourceShares"]
        ),
        resourceOwner="SELF",
    )


def _received_shares(source: AwsSource) -> Reading[tuple[Share, ...]]:
    """The same as the participant sees it: it is a principal of whatever it receives."""
    resources = source.read(LIST_RESOURCES, _resources, resourceOwner="OTHER-ACCOUNTS")
    participant_id = _account_id(source.participant)
    if gap := resources.gap or participant_id.gap:
        return Reading.unread(gap, resources.source)
    by_share = _by_share(resources.content or ())
    included = (Association(participant_id.value, AssociationStatus.ASSOCIATED),)
    return source.read(
        GET_RECEIVED_SHARES,
        lambda answer: tuple(
            _share(share, included, by_share.get(share["resourceShareArn"], ())) for share in answer["resourceShares"]
        ),
        resourceOwner="OTHER-ACCOUNTS",
    )


def _share(answer: Answer, principals: tuple[Association, ...], subnets: tuple[Association, ...]) -> Share:
    return Share(
        arn=printable(answer["resourceShareArn"]),
        name=printable(answer["name"]),
        status=printable(answer["status"]),
        allows_external_principals=bool(answer["allowExternalPrincipals"]),
        principals=principals,
        subnets=subnets,
    )


#: An association, by the ARN of its share.
_OfShare = tuple[str, Association]


def _associations(answer: Answer) -> tuple[_OfShare, ...]:
    return tuple(
        (
            association["resourceShareArn"],
            Association(
                printable(association["associatedEntity"]),
                printable(association["status"]),
                printable(association.get("statusMessage", "")),
            ),
        )
        for association in answer["resourceShareAssociations"]
    )


def _resources(answer: Answer) -> tuple[_OfShare, ...]:
    return tuple(
        (
            resource["resourceShareArn"],
            Association(
                printable(resource["arn"]),
                _association_status(resource["status"]),
                printable(resource.get("statusMessage", "")),
            ),
        )
        for resource in answer["resources"]
        if _is_subnet(resource["arn"])
    )


def _association_status(status: str) -> str:
    """What the owner sees of a resource that the participant sees as ``status``; other words stay as they are."""
    alike = {
        ResourceStatus.AVAILABLE: AssociationStatus.ASSOCIATED,
        ResourceStatus.PENDING: AssociationStatus.ASSOCIATING,
    }
    return alike.get(ResourceStatus(status), status) if status in set(ResourceStatus) else printable(status)


def _by_share(associations: Iterable[_OfShare]) -> dict[str, tuple[Association, ...]]:
    by_share: dict[str, tuple[Association, ...]] = {}
    for arn, association in associations:
        by_share[arn] = (*by_share.get(arn, ()), association)
    return by_share


def _is_subnet(arn: str) -> bool:
    return (parsed := Arn.find(arn)) is not None and parsed.resource_type == "subnet"


def _arns(answer: Answer) -> Iterable[str]:
    return (printable(share["resourceShareArn"]) for share in answer["resourceShares"])


def _concerns(share: Share, target: Target, subnet_ids: Collection[str]) -> bool:
    return is_configured(share, target) or any(
        subnet.entity.rpartition("/")[2] in subnet_ids for subnet in share.subnets
    )


def is_configured(share: Share, target: Target) -> bool:
    """Whether the configuration creates or names the share."""
    if target.deployment is None:
        return False
    sharing = target.deployment.owner.sharing
    return share.arn == sharing.resource_share_arn or share.name == share_name(target.deployment)


def _subnet_ids(source: AwsSource, shares: Iterable[Share]) -> tuple[str, ...]:
    """The environment's subnets; before it exists, those that the configuration names or its share has."""
    if source.environment.content:
        return tuple(sorted(source.environment.content.subnet_ids))
    deployment = source.target.deployment
    if deployment and deployment.owner.network.existing:
        return tuple(sorted(deployment.owner.network.existing.private_subnet_ids))
    configured = (share for share in shares if is_configured(share, source.target))
    return tuple(sorted({subnet.entity.rpartition("/")[2] for share in configured for subnet in share.subnets}))


def _subnet_owner(source: AwsSource) -> str:
    """The account that owns the environment's subnets, as the participant sees it; empty where it sees none."""
    if not source.environment.content:
        return ""
    filters = _subnet_filter(source.environment.content.subnet_ids)
    owners = source.read(DESCRIBE_SUBNETS, _subnet_owners, Filters=filters)
    return next(iter(owners.content or ()), "")


def _subnet_owners(answer: Answer) -> tuple[str, ...]:
    return tuple(sorted({str(subnet["OwnerId"]) for subnet in answer["Subnets"]}))


def _subnet_filter(subnet_ids: Iterable[str]) -> list[dict[str, Any]]:
    """By filter, since one that the participant does not see would make the whole call fail."""
    return [{"Name": "subnet-id", "Values": sorted(subnet_ids)}]


def _visible_subnets(source: AwsSource, subnet_ids: Iterable[str]) -> Reading[tuple[str, ...]]:
    """Those that the participant sees."""
    wanted = sorted(subnet_ids)
    if not wanted:
        gap = source.environment.gap or Gap(GapKind.ABSENT, "there are no subnets yet")
        return Reading.unread(gap)
    return source.read(
        DESCRIBE_SUBNETS,
        lambda answer: tuple(sorted(subnet["SubnetId"] for subnet in answer["Subnets"])),
        Filters=_subnet_filter(wanted),
    )
