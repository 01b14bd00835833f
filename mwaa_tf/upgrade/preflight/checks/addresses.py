"""Addresses for workers, twice."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.mwaa.addresses import Containers, per_subnet, usable
from mwaa_tf.mwaa.environment_classes import CLASSES, DEFAULT
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.addresses",
    title="The subnets have addresses for the workers of both versions",
    fix="Lower `max_workers` or `min_workers` for the upgrade, or free addresses of the subnet",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html",
    reads=("network",),
)
def addresses(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """Each subnet has free addresses for a second set of schedulers, web servers and workers.

    An upgrade starts the new ones before the old ones stop. With too few for the least number of workers it fails; with
    too few for the most, it fails on a busy day. That MWAA spreads containers evenly over both subnets is inferred.
    """
    facts = upgrade.view.environment.value
    known = CLASSES.get(facts.environment_class or DEFAULT)
    if known is None:
        yield not_checkable(
            Gap(GapKind.NOT_UNDERSTOOD, f"the environment class {facts.environment_class!r} is not known")
        )
        return
    schedulers = facts.schedulers or known.default_schedulers
    webservers = facts.min_webservers or known.default_webservers
    least = per_subnet(_count(schedulers, webservers, facts.min_workers or 1))
    most = per_subnet(_count(schedulers, webservers, 2 * _most_workers(facts) - (facts.min_workers or 1)))
    for subnet in upgrade.view.network.subnets.value:
        free = subnet.free_addresses
        if free is None:
            free = usable(IPv4Network(subnet.cidr).prefixlen)
        text = f"The subnet {subnet.id} has {free} free addresses, and the upgrade takes up to"
        if free < least:
            yield failure(f"{text} {least} more, even with the least number of workers.", subject=subnet.id)
        elif free < most:
            yield warning(f"{text} {most} more at the maximum of workers.", subject=subnet.id)


def _count(schedulers: int, webservers: int, workers: int) -> int:
    return Containers(schedulers, webservers, 0).during_update + workers


def _most_workers(facts: EnvironmentFacts) -> int:
    return facts.max_workers or CLASSES[facts.environment_class or DEFAULT].default_max_workers
