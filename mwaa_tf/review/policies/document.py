"""A policy document as statements of one shape (IAM user guide, reference_policies_grammar)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_ROOT = re.compile(r"arn:[\w-]+:iam::(\d{12}):root")

#: A condition: operator and key in lower case, as IAM takes them, and the values.
Conditions = Mapping[tuple[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a statement is about: what one of ``patterns`` matches or, where ``negated``, what none does."""

    patterns: tuple[str, ...]
    negated: bool = False


EVERYTHING = Matter(("*",))


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. A principal is ``*``, ``AWS:ACCOUNT`` or ``TYPE:VALUE``; what is not said is everything."""

    allows: bool
    actions: Matter
    resources: Matter
    principals: Matter
    conditions: Conditions
    names_principals: bool = False
    """Whether it is a statement of a resource's policy, which says who."""
    spelling: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The actions and the keys of conditions, which are compared in lower case, as they are written."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The statements of a document."""

    statements: tuple[Statement, ...] = ()

    @property
    def allows(self) -> tuple[Statement, ...]:
        """Those that allow."""
        return tuple(item for item in self.statements if item.allows)

    @property
    def denies(self) -> tuple[Statement, ...]:
        """Those that deny."""
        return tuple(item for item in self.statements if not item.allows)


#: What no policy of an endpoint means (Amazon VPC user guide, vpc-endpoints-access).
FULL_ACCESS = Policy((Statement(True, EVERYTHING, EVERYTHING, EVERYTHING, {}, names_principals=True),))


def parse_policy(text: Any) -> Policy | None:
    """The policy in ``text``, JSON; None for what is none, such as a value that is not known yet."""
    if not isinstance(text, str):
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    given = document.get("Statement") if isinstance(document, Mapping) else None
    statements = given if isinstance(given, list) else [given]
    if not all(isinstance(item, Mapping) for item in statements):
        return None
    return Policy(tuple(map(_statement, statements)))


def _statement(given: Mapping[str, Any]) -> Statement:
    actions = _matter(given, "Action")
    principals = "NotPrincipal" if "NotPrincipal" in given else "Principal"
    who = EVERYTHING
    if principals in given:
        who = Matter(tuple(_principals(given[principals])), principals == "NotPrincipal")
    conditions = list(_conditions(given.get("Condition")))
    return Statement(
        allows=given.get("Effect") == "Allow",
        actions=Matter(tuple(item.lower() for item in actions.patterns), actions.negated),
        resources=_matter(given, "Resource"),
        principals=who,
        conditions={(operator.lower(), key.lower()): values for operator, key, values in conditions},
        names_principals=principals in given,
        spelling={item.lower(): item for item in (*actions.patterns, *(key for _, key, _ in conditions))},
    )


def _matter(given: Mapping[str, Any], name: str) -> Matter:
    if f"Not{name}" in given:
        return Matter(_texts(given[f"Not{name}"]), negated=True)
    return Matter(_texts(given[name])) if name in given else EVERYTHING


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_text, value if isinstance(value, list) else [value])))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _principals(given: Any) -> list[str]:
    if not isinstance(given, Mapping):
        return [_principal("AWS", item) for item in _texts(given)]
    return [_principal(kind, item) for kind, values in given.items() for item in _texts(values)]


def _principal(kind: str, value: str) -> str:
    if kind == "AWS":
        if value == "*":
            return "*"
        root = _ROOT.fullmatch(value)
        value = root[1] if root else value
    return f"{kind}:{value}"


def _conditions(given: Any) -> Iterator[tuple[str, str, frozenset[str]]]:
    for operator, keys in given.items() if isinstance(given, Mapping) else ():
        for key, values in keys.items() if isinstance(keys, Mapping) else ():
            yield operator, key, frozenset(_texts(values))
