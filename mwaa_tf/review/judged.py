"""A plan as the rules judge it: what it leaves to a later plan included, and each change as what it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from mwaa_tf.review.model import Action, PlanReview, ReviewedChange


def judged_plan(plan: PlanReview) -> PlanReview:
    """``plan`` with its deferred changes among the others, and a replacement that forgets as the two that it is.

    A deferred deletion is as dangerous as any; it comes later. What a replacement forgets is not deleted, and what it
    creates is new.
    """
    deferred = [one.change for one in plan.deferred if one.change.action not in (Action.READ, Action.NOTHING)]
    if not deferred and not any(change.action is Action.REPLACE_AND_FORGET for change in plan.changes):
        return plan
    return replace(plan, changes=tuple(part for change in (*plan.changes, *deferred) for part in _parts(change)))


def is_replaced(change: ReviewedChange) -> bool:
    """Whether ``change`` is the half of a replacement that forgets the old object."""
    return change.action is Action.FORGET and "create" in change.words


def _parts(change: ReviewedChange) -> Iterator[ReviewedChange]:
    if change.action is not Action.REPLACE_AND_FORGET:
        yield change
        return
    yield replace(change, action=Action.FORGET, importing=None, moved_from=None)
    created = msgspec.structs.replace(change.raw, before=msgspec.Raw(b"null"))
    yield replace(change, action=Action.CREATE, importing=None, moved_from=None, raw=created)
