"""Access through a bastion and Session Manager."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.blueprint.access._methods import AccessMethod
from mwaa_tf.blueprint.environments import of_environment
from mwaa_tf.blueprint.model import ModuleCall, RemoteValue, Value
from mwaa_tf.blueprint.outputs import module_outputs
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.access import Bastion
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.mwaa.endpoint_services import SESSION_MANAGER

_CALL = "web_access_bastion"

#: What the method reads, by the stage that has it.
READS: Mapping[Stage, tuple[str, ...]] = {
    Stage.NETWORK: ("private_subnet_ids", "vpc_cidr_block", "vpc_id"),
    Stage.ENVIRONMENTS: ("webserver_url",),
    Stage.ENDPOINTS: ("security_group_id", "webserver_dns_name"),
}

_OUTPUTS = module_outputs(
    _CALL,
    {
        "bastion_browser_arguments": "Arguments of Chrome, Edge and Chromium that resolve the web server's name "
        "to the forwarded port.",
        "bastion_forwarding_command": "Command that forwards a local port to the web server.",
        "bastion_hosts_line": "Line of the hosts file that does the same where the local port is 443.",
        "bastion_instance_id": "The instance that sessions go to.",
        "bastion_login_url": "URL of the UI, to which a web login token is appended.",
        "bastion_security_group_id": "Security group of the bastion.",
        "bastion_session_policy_json": "IAM policy, in the owner's account, for the people who may use the bastion.",
    },
    prefix="bastion_",
)
"""Shared by all workspaces: there may be thousands."""


def access_method(deployment: Deployment, environment: ResolvedEnvironment) -> AccessMethod | None:
    """The call of web-access-bastion where ``access.bastion`` is set and enabled."""
    bastion = environment.settings.access.bastion
    if bastion is None or not bastion.enabled:
        return None
    groups: list[dict[str, Value]] = [
        {"name": environment.access_name},
        {"network": _network(deployment)},
        {
            "webserver": {
                "host_name": of_environment(environment, "webserver_url"),
                "endpoint_dns_name": RemoteValue("endpoints", "webserver_dns_name"),
                "security_group_id": RemoteValue("endpoints", "security_group_id"),
            }
        },
        _options(bastion),
        {"tags": dict(environment.settings.tags)} if environment.settings.tags else {},
    ]
    return AccessMethod(
        "bastion", ModuleCall(_CALL, "web-access-bastion", tuple(group for group in groups if group)), _OUTPUTS
    )


def bastion_group_prefix(environment: str) -> str:
    """How the name begins that the module gives the security group of the bastion of the environment of that name."""
    return f"{environment}-bastion-"


def _network(deployment: Deployment) -> dict[str, Value]:
    network: dict[str, Value] = {
        "vpc_id": RemoteValue("network", "vpc_id"),
        "subnet_ids": RemoteValue("network", "private_subnet_ids"),
    }
    owner = deployment.owner
    if owner.has_service_endpoints and set(SESSION_MANAGER) <= set(owner.service_endpoints.enabled_services):
        # Session Manager is reached inside the VPC: no egress is needed.
        network["session_manager_cidrs"] = (RemoteValue("network", "vpc_cidr_block"),)
    return network


def _options(bastion: Bastion) -> dict[str, Value]:
    instance: dict[str, Value] = {
        argument: value
        for argument, value, default in (
            ("type", bastion.instance_type, Bastion.model_fields["instance_type"].default),
            ("ami_id", bastion.ami_id, None),
            ("kms_key_arn", bastion.kms_key_arn, None),
            ("permissions_boundary", bastion.permissions_boundary, None),
        )
        if value != default
    }
    options: dict[str, Value] = {"instance": instance} if instance else {}
    if bastion.local_port != Bastion.model_fields["local_port"].default:
        options["local_port"] = bastion.local_port
    return options
