"""Access through an Application Load Balancer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from mwaa_tf.blueprint.access._methods import AccessMethod
from mwaa_tf.blueprint.environments import of_environment
from mwaa_tf.blueprint.model import ModuleCall, RemoteValue, Value
from mwaa_tf.blueprint.outputs import module_outputs
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.access import Alb
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment

_CALL = "web_access_alb"

#: Of load balancers and target groups (Elastic Load Balancing API reference, CreateLoadBalancer).
_LONGEST_NAME = 32

#: What the method reads, by the stage that has it.
READS: Mapping[Stage, tuple[str, ...]] = {
    Stage.NETWORK: ("private_subnet_ids", "public_subnet_ids", "vpc_id"),
    Stage.ENVIRONMENTS: ("webserver_url",),
    Stage.ENDPOINTS: ("security_group_id", "webserver_endpoint_ips"),
}

_OUTPUTS = module_outputs(
    _CALL,
    {
        "alb_dns_name": "DNS name of the load balancer.",
        "alb_login_url": "URL of the UI, to which a web login token is appended.",
        "alb_name_map": "Host names whose records are managed externally: host name to load balancer.",
        "alb_security_group_id": "Security group of the load balancer.",
        "alb_target_group_arn": "Target group of the web server's addresses, with their health.",
        "alb_zone_id": "Hosted zone of the load balancer's DNS name, for externally managed alias records.",
    },
    prefix="alb_",
)
"""Shared by all workspaces: there may be thousands."""


def access_method(_deployment: Deployment, environment: ResolvedEnvironment) -> AccessMethod | None:
    """The call of web-access-alb where ``access.alb`` is set."""
    alb = environment.settings.access.alb
    if alb is None:
        return None
    groups: list[dict[str, Value]] = [
        {"name": environment.access_name},
        {"vpc_id": RemoteValue("network", "vpc_id"), "subnets": _subnets(alb), "allowed_cidrs": alb.allowed_cidrs},
        {
            "webserver": {
                "host_name": of_environment(environment, "webserver_url"),
                "endpoint_ips": RemoteValue("endpoints", "webserver_endpoint_ips"),
                "security_group_id": RemoteValue("endpoints", "security_group_id"),
            }
        },
        _front(alb),
        _options(alb),
        {"tags": dict(environment.settings.tags)} if environment.settings.tags else {},
    ]
    call = ModuleCall(_CALL, "web-access-alb", tuple(group for group in groups if group))
    return AccessMethod("load balancer", call, _OUTPUTS)


def balancer_name(environment: str) -> str:
    """The name that the module gives the load balancer and the target group of the environment of that name.

    As in modules/web-access-alb: at most 32 characters, no two hyphens in a row.
    """
    plain = re.sub("-+", "-", environment)
    if plain == environment and len(environment) <= _LONGEST_NAME:
        return environment
    digest = hashlib.sha256(environment.encode()).hexdigest()
    return f"{plain[:23].removesuffix('-')}-{digest[:8]}"


def _subnets(alb: Alb) -> dict[str, Value]:
    if alb.subnets == "public":
        return {"ids": RemoteValue("network", "public_subnet_ids"), "internet_facing": True}
    return {"ids": RemoteValue("network", "private_subnet_ids")}


def _front(alb: Alb) -> dict[str, Value]:
    """What users see: the certificate and the domain."""
    front: dict[str, Value] = {"certificate_arn": alb.certificate_arn}
    if alb.domain_name:
        domain: dict[str, Value] = {"name": alb.domain_name}
        if alb.zone_id:
            domain["zone"] = {"id": alb.zone_id}
        if alb.private_zone:
            domain["private_zone"] = True
        front["domain"] = domain
    return front


def _options(alb: Alb) -> dict[str, Value]:
    """Settings that differ from the module's defaults, which are those of the configuration."""
    options: dict[str, Value] = {}
    protection: dict[str, Value] = {}
    if not alb.deletion_protection:
        protection["deletion_protection"] = False
    if alb.web_acl_arn:
        protection["web_acl"] = {"arn": alb.web_acl_arn}
    if protection:
        options["protection"] = protection
    if alb.access_logs:
        logs: dict[str, Value] = {"bucket": alb.access_logs.bucket}
        options["access_logs"] = {**logs, "prefix": alb.access_logs.prefix} if alb.access_logs.prefix else logs
    return options
