"""The private subnets have the addresses."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from mwaa_tf.config import Deployment
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import is_planned
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa import addresses as facts
from mwaa_tf.mwaa import environment_classes
from mwaa_tf.mwaa.endpoint_services import GATEWAY
from mwaa_tf.text import plural


@check(
    "prerequisites.addresses",
    title="The private subnets have the addresses",
    fix="Choose larger private subnets: they can never be changed",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    reads=("prerequisites",),
)
def addresses(view: EnvironmentView) -> Iterator[Issue]:
    """The planned subnets have an address for each scheduler, web server, worker and endpoint that is to be in them,
    and existing ones as many free ones for this environment.

    Addresses that only an update takes are left out: the configuration warns about those. That MWAA spreads its
    containers evenly is inferred.
    """
    deployment, environment = view.target.deployment, view.target.settings
    if not is_planned(view) or deployment is None or environment is None:
        yield passed("the environment exists")
        return
    if deployment.owner.network.existing:
        needed = facts.per_subnet(_containers(environment)) + _endpoints([environment])
        for subnet in view.prerequisites.subnets.value:
            if subnet.free_addresses is not None and subnet.free_addresses < needed:
                yield failure(
                    f"{subnet.id} has {plural(subnet.free_addresses, 'free address', 'free addresses')}, and "
                    f"{environment.name} needs {needed}.",
                    subject=subnet.id,
                    fix=f"Free addresses of {subnet.id}, lower `max_workers`, or choose other subnets now",
                )
        return
    needed = _needed(deployment)
    for cidr in deployment.owner.network.private_subnets:
        usable = facts.usable(IPv4Network(cidr).prefixlen)
        if usable < needed:
            yield failure(
                f"The private subnet {cidr} has {plural(usable, 'address', 'addresses')} to use, and its environments "
                f"and endpoints need {needed}.",
                subject=cidr,
            )


def _needed(deployment: Deployment) -> int:
    owner = deployment.owner
    environments = [environment for environment in deployment.environments if not environment.settings.existing]
    services = set(owner.service_endpoints.enabled_services) - GATEWAY if owner.has_service_endpoints else ()
    containers = sum(_containers(environment) for environment in environments)
    return facts.per_subnet(containers) + _endpoints(deployment.environments) + len(services)


def _endpoints(environments: list[ResolvedEnvironment] | tuple[ResolvedEnvironment, ...]) -> int:
    modes = [environment.settings.webserver_access_mode for environment in environments]
    return len(modes) + sum(mode.has_private_endpoint for mode in modes)


def _containers(environment: ResolvedEnvironment) -> int:
    settings = environment.settings
    name = settings.environment_class or environment_classes.DEFAULT
    of_class = environment_classes.CLASSES.get(name)
    if of_class is None:
        raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, f"the environment class {name} is not known"))
    return (
        (settings.schedulers or of_class.default_schedulers)
        + (settings.max_webservers or of_class.default_webservers)
        + (settings.max_workers or max(settings.min_workers or 1, of_class.default_max_workers))
    )
