"""What the sections of a planned view are read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from mwaa_tf.doctor.collect.plan.objects import UNKNOWN, PlannedObject, PlannedObjects
from mwaa_tf.doctor.collect.plan.references import PlannedReferences
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, UnreadError
from mwaa_tf.doctor.target import Target
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.parsing import parse_policy

T = TypeVar("T")

NO_PLAN = Gap(GapKind.NOT_IN_PLAN, "a plan does not have it: without --plan, the doctor asks AWS")


@dataclass(frozen=True, slots=True)
class PlanSource:
    """An environment of a plan, and all objects of all plans."""

    target: Target
    planned: PlannedObject
    environment: Reading[EnvironmentFacts]
    objects: PlannedObjects
    references: PlannedReferences

    def text(self, planned: PlannedObject, path: str, *types: str) -> str:
        """An attribute, or the name of the object of ``types`` that it will be the id of; else :data:`UNKNOWN`."""
        name = path.rpartition(".")[2]
        if not planned.is_unknown(name):
            return planned.text(name)
        return self.refer(planned, path, *types)

    def refer(self, planned: PlannedObject, path: str, *types: str) -> str:
        """The name of the one object of ``types`` that an attribute refers to; else :data:`UNKNOWN`."""
        targets = self.references.targets(planned, path, types)
        return targets[0].name if len(targets) == 1 else UNKNOWN

    def names(self, planned: PlannedObject, path: str, *types: str) -> tuple[str, ...] | None:
        """The ids in an attribute, with names of objects for those that are not known; None if that is not clear."""
        name = path.rpartition(".")[2]
        values = planned.values.get(name)
        if not planned.is_unknown(name):
            return tuple(map(str, values or ()))
        targets = [target.name for target in self.references.targets(planned, path, types)]
        known = [str(value) for value in values or () if value is not None]
        count = len(values) if isinstance(values, list) else None
        missing = [target for target in targets if target not in known]
        if not missing or (count is not None and len(known) + len(missing) != count):
            return None
        return (*known, *missing)

    def policy(self, planned: PlannedObject, attribute: str = "policy") -> Reading[PolicyDocument | None]:
        """A policy in an attribute; None for none."""
        if planned.is_unknown(attribute):
            return unknown(planned, attribute)
        text = planned.text(attribute)
        return Reading.of(parse_policy(text) if text.strip() else None, planned.source)

    def belongs(self, planned: PlannedObject, path: str, owner: PlannedObject) -> bool:
        """Whether the attribute is the id, name or ARN of ``owner``.

        Raises :class:`UnreadError` where it may be, and that is known after the apply.
        """
        name = path.rpartition(".")[2]
        if not planned.is_unknown(name):
            names = {owner.name, owner.replaced_id, *map(owner.text, ("arn", "name", "bucket"))} - {""}
            return planned.text(name) in names
        targets = self.references.targets(planned, path, (owner.type,))
        if len(targets) == 1:
            return targets[0] is owner
        if owner.is_new and (owner in targets or (not targets and self._may_be(planned, owner))):
            raise UnreadError(Gap(GapKind.NOT_IN_PLAN, f"{name} of {planned.address} is known after the apply"))
        return False

    def _may_be(self, planned: PlannedObject, owner: PlannedObject) -> bool:
        """Whether an attribute of ``planned`` that leads nowhere could lead to ``owner``: both are in one plan."""
        return planned.workspace == owner.workspace


def attempt(read: Callable[[], Reading[T]]) -> Reading[T]:
    """The reading, or the gap that ended it."""
    try:
        return read()
    except UnreadError as error:
        return Reading.unread(error.gap)


def unknown(planned: PlannedObject, attribute: str) -> Reading[Any]:
    """The reading of an attribute that is known after the apply."""
    reason = f"{attribute} of {planned.address} is known after the apply"
    return Reading.unread(Gap(GapKind.NOT_IN_PLAN, reason), planned.source)


def not_in_plans(what: str) -> Reading[Any]:
    """The reading about an object that no plan has."""
    return Reading.unread(Gap(GapKind.NOT_IN_PLAN, f"{what} is in none of the plans"))


def joined(items: Iterable[tuple[PlannedObject, T | None]], what: str) -> Reading[tuple[T, ...]]:
    """All of ``items`` as one reading; a gap that names the first that is not known."""
    items = tuple(items)
    missing = [planned for planned, item in items if item is None]
    source = ", ".join(dict.fromkeys(planned.source for planned, _ in items)) or "the plans"
    if missing:
        reason = f"{what} of {missing[0].address} is known after the apply"
        return Reading.unread(Gap(GapKind.NOT_IN_PLAN, reason), source)
    return Reading.of(tuple(item for _, item in items if item is not None), source)
