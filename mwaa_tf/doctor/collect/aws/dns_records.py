"""The record of a host name in the hosted zones of the VPC's owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from mwaa_tf.config.access import Alb
from mwaa_tf.doctor.collect.aws.access_methods import CONFIGURATION, after
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.load_balancer import DnsRecordFacts
from mwaa_tf.text import escape_control_characters as printable

LIST_HOSTED_ZONES = operation(
    "route53", "ListHostedZones", by=CallerSide.OWNER, why="the hosted zone of the load balancer's host name"
)
LIST_ZONES_OF_VPC = operation(
    "route53", "ListHostedZonesByVPC", by=CallerSide.OWNER, why="the private zone of the load balancer's host name"
)
LIST_RECORDS = operation(
    "route53",
    "ListResourceRecordSets",
    by=CallerSide.OWNER,
    why="where the load balancer's host name leads",
    resource="arn:{partition}:route53:::hostedzone/*",
)

#: Types of records that lead a host name somewhere (Route 53 developer guide, ResourceRecordTypes).
_LEADING = ("A", "AAAA", "CNAME")


def record_of(source: AwsSource, name: str, vpc_id: str, alb: Alb | None) -> Reading[DnsRecordFacts | None]:
    """The record of ``name``; a gap where the configuration says that it is in another account's zone."""
    if not name:
        return Reading.unread(Gap(GapKind.ABSENT, "people use the load balancer's own name"))
    if alb and not alb.zone_id and not alb.private_zone:
        return Reading.unread(Gap(GapKind.ABSENT, f"the record of {name} is managed externally"))
    return after(_zone_id(source, name, vpc_id, alb), partial(_record, source, name))


def _zone_id(source: AwsSource, name: str, vpc_id: str, alb: Alb | None) -> Reading[str]:
    if alb and alb.zone_id:
        return Reading.of(alb.zone_id, CONFIGURATION)
    if alb:
        parameters = {"VPCId": vpc_id, "VPCRegion": source.target.region}
        zones = source.owner.read(LIST_ZONES_OF_VPC, partial(_private_zone, name), **parameters)
    else:
        zones = source.owner.read(LIST_HOSTED_ZONES, partial(_closest_zone, name))
    if zones.content == "":
        return Reading.unread(Gap(GapKind.ABSENT, f"the VPC's owner has no hosted zone of {name}"), zones.source)
    return zones


def _private_zone(name: str, answer: Answer) -> str:
    """The id of the VPC's private zone of exactly that name; empty for none."""
    if answer.get("NextToken"):
        raise ValueError("it has more than one page")
    zones = {_plain(zone["Name"]): str(zone["HostedZoneId"]) for zone in answer["HostedZoneSummaries"]}
    return zones.get(name, "")


def _closest_zone(name: str, answer: Answer) -> str:
    """The id of the zone that has the longest name that ``name`` ends with; empty for none."""
    zones = [(_plain(zone["Name"]), zone["Id"].rpartition("/")[2]) for zone in answer["HostedZones"]]
    holders = [(len(zone), id) for zone, id in zones if name == zone or name.endswith(f".{zone}")]
    return str(max(holders, default=(0, ""))[1])


def _record(source: AwsSource, name: str, zone_id: str) -> Reading[DnsRecordFacts | None]:
    return source.owner.read(LIST_RECORDS, partial(_facts, zone_id, name), HostedZoneId=zone_id, StartRecordName=name)


def _facts(zone_id: str, name: str, answer: Answer) -> DnsRecordFacts | None:
    records = [record for record in answer["ResourceRecordSets"] if record["Type"] in _LEADING]
    chosen = [record for record in records if _plain(record["Name"]) == name]
    if not chosen:
        return None
    targets = dict.fromkeys(target for record in chosen for target in _targets(record))
    return DnsRecordFacts(zone_id, name, printable(chosen[0]["Type"]), tuple(targets))


def _targets(record: Mapping[str, Any]) -> Iterable[str]:
    alias = record.get("AliasTarget")
    if alias:
        return [_plain(alias["DNSName"]).removeprefix("dualstack.")]
    return [_plain(each["Value"]) for each in record.get("ResourceRecords") or ()]


def _plain(name: str) -> str:
    """A name without the last dot; Route 53 writes the star of a wildcard as an escape."""
    return printable(name.removesuffix(".").replace("\\052", "*").lower())
