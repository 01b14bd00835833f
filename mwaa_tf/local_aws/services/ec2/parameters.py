"""Parameters of EC2, validated with its service model in EC2's own words."""

from __future__ import annotations

from typing import Any

from moto.core.model import ListShape, Shape, StructureShape
from moto.ec2.exceptions import EC2ClientError

from mwaa_tf.local_aws.constraints import broken_constraints


class ParameterMissingError(EC2ClientError):
    """A required parameter is missing; the wording is AWS's (EC2 API reference, errors-overview, MissingParameter)."""

    def __init__(self, name: str) -> None:
        super().__init__("MissingParameter", f"The request must contain the parameter {name}")


class ParameterInvalidError(EC2ClientError):
    """A parameter has a value that its model does not allow. The wording is inferred."""

    def __init__(self, name: str, value: object, constraint: str) -> None:
        super().__init__("InvalidParameterValue", f"Value ({value}) for parameter {name} is invalid. {constraint}")


def check(shape: StructureShape, params: dict[str, Any], prefix: str = "") -> None:
    """Raise for the first parameter that is missing or invalid. An empty text counts as missing, as EC2 takes it."""
    for name, member in shape.members.items():
        path = f"{prefix}{_query_name(name, member)}"
        value = params.get(name)
        if value is not None and value != "":
            _check_value(member, value, path)
        elif name in shape.required_members:
            raise ParameterMissingError(path)


def _check_value(shape: Shape, value: Any, path: str) -> None:
    for constraint in broken_constraints(shape, value):
        raise ParameterInvalidError(path, value, constraint)
    if isinstance(shape, StructureShape):
        check(shape, value, f"{path}.")
    elif isinstance(shape, ListShape):
        for number, member in enumerate(value, start=1):
            _check_value(shape.member, member, f"{path}.{number}")


def _query_name(name: str, member: Shape) -> str:
    """The name as requests have it, which is capitalized (botocore, serialize.EC2Serializer)."""
    query_name = member.serialization.get("queryName")
    if query_name:
        return str(query_name)
    location_name = str(member.serialization.get("name", name))
    return location_name[0].upper() + location_name[1:]
