"""Conditions of statements, evaluated in the context of a request.

The operators are those of the IAM user guide, page reference_policies_elements_condition_operators; several keys and
values are combined as page reference_policies_condition-logic-multiple-context-keys-or-values says, and the set
operators `ForAllValues` and `ForAnyValue` as page reference_policies_condition-single-vs-multi-valued-context-keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mwaa_tf.iam import value_comparison
from mwaa_tf.iam.document import Condition
from mwaa_tf.iam.match import Match, all_of, any_of
from mwaa_tf.iam.variables import UNKNOWN_VALUE, Context, ContextValue, UnknownValue, resolve

Compare = Callable[[str, str], Match]
"""Whether the value of a policy, the first, matches that of a request."""


@dataclass(frozen=True, slots=True)
class ConditionOperator:
    """An operator: how it compares one value of a policy with one of a request."""

    name: str
    compare: Compare
    negated: bool = False
    """Whether it holds if no value matches, and if the request does not have the key."""
    takes_variables: bool = False
    """Whether policy variables in its values are replaced."""


def _positive_and_negated(
    name: str, negated_name: str, compare: Compare, *, takes_variables: bool = False
) -> tuple[ConditionOperator, ConditionOperator]:
    return (
        ConditionOperator(name, compare, takes_variables=takes_variables),
        ConditionOperator(negated_name, compare, negated=True, takes_variables=takes_variables),
    )


def _ordered(kind: str, parse: Callable[[str], value_comparison.Ordered | None]) -> Iterable[ConditionOperator]:
    for suffix, accepts in value_comparison.ORDERINGS.items():
        yield ConditionOperator(f"{kind}{suffix}", value_comparison.ordering(parse, accepts))
    yield ConditionOperator(
        f"{kind}NotEquals", value_comparison.ordering(parse, value_comparison.ORDERINGS["Equals"]), negated=True
    )


NULL = "Null"
"""The operator that tests whether a key is absent. Its values are `true` and `false`, its name takes no `IfExists`."""

OPERATORS = {
    operator.name: operator
    for operator in (
        *_positive_and_negated("StringEquals", "StringNotEquals", value_comparison.same_text, takes_variables=True),
        *_positive_and_negated(
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            value_comparison.same_text_in_any_case,
            takes_variables=True,
        ),
        *_positive_and_negated("StringLike", "StringNotLike", value_comparison.like_text, takes_variables=True),
        *_ordered("Numeric", value_comparison.number),
        *_ordered("Date", value_comparison.date),
        ConditionOperator("Bool", value_comparison.same_boolean, takes_variables=True),
        ConditionOperator("BinaryEquals", value_comparison.same_bytes),
        *_positive_and_negated("IpAddress", "NotIpAddress", value_comparison.in_network),
        *_positive_and_negated("ArnEquals", "ArnNotEquals", value_comparison.like_arn, takes_variables=True),
        *_positive_and_negated("ArnLike", "ArnNotLike", value_comparison.like_arn, takes_variables=True),
    )
}
"""Every operator but :data:`NULL`, by name."""

#: That IAM ignores the case of an operator is inferred.
_BY_LOWER_NAME = {name.lower(): operator for name, operator in OPERATORS.items()}

_OPERATOR = re.compile(r"(?:(?P<set>forallvalues|foranyvalue):)?(?P<name>\w+?)(?P<optional>ifexists)?")


def conditions_match(conditions: Iterable[Condition], context: Context, *, variables: bool) -> Match:
    """Whether all ``conditions`` hold in ``context``; ``variables`` says whether the document has policy variables."""
    return all_of(condition_match(condition, context, variables=variables) for condition in conditions)


def condition_match(condition: Condition, context: Context, *, variables: bool) -> Match:
    """Whether ``condition`` holds in ``context``."""
    operator = _OPERATOR.fullmatch(condition.operator.lower())
    value = context.get(condition.key.lower())
    if operator is None or value is UNKNOWN_VALUE:
        return Match.UNKNOWN
    if operator[0] == NULL.lower():
        return _null(condition.values, value)
    known = _BY_LOWER_NAME.get(operator["name"])
    if known is None:
        return Match.UNKNOWN
    values = tuple(_resolved(condition.values, context, replaced=variables and known.takes_variables))
    if operator["set"]:
        return _set_match(operator, known, values, _many(value))
    if value is None or value == ():
        return Match.of(known.negated or bool(operator["optional"]))
    if isinstance(value, tuple) and len(value) > 1:
        # Several values need a set operator; what happens without one is not documented.
        return Match.UNKNOWN
    return _value_match(known, values, _many(value)[0])


def reason(condition: Condition, context: Context) -> str:
    """Why it cannot be judged whether ``condition`` holds."""
    operator = _OPERATOR.fullmatch(condition.operator.lower())
    name = operator["name"] if operator else None
    if name not in _BY_LOWER_NAME and condition.operator.lower() != NULL.lower():
        return f"the condition operator {condition.operator!r} is unknown"
    if context.get(condition.key.lower()) is UNKNOWN_VALUE:
        return f"the value of {condition.key} is unknown"
    return f"{condition.operator} cannot compare {condition.key} with {', '.join(map(repr, condition.values))}"


def _null(values: tuple[str, ...], value: ContextValue | None) -> Match:
    absent = "true" if value is None or value == () else "false"
    wanted = [text.lower() for text in values]
    if absent in wanted:
        return Match.YES
    return Match.NO if wanted and set(wanted) <= {"true", "false"} else Match.UNKNOWN


def _set_match(
    operator: re.Match[str],
    known: ConditionOperator,
    values: tuple[str | UnknownValue | None, ...],
    actual: tuple[str, ...],
) -> Match:
    if actual in ((), ("",)):
        # Absent keys and empty sets, such as an empty string.
        if operator["set"] == "forallvalues":
            return Match.YES
        # The guide says of ForAnyValue that it is false without the key, and of IfExists that it is true.
        return Match.UNKNOWN if operator["optional"] else Match.NO
    matches = (_value_match(known, values, text) for text in actual)
    return all_of(matches) if operator["set"] == "forallvalues" else any_of(matches)


def _value_match(operator: ConditionOperator, values: tuple[str | UnknownValue | None, ...], actual: str) -> Match:
    match = any_of(_compare(operator, value, actual) for value in values)
    return ~match if operator.negated else match


def _compare(operator: ConditionOperator, value: str | UnknownValue | None, actual: str) -> Match:
    if value is None:
        return Match.NO
    return Match.UNKNOWN if value is UNKNOWN_VALUE else operator.compare(value, actual)


def _resolved(values: tuple[str, ...], context: Context, *, replaced: bool) -> Iterable[str | UnknownValue | None]:
    return (resolve(value, context) for value in values) if replaced else values


def _many(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return () if value is None else value if isinstance(value, tuple) else (value,)
