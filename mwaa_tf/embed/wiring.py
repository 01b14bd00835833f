"""How the modules are joined, taken from what `render` itself writes for a deployment that uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from mwaa_tf.blueprint import Blueprint, ModuleCall, ModuleValue, RemoteValue, Workspace
from mwaa_tf.blueprint import build_blueprint as make_blueprint
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.contract import Contract

#: What :data:`_MODEL` is called; names in it that begin so are made of the name that a person gives.
NAME = "mwaa"

#: Optional for the modules, and yet nothing comes of the call without.
_NEEDED = {"name", "principals", "roles"}

_OWNER, _PARTICIPANT = "111111111111", "222222222222"

#: Everything that has a module of its own, in as few words as possible.
_MODEL: dict[str, Any] = {
    "name": NAME,
    "region": "us-east-1",
    "owner": {"account_id": _OWNER, "service_endpoints": {"enabled": True}},
    "participants": [
        {
            "name": "airflow",
            "account_id": _PARTICIPANT,
            "network_tags": {"Name": NAME},
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

#: What a deployment needs at the least: the modules that are embedded unless others are named.
DEFAULT = ("environment", "environment-endpoints", "network", "subnet-share")


@dataclass(frozen=True, slots=True)
class Wire:
    """A value that is an output of another module."""

    module: str
    output: str


#: The private subnets as a participant has them: only once they are shared. Separate workspaces wait for each other;
#: in one apply, or between units, this reference does.
SHARED_SUBNETS = Wire("subnet-share", "subnet_ids")


@dataclass(frozen=True, slots=True)
class Named:
    """A name: that of the deployment or the environment, which a person gives, and an ending."""

    ending: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that only a person knows."""

    input: str


@dataclass(frozen=True, slots=True)
class Model:
    """A call of a module, as it is joined to the others."""

    module: str
    name: str
    is_owners: bool
    """Whether it belongs into the account of the VPC's owner."""
    groups: tuple[Mapping[str, Any], ...]
    """Arguments, with :class:`Wire`, :class:`Named` and :class:`Asked` anywhere in them."""


def models(contracts: Mapping[str, Contract]) -> list[Model]:
    """A call of each of the modules, in the order in which they are applied."""
    found = {model.module: model for model in _rendered(tuple(contracts.items()))}
    for module in sorted(contracts.keys() - found.keys()):
        found[module] = _from_contract(module, contracts)
    return [model for model in found.values() if model.module in contracts]


def _rendered(contracts: tuple[tuple[str, Contract], ...]) -> Iterator[Model]:
    known = dict(contracts)
    blueprint = _blueprint()
    for workspace in blueprint.workspaces:
        for call in workspace.calls:
            if call.module in known:
                groups = _groups(call, workspace, blueprint, known[call.module])
                is_owners = workspace.account.account_id == _OWNER
                yield Model(call.module, call.name, is_owners, tuple(group for group in groups if group))


@cache
def _blueprint() -> Blueprint:
    return make_blueprint(Deployment.model_validate(_MODEL))


def _groups(
    call: ModuleCall, workspace: Workspace, blueprint: Blueprint, contract: Contract
) -> Iterator[dict[str, Any]]:
    for group in call.groups:
        joined = {name: _joined(value, workspace, blueprint) for name, value in group.items()}
        yield {
            name: value if _is_joined(value) else Asked(name)
            for name, value in joined.items()
            if name in contract.variables
            and (_is_joined(value) or contract.variables[name].required or name in _NEEDED)
        }


def _joined(value: Any, workspace: Workspace, blueprint: Blueprint) -> Any:
    match value:
        case ModuleValue(call, output):
            return Wire(next(one.module for one in workspace.calls if one.name == call), output)
        case RemoteValue(name, output):
            read = next(one for one in workspace.reads if one.name == name)
            other = blueprint.by_path[read.workspace]
            if workspace.account != other.account and output == "private_subnet_ids":
                return SHARED_SUBNETS
            return _joined(next(one.value for one in other.outputs if one.name == output), other, blueprint)
        case str() if value == NAME or value.startswith(f"{NAME}-"):
            return Named(value.removeprefix(NAME).removeprefix("-airflow-main"))
        case Mapping():
            return {name: _joined(item, workspace, blueprint) for name, item in value.items()}
        case Sequence() if not isinstance(value, str):
            return [_joined(item, workspace, blueprint) for item in value]
    return value


def _is_joined(value: Any) -> bool:
    """Whether anything in ``value`` is more than a literal of the example."""
    if isinstance(value, Mapping):
        return any(map(_is_joined, value.values()))
    if isinstance(value, list):
        return any(map(_is_joined, value))
    return isinstance(value, (Wire, Named))


def _from_contract(module: str, contracts: Mapping[str, Contract]) -> Model:
    """A call of a module that the example has no use for: outputs of the same name, else a person's values."""
    group: dict[str, Any] = {}
    for name, variable in contracts[module].variables.items():
        if variable.required:
            homes = [other for other, contract in contracts.items() if name in contract.outputs and other != module]
            group[name] = Named("") if name == "name" else Wire(homes[0], name) if homes else Asked(name)
    return Model(module, module.replace("-", "_"), True, (group,))
