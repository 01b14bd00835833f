"""Load balancers in front of web servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network

from mwaa_tf.arn import Arn
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, Path, environment_rule, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa.access_modes import BASE_URL_OPTION
from mwaa_tf.mwaa.internet import described, is_open

#: Of the smallest subnet that takes one (user guide of Application Load Balancers, application-load-balancers).
_LONGEST_PREFIX = 27

_ALB = "environment.access.alb"


@environment_rule("access-alb-account", reads=("owner.account_id", f"{_ALB}.[=]"))
def account(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Certificate and web ACL belong to the owner's account, where the load balancer is."""
    owner = deployment.owner.account_id
    for field, kind, arn in _arns(environment):
        if arn.account_id != owner:
            yield (
                environment.path("access", "alb", field),
                f"is {kind} of account {arn.account_id}; the load balancer is in the owner's, {owner}",
            )


@environment_rule("access-alb-region", reads=("region", f"{_ALB}.[=]"))
def region(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Certificate and web ACL are in the deployment's region, where the load balancer is."""
    for field, kind, arn in _arns(environment):
        if arn.region != deployment.region:
            yield (
                environment.path("access", "alb", field),
                f"is {kind} in {arn.region}; the load balancer is in {deployment.region}",
            )


def _arns(environment: ResolvedEnvironment) -> Iterator[tuple[str, str, Arn]]:
    if alb := environment.settings.access.alb:
        yield "certificate_arn", "a certificate", Arn.parse(alb.certificate_arn)
        if alb.web_acl_arn:
            yield "web_acl_arn", "a web ACL", Arn.parse(alb.web_acl_arn)


@environment_rule(
    "access-alb-subnets-existing",
    reads=(f"{_ALB}.subnets", "owner.network.existing", "participant.name", "environment.name"),
)
def existing_subnets(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """In an existing VPC, a public load balancer has two public subnets (user guide of Application Load Balancers)."""
    alb, existing = environment.settings.access.alb, deployment.owner.network.existing
    if existing and alb and alb.subnets == "public" and (count := len(set(existing.public_subnet_ids))) < 2:
        yield (
            ("owner", "network", "existing", "public_subnet_ids"),
            f"names {count}; the load balancer of {environment.key} is in public subnets and needs two, in two zones",
        )


@environment_rule(
    "access-alb-subnets-public",
    reads=(
        f"{_ALB}.subnets",
        "owner.network.existing[]",
        "owner.network.internet",
        "owner.network.public_subnets[]",
        "owner.network.public_subnets[*]",
    ),
)
def public_subnets(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The public subnets of a load balancer exist and are large enough (user guide of Application Load Balancers)."""
    network, alb = deployment.owner.network, environment.settings.access.alb
    if network.existing or alb is None or alb.subnets != "public":
        return
    path = environment.path("access", "alb", "subnets")
    if network.internet == "none":
        yield path, "the VPC has no public subnets (internet: none); allowed is private"
    else:
        yield from _too_small(path, network.public_subnet_cidrs)


@environment_rule(
    "access-alb-subnets-private",
    reads=(
        f"{_ALB}.subnets",
        "owner.network.existing[]",
        "owner.network.private_subnets[]",
        "owner.network.private_subnets[*]",
    ),
)
def private_subnets(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The private subnets of a load balancer are large enough (user guide of Application Load Balancers)."""
    network, alb = deployment.owner.network, environment.settings.access.alb
    if alb and alb.subnets == "private" and not network.existing:
        yield from _too_small(environment.path("access", "alb", "subnets"), network.private_subnets)


def _too_small(path: Path, cidrs: Iterable[str]) -> Iterator[Breach]:
    for cidr in cidrs:
        if IPv4Network(cidr).prefixlen > _LONGEST_PREFIX:
            yield path, f"{cidr} is too small for a load balancer, which needs a /{_LONGEST_PREFIX} or larger"


@environment_rule("access-alb-domain-name", reads=(f"{_ALB}.[=]", f"{_ALB}.domain_name"))
def domain_name(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """A hosted zone gets the record of a domain name."""
    alb = environment.settings.access.alb
    if alb is None or alb.domain_name:
        return
    for field in ("zone_id", "private_zone"):
        if getattr(alb, field):
            yield environment.path("access", "alb", field), "only applies when domain_name is set"


@environment_rule("access-alb-zone", reads=(f"{_ALB}.zone_id", f"{_ALB}.private_zone"))
def zone(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The record goes into one hosted zone."""
    alb = environment.settings.access.alb
    if alb and alb.zone_id and alb.private_zone:
        yield (
            environment.path("access", "alb", "private_zone"),
            "creates a zone, and zone_id names one; allowed is one of them",
        )


@environment_rule(
    "access-alb-base-url",
    reads=(
        f"{_ALB}.domain_name",
        "environment.airflow_configuration_options",
        "environment.existing[]",
    ),
)
def base_url(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Airflow redirects to the host name that users open (MWAA user guide, configuring-custom-domain)."""
    alb = environment.settings.access.alb
    option = environment.settings.airflow_configuration_options.get(BASE_URL_OPTION)
    if alb is None or alb.domain_name is None or environment.settings.existing:
        return
    if option is not None and option != alb.domain_name:
        yield (
            environment.path("airflow_configuration_options", BASE_URL_OPTION),
            f"is not {alb.domain_name}, the domain_name of the load balancer, which sets this option to a host name "
            "without https://; leave it out",
        )


@rule(
    "access-alb-domains",
    reads=(
        "participants[+].name",
        "participants[+].environments[+].name",
        "participants[=].environments[=].access.alb.domain_name",
        "participants[=].defaults.access.alb.domain_name",
        "participants[*].environments[*].succeeds",
    ),
)
def domains(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """No two load balancers share a domain name; an environment and its successor have one together."""
    users: dict[str, ResolvedEnvironment] = {}
    for environment in deployment.environments:
        alb = environment.configured.access.alb
        if alb is None or alb.domain_name is None:
            continue
        first = users.setdefault(alb.domain_name, environment)
        if first is not environment and not _succeeds(environment, first) and not _succeeds(first, environment):
            yield (
                environment.path("access", "alb", "domain_name"),
                f"{alb.domain_name} already leads to the load balancer of {first.key}; each environment needs its own "
                "name",
                (first.path("name"),),
            )


def _succeeds(environment: ResolvedEnvironment, other: ResolvedEnvironment) -> bool:
    same = environment.participant_index == other.participant_index
    return same and environment.written.succeeds == other.written.name


@environment_rule("access-alb-internet", reads=(f"{_ALB}.allowed_cidrs[=]", f"{_ALB}.web_acl_arn"))
def internet(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The internet, or a good part of it, is admitted only past a web ACL."""
    alb = environment.settings.access.alb
    if alb is None or alb.web_acl_arn or not is_open(alb.allowed_cidrs):
        return
    path = environment.path("access", "alb", "allowed_cidrs")
    allowed = "allowed are the networks of Airflow's users, or a web_acl_arn"
    open_cidrs = [(i, cidr) for i, cidr in enumerate(alb.allowed_cidrs) if is_open([cidr])]
    for i, cidr in open_cidrs:
        yield (*path, i), f"{cidr} admits {described([cidr])}; {allowed}"
    if not open_cidrs:
        yield path, f"together, the networks admit {described(alb.allowed_cidrs)}; {allowed}"
