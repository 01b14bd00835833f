"""From JSON, or data like it, to a :class:`PolicyDocument` (IAM user guide, page reference_policies_grammar)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from mwaa_tf.iam.document import (
    DEFAULT_VERSION,
    PRINCIPAL_TYPES,
    VERSIONS,
    Condition,
    Element,
    PolicyDocument,
    PolicyStatement,
    Principal,
    PrincipalElement,
)
from mwaa_tf.iam.variables import has_variable

_DOCUMENT_ELEMENTS = frozenset({"Version", "Id", "Statement"})
_EITHER = ("Principal", "Action", "Resource")
_STATEMENT_ELEMENTS = frozenset(
    {"Sid", "Effect", "Condition", *_EITHER, *(f"Not{element}" for element in _EITHER)},
)
_EFFECTS = ("Allow", "Deny")

#: Documents that the local AWS has parsed stay at hand: a policy is evaluated for every call.
_CACHED_DOCUMENTS = 512


class _JsonObject(dict[str, Any]):
    """A JSON object that remembers which keys it has more than once; JSON readers keep the last of them."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        pairs = list(pairs)
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.duplicates = tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))


def parse_policy(source: str | bytes | Mapping[str, Any]) -> PolicyDocument:
    """The document in ``source``, JSON or the data that JSON stands for. What is wrong is in its problems."""
    if isinstance(source, str):
        return _parse_text(source)
    if isinstance(source, bytes):
        try:
            return _parse_text(source.decode())
        except UnicodeDecodeError:
            return _unreadable("the document is not UTF-8")
    return _document(source)


@lru_cache(maxsize=_CACHED_DOCUMENTS)
def _parse_text(text: str) -> PolicyDocument:
    try:
        data = json.loads(text, object_pairs_hook=_JsonObject)
    except ValueError as error:
        return _unreadable(f"the document is not JSON: {error}")
    except RecursionError:
        return _unreadable("the document is nested too deeply")
    return _document(data)


def _unreadable(problem: str) -> PolicyDocument:
    return PolicyDocument(problems=(problem,), unreadable=True)


def _document(data: Any) -> PolicyDocument:
    if not isinstance(data, Mapping):
        return _unreadable("the document is not a JSON object")
    if "Statement" not in data:
        return _unreadable("the document has no Statement")
    statements = _many(data["Statement"])
    if not all(isinstance(statement, Mapping) for statement in statements):
        return _unreadable("a statement is not a JSON object")
    version = data.get("Version", DEFAULT_VERSION)
    problems = [*_unknown_elements(data, _DOCUMENT_ELEMENTS), *_duplicates(data, deep=False)]
    if version not in VERSIONS:
        problems.append(f"Version {version!r} is not one of {', '.join(VERSIONS)}")
    return PolicyDocument(
        statements=tuple(_statement(item, index, str(version)) for index, item in enumerate(statements)),
        version=str(version),
        id=str(data.get("Id", "")),
        problems=tuple(problems),
    )


def _statement(data: Mapping[str, Any], index: int, version: str) -> PolicyStatement:
    problems = [*_unknown_elements(data, _STATEMENT_ELEMENTS), *_duplicates(data, deep=True)]
    problems += [
        f"{name} and Not{name} exclude each other" for name in _EITHER if name in data and f"Not{name}" in data
    ]
    if data.get("Effect") not in _EFFECTS:
        problems.append(f"Effect is {data['Effect']!r}" if "Effect" in data else "Effect is missing")
    if "Action" not in data and "NotAction" not in data:
        problems.append("Action is missing")
    resources = _element(data, "Resource", problems)
    if version == VERSIONS[-1] and resources and any(map(_has_early_variable, resources.patterns)):
        problems.append("a variable stands before the fifth colon of a resource")
    return PolicyStatement(
        effect=str(data.get("Effect", "")),
        actions=_element(data, "Action", problems),
        resources=resources,
        principals=_principal_element(data, problems),
        conditions=tuple(_conditions(data.get("Condition", {}), problems)),
        sid=str(data.get("Sid", "")),
        problems=tuple(problems),
        index=index,
    )


def _element(data: Mapping[str, Any], name: str, problems: list[str]) -> Element | None:
    for key in (f"Not{name}", name):
        if key in data:
            return Element(_texts(key, data[key], problems), negated=key != name)
    return None


def _principal_element(data: Mapping[str, Any], problems: list[str]) -> PrincipalElement | None:
    for key in ("NotPrincipal", "Principal"):
        if key in data:
            return PrincipalElement(tuple(_principals(key, data[key], problems)), negated=key != "Principal")
    return None


def _principals(name: str, value: Any, problems: list[str]) -> Iterator[Principal]:
    if not isinstance(value, Mapping):
        if value != "*":
            problems.append(f"{name} is neither '*' nor an object")
        yield from (Principal.parse("AWS", text) for text in _texts(name, value, problems))
        return
    for principal_type, values in value.items():
        if principal_type not in PRINCIPAL_TYPES:
            problems.append(f"{name} has the unknown type {principal_type!r}")
        yield from (Principal.parse(principal_type, text) for text in _texts(name, values, problems))


def _conditions(value: Any, problems: list[str]) -> Iterator[Condition]:
    if not isinstance(value, Mapping):
        problems.append("Condition is not an object")
        return
    for operator, keys in value.items():
        if not isinstance(keys, Mapping):
            problems.append(f"Condition {operator} is not an object")
            continue
        for key, values in keys.items():
            yield Condition(operator, key, _texts(f"Condition {operator} {key}", values, problems))


def _texts(name: str, value: Any, problems: list[str]) -> tuple[str, ...]:
    values = _many(value)
    if not all(isinstance(item, str | int | float) for item in values):
        problems.append(f"{name} is neither a string nor a list of strings")
    return tuple(dict.fromkeys(map(_text, values)))


def _text(value: Any) -> str:
    # Quotation marks are optional for numbers and booleans (page reference_policies_grammar).
    return str(value).lower() if isinstance(value, bool) else str(value)


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _unknown_elements(data: Mapping[str, Any], known: frozenset[str]) -> Iterator[str]:
    return (f"the element {name!r} is unknown" for name in data if name not in known)


def _duplicates(value: Any, *, deep: bool) -> Iterator[str]:
    """A problem for each key that an object of ``value`` has more than once."""
    if isinstance(value, _JsonObject):
        yield from (f"{name!r} appears more than once" for name in value.duplicates)
    if deep:
        children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
        for child in children:
            yield from _duplicates(child, deep=True)


def _has_early_variable(resource: str) -> bool:
    """Whether a variable replaces the partition, service, region or account (page reference_policies_variables)."""
    return resource.startswith("arn:") and has_variable(":".join(resource.split(":", 5)[:5]))
