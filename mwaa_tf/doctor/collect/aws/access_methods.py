"""What load balancer, Client VPN and bastion have in common: groups, certificates, and whether there should be one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.collect.aws import vpc as answers
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.sections import network
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.load_balancer import CertificateFacts
from mwaa_tf.doctor.view.network import NetworkSection, SecurityGroupFacts
from mwaa_tf.text import escape_control_characters as printable

S = TypeVar("S")
T = TypeVar("T")

DESCRIBE_CERTIFICATE = operation(
    "acm",
    "DescribeCertificate",
    by=CallerSide.OWNER,
    why="which names a certificate covers, and until when",
    resource="arn:{partition}:acm:{region}:{account}:certificate/*",
)

#: Where an answer comes from that the configuration has.
CONFIGURATION = "the configuration"


def after(reading: Reading[S], function: Callable[[S], Reading[T]]) -> Reading[T]:
    """What ``function`` reads with the value of ``reading``; its gap if there is none."""
    if reading.gap:
        return Reading.unread(reading.gap, reading.source)
    return function(reading.content)  # type: ignore[arg-type]  # None is a value where S admits it


def joined(readings: Iterable[Reading[T]]) -> Reading[tuple[T, ...]]:
    """The values of all readings; the first gap if any has one."""
    values: list[T] = []
    source = ""
    for reading in readings:
        if reading.gap:
            return Reading.unread(reading.gap, reading.source)
        values.append(reading.content)  # type: ignore[arg-type]
        source = reading.source
    return Reading.of(tuple(values), source)


def absent(what: str) -> Gap:
    """The gap of facts about an access method that does not exist."""
    return Gap(GapKind.ABSENT, f"there is no {what}")


def network_of(source: AwsSource) -> NetworkSection:
    """The VPC of the environment, by calls that its own section makes, too."""
    return network.collect(source)


def web_addresses(source: AwsSource) -> Reading[tuple[str, ...]]:
    """The private addresses of the web server's endpoint; none where it has no endpoint."""
    service = source.environment.value.webserver_service
    if not service:
        return Reading.of((), source.environment.source)
    section = network_of(source)
    endpoints = section.endpoints.map(lambda all_of_vpc: [each for each in all_of_vpc if each.service == service])
    return after(
        endpoints,
        lambda chosen: section.endpoint_addresses.map(
            lambda by_id: tuple(
                sorted(by_id[id] for endpoint in chosen for id in endpoint.interface_ids if id in by_id)
            )
        ),
    )


def admitted_groups(source: AwsSource) -> Reading[frozenset[str]]:
    """Ids of the groups that the web server's endpoint admits, of any account."""
    service = source.environment.value.webserver_service
    section = network_of(source)
    wanted = section.endpoints.map(
        lambda all_of_vpc: {id for each in all_of_vpc if each.service == service for id in each.security_group_ids}
    )
    return after(
        wanted,
        lambda ids: section.endpoint_groups.map(
            lambda groups: frozenset(
                rule.peer.rpartition("/")[2]
                for group in groups
                if group.id in ids
                for rule in group.rules
                if not rule.is_egress
            )
        ),
    )


def groups(source: AwsSource, vpc_id: str, ids: Collection[str]) -> Reading[tuple[SecurityGroupFacts, ...]]:
    """The security groups ``ids``, by the call that answers for the whole VPC."""
    filters = [{"Name": "vpc-id", "Values": [vpc_id]}]
    reading = source.owner.read(network.DESCRIBE_SECURITY_GROUPS, answers.security_groups_of, Filters=filters)
    return reading.map(lambda all_of_vpc: tuple(group for group in all_of_vpc if group.id in ids))


def certificates(
    source: AwsSource, arns: Iterable[str], others: Iterable[str] = ()
) -> Reading[tuple[CertificateFacts, ...]]:
    """The certificates ``arns`` of ACM, and ``others``, which are no default of a listener."""
    defaults = dict.fromkeys(arns)
    more = (arn for arn in dict.fromkeys(others) if arn not in defaults)
    readings = [
        *(_certificate(source, arn) for arn in defaults),
        *(_certificate(source, arn).map(lambda facts: replace(facts, is_default=False)) for arn in more),
    ]
    return joined(readings)


def _certificate(source: AwsSource, arn: str) -> Reading[CertificateFacts]:
    parsed = Arn.find(arn)
    if parsed is None or parsed.service != "acm":
        reason = f"{arn} is no certificate of ACM, and only ACM tells names and dates"
        return Reading.unread(Gap(GapKind.NOT_UNDERSTOOD, reason))
    return source.owner.read(DESCRIBE_CERTIFICATE, _certificate_facts, CertificateArn=arn)


def _certificate_facts(answer: Answer) -> CertificateFacts:
    certificate: dict[str, Any] = answer["Certificate"]
    names = (certificate["DomainName"], *(certificate.get("SubjectAlternativeNames") or ()))
    return CertificateFacts(
        arn=certificate["CertificateArn"],
        status=printable(certificate["Status"]),
        names=tuple(dict.fromkeys(printable(name).lower() for name in names)),
        expires_at=certificate.get("NotAfter"),
    )
