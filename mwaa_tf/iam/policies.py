"""Policies: whom that of a bucket or the trust policy of a role lets in, what that of a principal allows it.

This follows the evaluation logic of the IAM user guide (reference_policies_evaluation-logic) for one policy: a
statement that denies wins, nothing is allowed that no statement allows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from mwaa_tf.local_aws.accounts import Caller

ANY = "\0"
"""In a request, a resource that is not known, or a part of one between colons and slashes: whatever a policy wants."""

_ACCOUNT = re.compile(r"^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$")


@dataclass(frozen=True, slots=True)
class Request:
    """Who wants to do what. ``action`` has its service's prefix; ``context`` the values of condition keys."""

    caller: Caller
    action: str
    resource: str = "*"
    context: Mapping[str, str] = field(default_factory=dict)


def allows(policy: str | bytes, request: Request) -> bool:
    """Whether ``policy``, a JSON document, allows ``request``."""
    return decision(policy, request) == "Allow"


def decision(policy: str | bytes, request: Request) -> Literal["Allow", "Deny"] | None:
    """What ``policy``, a JSON document, says to ``request``; ``None`` where it says nothing.

    A policy of a principal names no principal, and is about the one that has it.
    """
    context = {
        "aws:principalaccount": request.caller.account_id,
        "aws:principalarn": request.caller.arn,
        "aws:securetransport": "true",
        **{key.lower(): value for key, value in request.context.items()},
    }
    found: Literal["Allow"] | None = None
    for statement in _list(json.loads(policy).get("Statement")):
        if _applies(statement, request, context):
            if statement.get("Effect") == "Deny":
                return "Deny"
            found = "Allow"
    return found


def _applies(statement: Mapping[str, Any], request: Request, context: Mapping[str, str]) -> bool:
    return (
        _either(statement, "Principal", lambda given: _is_principal(given, request.caller))
        and _either(statement, "Action", lambda given: _any_like(given, request.action.lower(), lower=True))
        and _either(statement, "Resource", lambda given: _is_resource(given, request.resource))
        and all(
            _holds(operator, key, _list(values), context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _either(statement: Mapping[str, Any], element: str, matches: Callable[[Any], bool]) -> bool:
    """An element, or its opposite, or neither (a trust policy has no resource)."""
    if f"Not{element}" in statement:
        return not matches(statement[f"Not{element}"])
    return element not in statement or matches(statement[element])


def _is_principal(given: Any, caller: Caller) -> bool:
    if given == "*":
        return True
    for text in _list(given.get("AWS")) if isinstance(given, Mapping) else ():
        account = _ACCOUNT.match(text)
        if text in ("*", caller.arn) or (account and account[1] == caller.account_id):
            return True
    return False


def _is_resource(given: Any, resource: str) -> bool:
    if resource == ANY:
        return bool(_list(given))
    return any(
        _may_be(pattern, resource) if ANY in resource else _any_like(pattern, resource) for pattern in _list(given)
    )


def _may_be(pattern: str, resource: str) -> bool:
    """Whether something that ``pattern`` matches could be what stands for :data:`ANY` in ``resource``."""
    # For each character of the pattern: true where the resource up to there can be made to agree with it.
    reachable = [True] + [False] * len(resource)
    for place, character in enumerate(resource, 1):
        reachable[place] = reachable[place - 1] and character == ANY
    for wanted in pattern:
        before, reachable = reachable, [wanted == "*" and reachable[0], *[False] * len(resource)]
        for place, character in enumerate(resource, 1):
            if wanted == "*":
                reachable[place] = before[place] or reachable[place - 1]
            elif character == ANY:
                reachable[place] = reachable[place - 1] or (before[place] and wanted not in ":/")
            else:
                reachable[place] = before[place - 1] and wanted in (character, "?")
    return reachable[-1]


def _holds(operator: str, key: str, values: list[Any], context: Mapping[str, str]) -> bool:
    operator = operator.split(":", 1)[-1]
    optional = operator.endswith("IfExists")
    operator = operator.removesuffix("IfExists")
    present = context.get(key.lower())
    if operator == "Null":
        return (present is None) == (str(values[0]).lower() == "true")
    negated = "Not" in operator
    if present is None:
        return optional or negated
    texts = [str(value) for value in values]
    match operator.replace("Not", ""):
        case "StringEquals" | "NumericEquals":
            found = present in texts
        case "StringEqualsIgnoreCase" | "Bool":
            found = present.lower() in [text.lower() for text in texts]
        case "StringLike" | "ArnLike" | "ArnEquals":
            found = _any_like(texts, present)
        case _:
            # What cannot be told is not let in.
            return False
    return found != negated


def _any_like(patterns: Any, text: str, *, lower: bool = False) -> bool:
    return any(_pattern(each.lower() if lower else each).fullmatch(text) for each in _list(patterns))


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
