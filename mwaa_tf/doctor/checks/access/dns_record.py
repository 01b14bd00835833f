"""The record of the host name leads to the load balancer."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.reading import GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.load_balancer import DnsRecordFacts
from mwaa_tf.text import join_words


@check(
    "access.dns-record",
    title="The DNS record of the host name leads to the load balancer",
    fix="Lead the host name to the load balancer by a record of its hosted zone: `mwaa_tf apply 4-access`",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html",
    reads=("load_balancer",),
)
def dns_record(view: EnvironmentView) -> Iterator[Issue]:
    """The hosted zone has a record of the host name, which leads to the load balancer and nowhere else.

    Where no record has the host name, that is the wildcard that stands for it, such as `*.example.com`.

    A load balancer that is recreated has another name. Records in the zones of other accounts and providers cannot be
    read here.
    """
    balancer = view.load_balancer.balancer.value
    if balancer is None:
        yield passed("there is no load balancer")
        return
    reading = view.load_balancer.record
    if reading.gap and reading.gap.kind is GapKind.ABSENT:
        yield passed(reading.gap.reason)
        return
    record, host_name = reading.value, view.load_balancer.host_name.value
    fix = f"Create an alias record of {host_name} to {balancer.dns_name}: `mwaa_tf apply 4-access`"
    if record is None:
        yield failure(f"The hosted zone has no record of {host_name}.", fix=fix, subject=balancer.arn)
    elif balancer.dns_name and set(record.targets) != {balancer.dns_name}:
        yield failure(
            f"The record of {_named(record, host_name)} leads to {join_words(record.targets)}, not to "
            f"{balancer.dns_name}.",
            fix=_fix(record, host_name, balancer.dns_name),
            subject=record.zone_id,
        )


def _named(record: DnsRecordFacts, host_name: str) -> str:
    return host_name if record.name == host_name else f"{record.name}, which stands for {host_name},"


def _fix(record: DnsRecordFacts, host_name: str, dns_name: str) -> str:
    if record.name == host_name:
        return f"Point the record of {host_name} in zone {record.zone_id} to {dns_name}: `mwaa_tf apply 4-access`"
    return f"Create an alias record of {host_name} to {dns_name} in zone {record.zone_id}: `mwaa_tf apply 4-access`"
