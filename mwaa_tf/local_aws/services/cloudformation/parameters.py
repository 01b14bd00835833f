"""Parameters of a stack: defaults, lists, numbers, allowed values, SSM parameters.

moto splits no default of a list and checks no value. Messages are those of CloudFormation (template reference,
parameters-section-structure).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from moto.cloudformation.exceptions import ValidationError


def resolve(
    slots: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any], read_ssm: Callable[[str, str], Any]
) -> dict[str, Any]:
    """The values of all parameters. ``read_ssm`` reads an SSM parameter of a type. Raises moto's ValidationError."""
    unknown = [name for name in values if name not in slots]
    if unknown:
        raise ValidationError(message=f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    missing = [name for name, slot in slots.items() if name not in values and slot.get("Default") is None]
    if missing:
        raise ValidationError(message=f"Parameters: [{', '.join(missing)}] must have values")
    return {name: _resolve(name, slot, values.get(name, slot.get("Default")), read_ssm) for name, slot in slots.items()}


def _resolve(name: str, slot: Mapping[str, Any], value: Any, read_ssm: Callable[[str, str], Any]) -> Any:
    kind = str(slot.get("Type", "String"))
    if kind.startswith("AWS::SSM::Parameter::Value"):
        return read_ssm(str(value), kind)
    is_list = kind == "CommaDelimitedList" or kind.startswith("List<")
    texts = [text.strip() for text in _text(value).split(",")] if is_list else [_text(value)]
    texts = [text for text in texts if text or not is_list]
    for text in texts:
        _check(name, slot, text)
    parsed = [_number(name, text) for text in texts] if kind in ("Number", "List<Number>") else texts
    return parsed if is_list else parsed[0]


def _check(name: str, slot: Mapping[str, Any], text: str) -> None:
    allowed = [_text(value) for value in slot.get("AllowedValues", [])]
    if allowed and text not in allowed:
        raise ValidationError(message=f"Parameter '{name}' must be one of AllowedValues")
    pattern = slot.get("AllowedPattern")
    if pattern and not re.fullmatch(pattern, text):
        described = slot.get("ConstraintDescription") or f"must match pattern {pattern}"
        raise ValidationError(message=f"Parameter {name} failed to satisfy constraint: {described}")


def _number(name: str, text: str) -> int | float:
    try:
        return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)
    except ValueError as error:
        raise ValidationError(message=f"Parameter '{name}' must be a number.") from error


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
