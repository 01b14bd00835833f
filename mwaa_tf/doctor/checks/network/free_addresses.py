"""The subnets have addresses for everything that starts in them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.mwaa.addresses import Containers, per_subnet, usable
from mwaa_tf.mwaa.environment_classes import CLASSES, DEFAULT


@check(
    "network.free-addresses",
    title="The subnets have addresses for everything that starts in them",
    fix="Lower `max_workers`, or create an environment in larger subnets; its subnets cannot be changed",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html",
    reads=("network",),
    covers=("runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: free IP addresses of the subnets",),
)
def free_addresses(view: EnvironmentView) -> Iterator[Issue]:
    """Each subnet has free addresses for half of the workers at their maximum, twice while an update replaces them.

    Schedulers, web servers, workers and endpoints take one each. In a full subnet nothing starts: tasks stay queued,
    and an update fails. That MWAA spreads containers evenly over both subnets is inferred.
    """
    facts = view.environment.value
    most = _most(facts)
    if most is None:
        reason = f"the environment class {facts.environment_class!r} is not known"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
        return
    running = _running(facts)
    growth = per_subnet(max(0, most.schedulers + most.webservers + most.workers - running))
    update = per_subnet(max(0, most.during_update - running))
    for subnet in view.network.subnets.value:
        free = subnet.free_addresses
        if free is None:
            free = usable(IPv4Network(subnet.cidr).prefixlen)
        if free == 0 or (not running and free < growth):
            yield failure(
                f"The subnet {subnet.id} has {free} free addresses, and the environment takes up to {growth} more.",
                subject=subnet.id,
            )
        elif free < update:
            when = "its maximum of workers" if free < growth else "an update at its maximum of workers"
            yield warning(
                f"The subnet {subnet.id} has {free} free addresses, and {when} takes up to "
                f"{growth if free < growth else update} more.",
                subject=subnet.id,
            )


def _most(facts: EnvironmentFacts) -> Containers | None:
    """Containers at the most; what was not asked for is what MWAA takes for the class. None for an unknown class."""
    known = CLASSES.get(facts.environment_class or DEFAULT)
    if known is None:
        return None
    return Containers(
        schedulers=facts.schedulers or known.default_schedulers,
        webservers=facts.max_webservers or facts.min_webservers or known.default_webservers,
        workers=facts.max_workers or known.default_max_workers,
    )


def _running(facts: EnvironmentFacts) -> int:
    """Containers that have their addresses already, at the least; none of an environment that is being created."""
    if not facts.is_ready:
        return 0
    return (facts.schedulers or 0) + (facts.min_webservers or 0) + (facts.min_workers or 0)
