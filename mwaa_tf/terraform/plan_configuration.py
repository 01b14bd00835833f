"""What a review reads of a plan's configuration (``internal/command/jsonconfig`` of Terraform and OpenTofu)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from mwaa_tf.terraform.plan_json import PlanJson

_NULL = msgspec.Raw(b"null")

#: The key of an instance in an address: ``[0]``, ``["a"]``, or ``[*]`` where it is not known.
_KEY = re.compile(r'\[(?:\d+|\*|"(?:[^"\\]|\\.)*")\]')


class ProviderConfiguration(msgspec.Struct, frozen=True):
    """A provider: the expressions of its block, and what the module requires of it."""

    full_name: str = ""
    version_constraint: str = ""
    module_address: str = ""
    expressions: msgspec.Raw = _NULL


class ConfiguredResource(msgspec.Struct, frozen=True):
    """A resource of a module, and the provider that it uses."""

    address: str = ""
    provider_config_key: str = ""


class ConfiguredVariable(msgspec.Struct, frozen=True):
    """A variable of a module."""

    sensitive: bool = False


class ConfiguredCall(msgspec.Struct, frozen=True):
    """A call of a module."""

    module: ConfiguredModule | None = None


class ConfiguredModule(msgspec.Struct, frozen=True):
    """A module, with those it calls."""

    resources: tuple[ConfiguredResource, ...] = ()
    module_calls: dict[str, ConfiguredCall] = {}
    variables: dict[str, ConfiguredVariable] = {}


class PlanConfiguration(msgspec.Struct, frozen=True):
    """The configuration that was planned."""

    provider_config: dict[str, ProviderConfiguration] = {}
    root_module: ConfiguredModule = ConfiguredModule()
    backend: msgspec.Raw = _NULL
    """No Terraform writes it today; where a plan has it, it says where the state is."""


_DECODER = msgspec.json.Decoder(PlanConfiguration | None)


def plan_configuration(plan: PlanJson) -> PlanConfiguration:
    """The configuration in ``plan``; an empty one where it was left out. Raises :class:`msgspec.ValidationError`."""
    return _DECODER.decode(plan.configuration) or PlanConfiguration()


def provider_keys(configuration: PlanConfiguration) -> Mapping[str, str]:
    """Address of each resource in the configuration, without keys of instances -> the key of its provider."""
    return dict(_keys(configuration.root_module, ""))


def configuration_address(address: str) -> str:
    """``address`` of an instance, without the keys of instances: ``module.a["x"].b_c.d[0]`` is ``module.a.b_c.d``."""
    return _KEY.sub("", address)


def _keys(module: ConfiguredModule, prefix: str) -> Iterator[tuple[str, str]]:
    for resource in module.resources:
        yield prefix + resource.address, resource.provider_config_key
    for name, call in module.module_calls.items():
        if call.module:
            yield from _keys(call.module, f"{prefix}module.{name}.")
