"""The region has the zones."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import is_planned
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.prerequisites import ZoneFacts
from mwaa_tf.mwaa.quotas import SUBNETS
from mwaa_tf.mwaa.regions import UNSUPPORTED_ZONES
from mwaa_tf.text import did_you_mean, join_words, plural

_KIND = "availability-zone"
ZONE_STATES = ("available", "information", "impaired", "unavailable", "constrained")
"""Of a zone (EC2 service model, AvailabilityZoneState)."""
_USABLE = ("available", "information", "impaired")


@check(
    "prerequisites.zones",
    title="The region has the zones",
    fix="Choose two other zones in `owner.network.availability_zone_ids`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html",
    reads=("prerequisites",),
)
def zones(view: EnvironmentView) -> Iterator[Issue]:
    """The configured zones exist in the owner's account and take new subnets; without any, there are two that do.

    Zones are named by id, which is the same in all accounts. MWAA does not run in every zone.
    """
    deployment = view.target.deployment
    if not is_planned(view) or deployment is None or deployment.owner.network.existing:
        yield passed("the subnets exist")
        return
    known = {zone.id: zone for zone in view.prerequisites.zones.value if zone.kind == _KIND}
    configured = deployment.owner.network.availability_zone_ids
    for zone_id in configured or ():
        yield from _of_zone(zone_id, known)
    usable = [zone.id for zone in known.values() if not list(_of_zone(zone.id, known))]
    if not configured and len(usable) < SUBNETS:
        yield failure(
            f"{view.target.region} has {plural(len(usable), 'zone')} for account {deployment.owner.account_id} that "
            f"MWAA can use, and needs {SUBNETS}.",
            fix="Choose another region",
        )


def _of_zone(zone_id: str, known: dict[str, ZoneFacts]) -> Iterator[Issue]:
    zone = known.get(zone_id)
    if zone_id in UNSUPPORTED_ZONES:
        yield failure(f"MWAA does not run in the zone {zone_id}.", subject=zone_id)
    elif zone is None:
        yield failure(
            f"There is no zone {zone_id}{did_you_mean(zone_id, known)}; there are {join_words(sorted(known))}.",
            subject=zone_id,
        )
    elif zone.state not in ZONE_STATES:
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, f"unknown state {zone.state!r} of the zone {zone_id}"))
    elif zone.state not in _USABLE or zone.opt_in == "not-opted-in":
        yield failure(f"The zone {zone_id} is {_why(zone)}.", subject=zone_id)


def _why(zone: ZoneFacts) -> str:
    return "not enabled in the owner's account" if zone.opt_in == "not-opted-in" else zone.state
