"""What is looked up and written with less work is what moto and xmltodict find and write."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
import xmltodict  # type: ignore[import-untyped]
from moto.core import serialize
from moto.core.utils import get_service_model

from mwaa_tf.local_aws import serializing
from mwaa_tf.local_aws.serializing import XmlWriter


class Word(StrEnum):
    A = "a"


def refuse(document: Any, **_: Any) -> str:
    raise AssertionError(document)


_PLAIN = [
    {"a": None},
    {"a": ""},
    {"a": "<&>\"'é\r\n"},
    {"a": {"b": [1, 2.5, True, False, None, "", {}, {"c": "d"}], "e": [], "f": {}}},
    {"a": {"@xmlns": "http://é/?a&b\"'", "b": {"@c:d": 1, "e": ""}}},
    {"a": {"@xmlns": ""}},
    {"a": {"@b": None}},
    {"a": {"b": {"c": []}, "d-1.e": "f"}},
]
_UNUSUAL = [
    {"a": {"#text": "b", "@c": "d"}},
    {"a": {"#comment": "b"}},
    {"a": {"b": ("c", "d")}},
    {"a": OrderedDict(b="c")},
    {"a": {"@xmlns": {"b": "c"}}},
    {"a": ["b"]},
    {"a": {"b": b"c"}},
    {"a": {"b": Word.A}},
    {"a": {"b": datetime(2026, 1, 1, tzinfo=UTC)}},
    {"a": {"b": [["c"]]}},
    {"é": "b"},
]
_REFUSED = [
    {"a": "b", "c": "d"},
    {},
    {"a b": "c"},
    {"a": {"b>": "c"}},
    {"a": {"@b c": "d"}},
    {"a": ["b", "c"]},
    {"a": {1: "b"}},
]


@pytest.mark.parametrize("short_empty_elements", [True, False])
@pytest.mark.parametrize("full_document", [True, False])
@pytest.mark.parametrize("document", _PLAIN)
def test_a_plain_document_is_written_as_by_xmltodict(
    document: Any, full_document: bool, short_empty_elements: bool
) -> None:
    options = {"full_document": full_document, "short_empty_elements": short_empty_elements, "pretty": False}

    assert XmlWriter(refuse).unparse(document, **options) == xmltodict.unparse(document, **options)


@pytest.mark.parametrize("document", _UNUSUAL)
def test_an_unusual_document_is_left_to_xmltodict(document: Any) -> None:
    with pytest.raises(AssertionError):
        XmlWriter(refuse).unparse(document, full_document=True, short_empty_elements=True)

    assert XmlWriter(xmltodict.unparse).unparse(document) == xmltodict.unparse(document)


@pytest.mark.parametrize("document", _REFUSED)
def test_what_is_no_document_is_refused_as_by_xmltodict(document: Any) -> None:
    with pytest.raises(ValueError, match=r"[Ii]nvalid|root|string"):
        XmlWriter(xmltodict.unparse).unparse(document)


def test_options_that_moto_does_not_use_are_left_to_xmltodict() -> None:
    assert XmlWriter(xmltodict.unparse).unparse({"a": {"b": ""}}, pretty=True) == xmltodict.unparse(
        {"a": {"b": ""}}, pretty=True
    )


class Vpc:
    """Attributes with the names of the model, in snake case, and without the name of the class."""

    def __init__(self) -> None:
        self.cidr_block = "10.0.0.0/16"
        self.id = "vpc-1"
        self.state = None

    @property
    def is_default(self) -> bool:
        raise AttributeError


class Named:
    """An object with names of its own."""

    vpc = "vpc-2"

    class Meta:
        serialization_aliases = {"VpcId": "vpc"}


class Mapped:
    """An object that is like a mapping, and no dictionary."""

    VpcId = "an attribute"

    def __getitem__(self, key: str) -> str:
        return {"vpc_id": "vpc-3"}[key]


_OBJECTS: list[Callable[[], Any]] = [
    Vpc,
    Named,
    Mapped,
    dict,
    lambda: {"VpcId": "vpc-4", "vpc_id": "vpc-5"},
    lambda: {"vpc_id": "vpc-5", "Tags": [], "cidr_block": None},
    lambda: OrderedDict(vpc_id="vpc-6"),
    lambda: {"id": "vpc-7", "Id": "vpc-8"},
    lambda: "text",
    lambda: None,
]


@pytest.mark.parametrize("make", _OBJECTS)
def test_a_member_is_found_where_moto_finds_it(make: Callable[[], Any]) -> None:
    model = get_service_model("ec2")
    shape: Any = model.shape_for("Vpc")
    serializer = serialize.EC2Serializer(
        model.operation_model("DescribeVpcs"), value_picker=serialize.XFormedAttributePicker()
    )

    for key, member in shape.members.items():
        member.parent = shape
        # The second time is that of a kind which is known.
        for value in (make(), make()):
            found = serializing._value(refuse_unless(value), serializer, value, key, member)
            assert found == _moto_looks(serializer, value, key, member)


def refuse_unless(value: Any) -> Callable[..., Any]:
    """moto's own lookup, which only objects with names of their own need."""
    return _moto_looks if hasattr(value, "Meta") else refuse


@pytest.mark.parametrize("path", ["Vpc.VpcId", "VpcId", "DescribeVpcs.Vpc.VpcId", "Id", "pc.VpcId"])
def test_what_changes_values_is_left_to_moto(path: str) -> None:
    model = get_service_model("ec2")
    shape: Any = model.shape_for("Vpc")
    picker = serialize.XFormedAttributePicker(response_transformers={path: lambda _: "changed"})
    serializer = serialize.EC2Serializer(model.operation_model("DescribeVpcs"), value_picker=picker)
    serializer.path.append("Vpc")

    found = {
        key: serializing._value(_moto_looks, serializer, {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}, key, member)
        for key, member in shape.members.items()
    }

    assert found["VpcId"] == "changed"
    assert found["CidrBlock"] == "10.0.0.0/16"


def _moto_looks(*arguments: Any) -> Any:
    theirs = serialize.ResponseSerializer.get_value
    return getattr(theirs, "__wrapped__", theirs)(*arguments)
