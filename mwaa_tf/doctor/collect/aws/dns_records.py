"""The record of a host name in the hosted zones of the VPC's owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mwaa_tf.config.access import Alb
from mwaa_tf.doctor.collect.aws.access_methods import CONFIGURATION, after
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.load_balancer import DnsRecordFacts
from mwaa_tf.mwaa.web_access import RecordType
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
    most_pages=1,
)


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
    """The record of ``name``, or else of the wildcard that stands for it.

    A wildcard stands for names that do not exist, and only the one below the closest name that does (RFC 4592, section
    3.3.1; Route 53 developer guide, DomainNameFormat). A zone has its own name, with which the search ends.
    """
    reading = _at(source, zone_id, name, wanted=name)
    closest = name.partition(".")[2]
    while closest and reading.content and not reading.content.exists:
        reading = _at(source, zone_id, closest, wanted=f"*.{closest}")
        closest = closest.partition(".")[2]
    return reading.map(lambda node: node.record)


@dataclass(frozen=True, slots=True)
class _ZoneName:
    """A name of a zone."""

    exists: bool
    """Whether it or a name below it has a record, of any type."""
    record: DnsRecordFacts | None
    """The record that was wanted."""


def _at(source: AwsSource, zone_id: str, name: str, *, wanted: str) -> Reading[_ZoneName]:
    """What a zone has at ``name``: Route 53 lists the records from there on, those of names below it next.

    A wildcard is the first of them, since a star sorts before letters, digits and hyphens (Route 53 API reference,
    ListResourceRecordSets): one page has all.
    """
    parse = partial(_node, zone_id, name, wanted)
    return source.owner.read(LIST_RECORDS, parse, HostedZoneId=zone_id, StartRecordName=name)


def _node(zone_id: str, name: str, wanted: str, answer: Answer) -> _ZoneName:
    records = [(_plain(record["Name"]), record) for record in answer["ResourceRecordSets"]]
    exists = any(each == name or each.endswith(f".{name}") for each, _ in records)
    # RecordType raises ValueError, a gap, for a type that it does not know.
    chosen = [record for each, record in records if each == wanted and RecordType(record["Type"]).leads_somewhere]
    if not chosen:
        return _ZoneName(exists, None)
    targets = dict.fromkeys(target for record in chosen for target in _targets(record))
    return _ZoneName(exists, DnsRecordFacts(zone_id, wanted, printable(chosen[0]["Type"]), tuple(targets)))


def _targets(record: Mapping[str, Any]) -> Iterable[str]:
    alias = record.get("AliasTarget")
    if alias:
        return [_plain(alias["DNSName"]).removeprefix("dualstack.")]
    return [_plain(each["Value"]) for each in record["ResourceRecords"]]


def _plain(name: str) -> str:
    """A name without the last dot; Route 53 writes the star of a wildcard as an escape."""
    return printable(name.removesuffix(".").replace("\\052", "*").lower())
