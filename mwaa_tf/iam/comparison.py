"""What a change of a policy adds to what it allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import TypeVar

from mwaa_tf.iam.coverage import (
    covers,
    overlap,
    principal_covers,
    principals_overlap,
    resource_covers,
    uncovered_keys,
)
from mwaa_tf.iam.document import EVERYONE, EVERYTHING, Element, PolicyDocument, PolicyStatement, PrincipalElement

#: Single actions, resources and principals that a statement is taken apart into; one with more is judged as a whole.
_MOST_PARTS = 1_000

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class AddedPermission:
    """Something that is allowed and was not, or that is not denied any more."""

    statement: PolicyStatement
    """As narrow as it can be told: one action, one resource, one principal."""
    lost_conditions: tuple[str, ...] = ()
    """Keys of the conditions under which alone it was allowed before."""


def added_permissions(before: PolicyDocument, after: PolicyDocument) -> Iterator[AddedPermission]:
    """What ``after`` allows beyond ``before``.

    Statements are compared by what they allow: order, names and how they are split do not matter. A statement whose
    effect is neither `Allow` nor `Deny` counts as one that allows in ``after``, and as none in ``before``.
    """
    certain = [statement for statement in after.with_effect("Deny") if not statement.conditions]
    allowed_before, denied_after = before.with_effect("Allow"), after.with_effect("Deny")
    for statement in after.statements:
        for part in _uncovered(statement, allowed_before) if not statement.denies else ():
            if not any(_within(part, denial) for denial in certain):
                yield AddedPermission(part, _lost_conditions(part, allowed_before))
    for statement in before.with_effect("Deny"):
        for part in _uncovered(statement, denied_after):
            yield AddedPermission(part, _lost_conditions(part, denied_after))


def _uncovered(statement: PolicyStatement, others: tuple[PolicyStatement, ...]) -> Iterator[PolicyStatement]:
    """The parts of ``statement`` that none of ``others`` covers."""
    if any(_within(statement, other) for other in others):
        return
    for part in _parts(statement):
        if not any(_within(part, other) for other in others):
            yield part


def _parts(statement: PolicyStatement) -> Iterator[PolicyStatement]:
    actions, resources = (_split(element) for element in (statement.actions, statement.resources))
    principals = _split_principals(statement.principals)
    if len(actions) * len(resources) * len(principals) > _MOST_PARTS:
        yield statement
        return
    for action, resource, principal in product(actions, resources, principals):
        yield replace(statement, actions=action, resources=resource, principals=principal)


def _split(element: Element | None) -> list[Element | None]:
    if element is None or element.negated:
        return [element]
    return [Element((pattern,)) for pattern in element.patterns]


def _split_principals(element: PrincipalElement | None) -> list[PrincipalElement | None]:
    if element is None or element.negated:
        return [element]
    return [PrincipalElement((principal,)) for principal in element.principals]


def _within(inner: PolicyStatement, outer: PolicyStatement) -> bool:
    return _is_about(inner, outer) and not uncovered_keys(inner.conditions, outer.conditions)


def _is_about(inner: PolicyStatement, outer: PolicyStatement) -> bool:
    """Whether ``outer`` is about all that ``inner`` is about, conditions aside."""
    return (
        _actions_within(inner.actions or EVERYTHING, outer.actions or EVERYTHING)
        and _resources_within(inner.resources or EVERYTHING, outer.resources or EVERYTHING)
        and _principals_within(inner.principals or EVERYONE, outer.principals or EVERYONE)
    )


def _actions_within(inner: Element, outer: Element) -> bool:
    inner_actions, outer_actions = (tuple(map(str.lower, element.patterns)) for element in (inner, outer))
    return _contained(inner_actions, outer_actions, inner.negated, outer.negated, "*", covers, overlap)


def _resources_within(inner: Element, outer: Element) -> bool:
    return _contained(inner.patterns, outer.patterns, inner.negated, outer.negated, "*", resource_covers, overlap)


def _principals_within(inner: PrincipalElement, outer: PrincipalElement) -> bool:
    everyone = EVERYONE.principals[0]
    comparison = partial(_contained, inner.principals, outer.principals, inner.negated, outer.negated, everyone)
    return comparison(principal_covers, principals_overlap)


def _contained(
    inner: tuple[_T, ...],
    outer: tuple[_T, ...],
    inner_negated: bool,
    outer_negated: bool,
    everything: _T,
    covering: Callable[[_T, _T], bool],
    overlapping: Callable[[_T, _T], bool],
) -> bool:
    """Whether ``outer`` covers all of ``inner``; a negated list stands for all but its items."""
    if (inner, inner_negated) == (outer, outer_negated):
        return True
    if inner_negated and outer_negated:
        return all(any(covering(kept, item) for kept in inner) for item in outer)
    if inner_negated:
        return everything in outer
    if outer_negated:
        return not any(overlapping(item, left_out) for item in inner for left_out in outer)
    return all(item in outer or any(covering(pattern, item) for pattern in outer) for item in inner)


def _lost_conditions(part: PolicyStatement, others: tuple[PolicyStatement, ...]) -> tuple[str, ...]:
    lost = [uncovered_keys(part.conditions, other.conditions) for other in others if _is_about(part, other)]
    return min(lost, key=len, default=())
