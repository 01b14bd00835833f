"""Load balancers in front of web servers."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from mwaa_tf.config.access import Alb
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.rules import Violation
from mwaa_tf.config.rules.accounts import account_of

#: Of the smallest subnet that takes one (user guide of Application Load Balancers, application-load-balancers).
_LONGEST_PREFIX = 27


def arns(deployment: Deployment) -> Iterator[Violation]:
    """Certificate and web ACL stand where the balancer does: in the owner's account and the deployment's region."""
    owner = deployment.owner.account_id
    for member, alb in _balancers(deployment):
        for field, what, arn in (
            ("certificate_arn", "a certificate", alb.certificate_arn),
            ("web_acl_arn", "a web ACL", alb.web_acl_arn),
        ):
            if arn is None:
                continue
            if account_of(arn) != owner:
                yield (
                    member.path("access", "alb", field),
                    f"is {what} of account {account_of(arn)}; the balancer is in the owner's, {owner}",
                )
            if (region := arn.split(":")[3]) != deployment.region:
                yield (
                    member.path("access", "alb", field),
                    f"is {what} in {region}; the balancer is in {deployment.region}",
                )


def subnets(deployment: Deployment) -> Iterator[Violation]:
    """The subnets are there, two of them, and large enough."""
    network = deployment.owner.network
    for member, alb in _balancers(deployment):
        is_public = alb.subnets == "public"
        if network.existing:
            if is_public and (number := len(set(network.existing.public_subnet_ids))) < 2:
                yield (
                    ("owner", "network", "existing", "public_subnet_ids"),
                    f"names {number}; the load balancer of {member.key} stands in public subnets and needs two, "
                    "in two zones",
                )
            continue
        path = member.path("access", "alb", "subnets")
        if is_public and network.internet == "none":
            yield path, "the VPC has no public subnets (internet: none); allowed is private"
            continue
        for cidr in network.public_subnet_cidrs if is_public else network.private_subnets:
            if IPv4Network(cidr).prefixlen > _LONGEST_PREFIX:
                yield path, f"{cidr} is too small for a load balancer, which needs a /{_LONGEST_PREFIX} or larger"


def domains(deployment: Deployment) -> Iterator[Violation]:
    """A zone is for a domain name, there is one of it, and no two balancers share a name."""
    seen: dict[str, str] = {}
    for member, alb in _balancers(deployment):
        for field in ("zone_id", "private_zone"):
            if getattr(alb, field) and not alb.domain_name:
                yield member.path("access", "alb", field), "is for the record of domain_name, which is not given"
        if alb.zone_id and alb.private_zone:
            yield (
                member.path("access", "alb", "private_zone"),
                "makes a zone, and zone_id names one; allowed is one of them",
            )
        if alb.domain_name is None:
            continue
        first = seen.setdefault(alb.domain_name, member.key)
        if first != member.key:
            yield (
                member.path("access", "alb", "domain_name"),
                f"{alb.domain_name} leads to the balancer of {first} already; each environment needs a name of its own",
            )


def internet(deployment: Deployment) -> Iterator[Violation]:
    """The whole internet is let in only past a web ACL."""
    for member, alb in _balancers(deployment):
        for i, cidr in enumerate(alb.allowed_cidrs):
            if cidr.endswith("/0") and not alb.web_acl_arn:
                yield (
                    member.path("access", "alb", "allowed_cidrs", i),
                    f"{cidr} lets the whole internet in; allowed are the networks of those who use Airflow, "
                    "or a web_acl_arn in front",
                )


def _balancers(deployment: Deployment) -> Iterator[tuple[ResolvedEnvironment, Alb]]:
    for member in deployment.environments:
        if member.settings.access.alb:
            yield member, member.settings.access.alb


RULES = (arns, subnets, domains, internet)
