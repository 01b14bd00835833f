"""What one policy allows that another did not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from mwaa_tf.review.policies.conditions import missing
from mwaa_tf.review.policies.document import Matter, Policy, Statement
from mwaa_tf.review.policies.patterns import covers, meet

#: Single things that a statement is taken apart into; one with more is judged as a whole.
_MOST = 1_000

_ACCOUNT = re.compile(r"AWS:arn:[\w-]+:(?:iam|sts)::(\d{12}):")


@dataclass(frozen=True, slots=True)
class Gain:
    """Something that is allowed and was not, or a refusal that is gone."""

    statement: Statement
    """As narrow as it can be told: one action, one resource, one principal."""
    lost_conditions: tuple[str, ...] = ()
    """Keys of conditions under which alone it was allowed before."""


def gains(before: Policy, after: Policy) -> Iterator[Gain]:
    """What ``after`` allows beyond ``before``: statements that were split, joined, sorted or renamed are none."""
    certain = [item for item in after.denies if not item.conditions]
    for statement in after.allows:
        for part in _uncovered(statement, before.allows):
            if not any(_within(part, denied) for denied in certain):
                yield Gain(part, _lost(part, before.allows))
    for statement in before.denies:
        for part in _uncovered(statement, after.denies):
            yield Gain(part, _lost(part, after.denies))


def _uncovered(statement: Statement, others: tuple[Statement, ...]) -> Iterator[Statement]:
    if any(_within(statement, other) for other in others):
        return
    for part in _parts(statement):
        if not any(_within(part, other) for other in others):
            yield part


def _parts(statement: Statement) -> Iterator[Statement]:
    matters = (statement.actions, statement.resources, statement.principals)
    single = [[matter] if matter.negated else [Matter((item,)) for item in matter.patterns] for matter in matters]
    if len(single[0]) * len(single[1]) * len(single[2]) > _MOST:
        yield statement
        return
    for actions, resources, principals in product(*single):
        yield replace(statement, actions=actions, resources=resources, principals=principals)


def _within(inner: Statement, outer: Statement) -> bool:
    return _matches(inner, outer) and not missing(inner.conditions, outer.conditions)


def _matches(inner: Statement, outer: Statement) -> bool:
    """Whether ``outer`` is about all that ``inner`` is about, conditions aside."""
    return (
        _matter_within(inner.actions, outer.actions)
        and _matter_within(inner.resources, outer.resources)
        and _matter_within(inner.principals, outer.principals, _principal_covers, _principals_meet)
    )


def _lost(part: Statement, others: tuple[Statement, ...]) -> tuple[str, ...]:
    lost = [
        tuple(other.spelling.get(key, key) for key in missing(part.conditions, other.conditions))
        for other in others
        if _matches(part, other)
    ]
    return min(lost, key=len, default=())


def _matter_within(
    inner: Matter,
    outer: Matter,
    covering: Callable[[str, str], bool] = covers,
    meeting: Callable[[str, str], bool] = meet,
) -> bool:
    if inner == outer:
        return True
    if inner.negated and outer.negated:
        return all(any(covering(kept, item) for kept in inner.patterns) for item in outer.patterns)
    if inner.negated:
        return "*" in outer.patterns
    if outer.negated:
        return not any(meeting(item, left_out) for item in inner.patterns for left_out in outer.patterns)
    return all(
        item in outer.patterns or any(covering(pattern, item) for pattern in outer.patterns) for item in inner.patterns
    )


def _principal_covers(outer: str, inner: str) -> bool:
    if outer in ("*", inner):
        return True
    # An account is all its users and roles.
    account = _ACCOUNT.match(inner)
    return account is not None and outer == f"AWS:{account[1]}"


def _principals_meet(one: str, other: str) -> bool:
    return _principal_covers(one, other) or _principal_covers(other, one)
