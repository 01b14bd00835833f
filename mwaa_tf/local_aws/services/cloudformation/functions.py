"""Values of a template: references, attributes and intrinsic functions.

moto keeps the place of a removed list member (`AWS::NoValue`), knows no `Fn::Cidr`, takes zones of another region for
those of `Fn::GetAZs`, has one partition, and turns an attribute that it does not have into text. A function that is not
known here fails by name. Source: AWS CloudFormation template reference, intrinsic-function-reference and
pseudo-parameter-reference.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import islice
from typing import Any

from moto.cloudformation.exceptions import ExportNotFound, UnformattedGetAttTemplateException, ValidationError

_VARIABLE = re.compile(r"\$\{(!?)([^}]*)\}")

_MALFORMED = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)
"""What Python raises where the argument of a function is not what it must be."""

NO_VALUE = object()
"""What is left out: the value of `AWS::NoValue`."""

Scope = Any
"""The names of a template, moto's ResourceMap: parameters, mappings, pseudo parameters and resources."""


def evaluate(value: Any, scope: Scope) -> Any:
    """``value`` without functions. Raises moto's ValidationError for what cannot be resolved."""
    result = _evaluate(value, scope)
    return None if result is NO_VALUE else result


def evaluate_condition(condition: Any, scope: Scope) -> bool:
    """Whether a condition holds: its name in `{"Condition": NAME}`, or one of the condition functions."""
    try:
        return _holds(condition, scope)
    except _MALFORMED as error:
        raise ValidationError(message="Template error: a condition has an argument that is not valid") from error
    except RecursionError as error:
        raise ValidationError(message="Template format error: Circular dependency between conditions") from error


def _holds(condition: Any, scope: Scope) -> bool:
    if not isinstance(condition, dict):
        return _is_true(condition)
    ((function, operands),) = condition.items()
    match function:
        case "Condition":
            return is_condition_met(str(operands), scope)
        case "Fn::Not":
            return not _holds(operands[0], scope)
        case "Fn::And":
            return all(_holds(operand, scope) for operand in operands)
        case "Fn::Or":
            return any(_holds(operand, scope) for operand in operands)
        case "Fn::Equals":
            left, right = (_text(evaluate(operand, scope)) for operand in operands)
            return left == right
    return _is_true(evaluate(condition, scope))


def is_condition_met(name: str, scope: Scope) -> bool:
    """Whether the condition ``name`` of the template holds."""
    if name not in scope.lazy_condition_map:
        raise ValidationError(message=f"Template format error: Unresolved condition dependency {name}.")
    return bool(scope.lazy_condition_map[name])


def attribute(logical_id: str, name: str, scope: Scope) -> Any:
    """The attribute ``name`` of a resource, as `Fn::GetAtt` returns it."""
    resource = _named(logical_id, scope)
    try:
        return resource.get_cfn_attribute(name)
    except (AttributeError, NotImplementedError, UnformattedGetAttTemplateException) as error:
        message = UnformattedGetAttTemplateException.description.format(logical_id, name)
        raise ValidationError(message=message) from error


def _evaluate(value: Any, scope: Scope) -> Any:
    if isinstance(value, list):
        members = [_evaluate(member, scope) for member in value]
        return [member for member in members if member is not NO_VALUE]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, operand),) = value.items()
        if name in _FUNCTIONS:
            return _call(name, operand, scope)
        if str(name).startswith("Fn::"):
            raise ValidationError(message=f"the local AWS does not know the function {name}")
    pairs = ((name, _evaluate(member, scope)) for name, member in value.items())
    return {name: member for name, member in pairs if member is not NO_VALUE and member is not None}


def _call(name: str, operand: Any, scope: Scope) -> Any:
    try:
        return _FUNCTIONS[name](operand, scope)
    except _MALFORMED as error:
        raise ValidationError(message=f"Template error: {name} has an argument that is not valid") from error


def _ref(name: str, scope: Scope) -> Any:
    if name == "AWS::NoValue":
        return NO_VALUE
    resource = _named(name, scope)
    return getattr(resource, "physical_resource_id", resource)


def _named(name: str, scope: Scope) -> Any:
    try:
        return scope[name]
    except KeyError as error:
        message = f"Template format error: Unresolved resource dependencies [{name}] in the Resources block"
        raise ValidationError(message=f"{message} of the template") from error


def _get_att(operand: Any, scope: Scope) -> Any:
    logical_id, name = operand.split(".", 1) if isinstance(operand, str) else (operand[0], operand[1:])
    parts = [name] if isinstance(name, str) else name
    return attribute(logical_id, ".".join(str(_evaluate(part, scope)) for part in parts), scope)


def _find_in_map(operand: list[Any], scope: Scope) -> Any:
    name, *keys = (_evaluate(part, scope) for part in operand[:3])
    value: Any = scope.get(name)
    for key in keys:
        value = value.get(str(key)) if isinstance(value, Mapping) else None
    if value is None and len(operand) > 3:
        return _evaluate(operand[3]["DefaultValue"], scope)
    if value is None:
        raise ValidationError(message=f"Template error: Unable to get mapping for {'::'.join(map(str, [name, *keys]))}")
    return _evaluate(value, scope)


def _sub(operand: Any, scope: Scope) -> str:
    template, variables = (operand, {}) if isinstance(operand, str) else operand
    values = {name: _evaluate(value, scope) for name, value in variables.items()}

    def replacement(match: re.Match[str]) -> str:
        literal, name = match[1], match[2].strip()
        if literal:
            return f"${{{name}}}"
        if name in values:
            return _text(values[name])
        return _text(_get_att(name, scope) if "." in name else _ref(name, scope))

    return _VARIABLE.sub(replacement, template)


def _select(operand: list[Any], scope: Scope) -> Any:
    index, members = int(_evaluate(operand[0], scope)), _evaluate(operand[1], scope)
    if not 0 <= index < len(members):
        raise ValidationError(message=f"Template error: Fn::Select cannot select nonexistent value at index {index}")
    return members[index]


def _cidr(operand: list[Any], scope: Scope) -> list[str]:
    """So many blocks of the network, each with 2 to the power of ``bits`` addresses."""
    block, count, bits = (*(_evaluate(part, scope) for part in operand), 8)[:3]
    network = ipaddress.ip_network(str(block))
    blocks = islice(network.subnets(new_prefix=network.max_prefixlen - int(bits)), int(count))
    return [str(subnet) for subnet in blocks]


def _import_value(operand: Any, scope: Scope) -> Any:
    name = _evaluate(operand, scope)
    for export in (scope.cross_stack_resources or {}).values():
        if export.name == name:
            scope.imported.add(name)
            return export.value
    raise ExportNotFound(name)


def _zones(operand: Any, scope: Scope) -> list[str]:
    """The zones of the region, as EC2 lists them."""
    from moto.ec2.models import ec2_backends

    region = _evaluate(operand, scope) or scope["AWS::Region"]
    zones = ec2_backends[scope["AWS::AccountId"]][region].describe_availability_zones()
    return sorted(zone.name for zone in zones)


def _if(operand: list[Any], scope: Scope) -> Any:
    condition, value, otherwise = operand
    return _evaluate(value if is_condition_met(condition, scope) else otherwise, scope)


def _join(operand: list[Any], scope: Scope) -> str:
    return str(operand[0]).join(_text(member) for member in _evaluate(operand[1], scope))


def _condition(name: str, operand: Any, scope: Scope) -> bool:
    return evaluate_condition({name: operand}, scope)


def _is_true(value: Any) -> bool:
    return _text(value) == "true"


def _text(value: Any) -> str:
    """A value as CloudFormation writes it into text."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(_text, value)) if isinstance(value, list) else str(value)


_FUNCTIONS: dict[str, Callable[[Any, Scope], Any]] = {
    "Ref": _ref,
    "Fn::Base64": lambda operand, scope: base64.b64encode(_text(_evaluate(operand, scope)).encode()).decode(),
    "Fn::Cidr": _cidr,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _zones,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Join": _join,
    "Fn::Length": lambda operand, scope: len(_evaluate(operand, scope)),
    "Fn::Select": _select,
    "Fn::Split": lambda operand, scope: _text(_evaluate(operand[1], scope)).split(str(operand[0])),
    "Fn::Sub": _sub,
    "Fn::ToJsonString": lambda operand, scope: json.dumps(_evaluate(operand, scope)),
}
_FUNCTIONS |= {name: partial(_condition, name) for name in ("Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or")}
