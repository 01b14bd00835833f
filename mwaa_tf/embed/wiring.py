"""How the modules are wired: derived from the blueprint of a deployment that uses all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from mwaa_tf.blueprint import Blueprint, ModuleCall, ModuleValue, RemoteValue, Workspace, build_blueprint
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.contract import Contract

#: Name of the example deployment; names in it that begin so are replaced by names made of the user's.
_EXAMPLE_NAME = "mwaa"

#: Optional inputs without which a call has no effect.
_NEEDED = {"name", "principals", "roles"}

_OWNER, _PARTICIPANT = "111111111111", "222222222222"

#: The smallest deployment that uses all modules which a deployment can use.
_EXAMPLE: dict[str, Any] = {
    "name": _EXAMPLE_NAME,
    "region": "us-east-1",
    "owner": {"account_id": _OWNER, "service_endpoints": {"enabled": True}},
    "participants": [
        {
            "name": "airflow",
            "account_id": _PARTICIPANT,
            "network_tags": {"Name": _EXAMPLE_NAME},
            "environments": [
                {
                    "name": "main",
                    "access": {
                        "roles": {"Admin": [f"arn:aws:iam::{_PARTICIPANT}:role/admin"]},
                        "alb": {
                            "certificate_arn": f"arn:aws:acm:us-east-1:{_OWNER}:certificate/0",
                            "allowed_cidrs": ["10.0.0.0/8"],
                        },
                        "client_vpn": {
                            "server_certificate_arn": f"arn:aws:acm:us-east-1:{_OWNER}:certificate/0",
                            "client_certificate_arn": f"arn:aws:acm:us-east-1:{_OWNER}:certificate/0",
                            "client_cidr": "172.16.0.0/22",
                        },
                        "bastion": {"enabled": True},
                    },
                    "monitoring": {"enabled": True},
                }
            ],
        }
    ],
}

#: The modules that every deployment needs: they are embedded by default.
DEFAULT_MODULES = ("environment", "environment-endpoints", "network", "subnet-share")


@dataclass(frozen=True, slots=True)
class OutputReference:
    """An output of another module."""

    module: str
    output: str


#: Tags of the participant on the VPC and the subnets. What uses its outputs waits until that account sees them.
NETWORK_TAGS = "network-tags"

#: The private subnets for a participant, which can use them only after they are shared. Workspaces are applied one by
#: one; in a single apply, and between units, this reference keeps the order.
SHARED_SUBNETS = OutputReference("subnet-share", "subnet_ids")


@dataclass(frozen=True, slots=True)
class DerivedName:
    """The name of the deployment or the environment, which the user sets, with a suffix."""

    suffix: str


@dataclass(frozen=True, slots=True)
class UserInput:
    """A value that the user must set."""

    input: str


@dataclass(frozen=True, slots=True)
class CallTemplate:
    """A call of a module, wired to the other modules."""

    module: str
    name: str
    is_owners: bool
    """Whether it belongs to the account of the VPC's owner."""
    groups: tuple[Mapping[str, Any], ...]
    """Arguments, with :class:`OutputReference`, :class:`DerivedName` and :class:`UserInput` anywhere in them."""


def call_templates(contracts: Mapping[str, Contract]) -> list[CallTemplate]:
    """A call of each module in ``contracts``, in the order in which they are applied."""
    templates = {template.module: template for template in _from_blueprint(contracts)}
    for module in sorted(contracts.keys() - templates.keys()):
        templates[module] = _from_contract(module, contracts)
    return [template for template in templates.values() if template.module in contracts]


def _from_blueprint(contracts: Mapping[str, Contract]) -> Iterator[CallTemplate]:
    blueprint = _blueprint()
    for workspace in blueprint.workspaces:
        for call in workspace.calls:
            if call.module in contracts:
                groups = _groups(call, workspace, blueprint, contracts[call.module])
                is_owners = workspace.account.account_id == _OWNER
                yield CallTemplate(call.module, call.name, is_owners, tuple(group for group in groups if group))


@cache
def _blueprint() -> Blueprint:
    return build_blueprint(Deployment.model_validate(_EXAMPLE))


def _groups(
    call: ModuleCall, workspace: Workspace, blueprint: Blueprint, contract: Contract
) -> Iterator[dict[str, Any]]:
    for group in call.groups:
        wired = {name: _wire(value, workspace, blueprint) for name, value in group.items()}
        yield {
            name: value if _is_wired(value) else UserInput(name)
            for name, value in wired.items()
            if name in contract.variables and (_is_wired(value) or contract.variables[name].required or name in _NEEDED)
        }


def _wire(value: Any, workspace: Workspace, blueprint: Blueprint) -> Any:
    match value:
        case ModuleValue(call, output):
            return OutputReference(next(other.module for other in workspace.calls if other.name == call), output)
        case RemoteValue(name, output):
            read = next(read for read in workspace.reads if read.name == name)
            other = blueprint.by_path[read.workspace]
            if workspace.account != other.account and output == "private_subnet_ids":
                return SHARED_SUBNETS
            return _wire(
                next(candidate.value for candidate in other.outputs if candidate.name == output), other, blueprint
            )
        case str() if value == _EXAMPLE_NAME or value.startswith(f"{_EXAMPLE_NAME}-"):
            return DerivedName(value.removeprefix(_EXAMPLE_NAME).removeprefix("-airflow-main"))
        case Mapping():
            return {name: _wire(member, workspace, blueprint) for name, member in value.items()}
        case Sequence() if not isinstance(value, str):
            return [_wire(element, workspace, blueprint) for element in value]
    return value


def _is_wired(value: Any) -> bool:
    """Whether anything in ``value`` is not a literal of the example."""
    if isinstance(value, Mapping):
        return any(map(_is_wired, value.values()))
    if isinstance(value, list):
        return any(map(_is_wired, value))
    return isinstance(value, (OutputReference, DerivedName))


def _from_contract(module: str, contracts: Mapping[str, Contract]) -> CallTemplate:
    """A call of a module that the example does not use: outputs of the same names, else values of the user."""
    group: dict[str, Any] = {}
    for name, variable in contracts[module].variables.items():
        if variable.required:
            sources = [other for other, contract in contracts.items() if name in contract.outputs and other != module]
            group[name] = (
                DerivedName("") if name == "name" else OutputReference(sources[0], name) if sources else UserInput(name)
            )
    return CallTemplate(module, module.replace("-", "_"), True, (group,))
