"""How the subnets will be shared, as plans have it."""

from __future__ import annotations

from collections.abc import Iterable

from mwaa_tf.doctor.collect.plan.objects import UNKNOWN, PlannedObject
from mwaa_tf.doctor.collect.plan.source import NO_PLAN, PlanSource, attempt
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, unread_section
from mwaa_tf.doctor.view.share import Association, Share, ShareSection

_SHARE = "aws_ram_resource_share"
_SUBNETS = ("aws_subnet", "aws_default_subnet")


def collect(source: PlanSource) -> ShareSection:
    """The shares in the plans that have a subnet of the environment."""
    empty = unread_section(ShareSection, NO_PLAN)
    subnets = [source.objects.find(_SUBNETS, name) for name in source.environment.value.subnet_ids]
    known = [subnet for subnet in subnets if subnet]
    providers = {subnet.provider for subnet in known}
    if len(known) < len(subnets) or len(providers) != 1:
        return empty
    own, owner = source.planned.provider, providers.pop()
    if own != owner and not (own.account_id and owner.account_id):
        return empty
    is_shared = own != owner and own.account_id != owner.account_id
    return ShareSection(
        is_shared=Reading.of(is_shared, known[0].source),
        participant_id=(Reading.of(own.account_id, source.planned.source) if own.account_id else empty.participant_id),
        shares=attempt(lambda: _shares(source, known)),
        received_share_arns=empty.received_share_arns,
        visible_subnet_ids=empty.visible_subnet_ids,
    )


def _shares(source: PlanSource, subnets: Iterable[PlannedObject]) -> Reading[tuple[Share, ...]]:
    """The shares of these subnets; one that is in no plan may have them, too, where no plan has any."""
    wanted = {name for subnet in subnets for name in (subnet.arn, subnet.name)}
    shares = [(planned, _share(source, planned)) for planned in source.objects.of(_SHARE)]
    found = [
        (planned, share)
        for planned, share in shares
        if any(association.entity in wanted or association.entity == UNKNOWN for association in share.subnets)
    ]
    if not found:
        return Reading.unread(Gap(GapKind.NOT_IN_PLAN, "no plan has a share of the environment's subnets"))
    return Reading.of(tuple(share for _, share in found), ", ".join(planned.source for planned, _ in found))


def _share(source: PlanSource, share: PlannedObject) -> Share:
    return Share(
        arn=share.arn,
        name=share.text("name"),
        status="",
        allows_external_principals=bool(share.values.get("allow_external_principals")),
        principals=tuple(
            Association(association.text("principal") or UNKNOWN, "")
            for association in source.objects.of("aws_ram_principal_association")
            if source.belongs(association, "resource_share_arn", share)
        ),
        subnets=tuple(
            Association(_arn(source, association), "")
            for association in source.objects.of("aws_ram_resource_association")
            if source.belongs(association, "resource_share_arn", share)
        ),
    )


def _arn(source: PlanSource, association: PlannedObject) -> str:
    name = source.text(association, "resource_arn", *_SUBNETS)
    subnet = source.objects.find(_SUBNETS, name)
    return (subnet.arn) if subnet else name
