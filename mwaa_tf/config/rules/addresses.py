"""Whether the private subnets have an address for everything that will be in them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from mwaa_tf.config.problems import Severity
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa import addresses, environment_classes
from mwaa_tf.mwaa.endpoint_services import GATEWAY
from mwaa_tf.text import join_words, plural

_ENVIRONMENT = (
    "environment_class",
    "schedulers",
    "max_webservers",
    "min_workers",
    "max_workers",
    "webserver_access_mode",
)


@rule(
    "addresses-subnets",
    reads=(
        "owner.network.existing[]",
        "owner.network.internet",
        "owner.network.private_subnets[=]",
        "owner.service_endpoints.enabled",
        "owner.service_endpoints.additional",
        "owner.service_endpoints.exclude",
        *(f"participants[*].environments[*].{field}" for field in ("existing[]", *_ENVIRONMENT)),
        *(f"participants[*].defaults.{field}" for field in _ENVIRONMENT),
    ),
    severity=Severity.WARNING,
)
def subnets(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The private subnets have addresses for schedulers, web servers, twice the workers, and the endpoints
    (VPC user guide, subnet-sizing; of MWAA inferred).
    """
    network = deployment.owner.network
    if network.existing or not deployment.environments:
        return
    needed = _needed(deployment)
    for i, cidr in enumerate(network.private_subnets):
        subnet = IPv4Network(cidr)
        if (usable := addresses.usable(subnet.prefixlen)) < sum(needed.values()):
            parts = join_words(f"{count} for {purpose}" for purpose, count in needed.items() if count)
            yield (
                ("owner", "network", "private_subnets", i),
                f"{cidr} has {plural(usable, 'address', 'addresses')} to use ({subnet.num_addresses} less the "
                f"{addresses.RESERVED} that AWS reserves), and while environments are updated at least "
                f"{sum(needed.values())} are needed: {parts}; choose a larger one now, since it can never be changed",
            )


def _needed(deployment: UncheckedDeployment) -> dict[str, int]:
    """Addresses of each private subnet, by what takes them."""
    owner, environments = deployment.owner, deployment.environments
    created = [environment for environment in environments if environment.settings.existing is None]
    modes = [environment.settings.webserver_access_mode for environment in environments]
    services = set(owner.service_endpoints.enabled_services) - GATEWAY if owner.has_service_endpoints else ()
    return {
        "schedulers, web servers and twice the workers": addresses.per_subnet(
            sum(_containers(environment).during_update for environment in created)
        ),
        "the environments' endpoints": len(modes) + sum(mode.has_private_endpoint for mode in modes),
        "endpoints of AWS services": len(services),
    }


def _containers(environment: ResolvedEnvironment) -> addresses.Containers:
    settings = environment.settings
    of_class = environment_classes.CLASSES[settings.environment_class or environment_classes.DEFAULT]
    return addresses.Containers(
        settings.schedulers or of_class.default_schedulers,
        settings.max_webservers or of_class.default_webservers,
        settings.max_workers or max(settings.min_workers or 1, of_class.default_max_workers),
    )
