"""The objects that there will be after the applies of several plans: those of resources and of data sources."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from mwaa_tf.doctor.collect.plan.providers import PlannedProvider, PlannedProviders
from mwaa_tf.terraform.plan_json import PlanJson, ResourceChangeRepresentation

UNKNOWN = "(known after apply)"
"""What stands for a value that no plan has, as in Terraform's own plans."""

#: The key of the last instance in an address: ``[0]``, ``["a"]``.
_LAST_KEY = re.compile(r'\[(\d+|"(?:[^"\\]|\\.)*")\]$')

#: The calls of modules that an address begins with.
_MODULES = re.compile(r'^(?:module\.[^.\["]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*')

#: Actions that leave an object in AWS, though Terraform no longer looks after it.
_FORGET = ("forget",)
_NO_OP = ("no-op",)

#: Types whose ARN is that of IAM with this kind of resource.
_IAM = {"aws_iam_policy": "policy", "aws_iam_role": "role"}


@dataclass(frozen=True, slots=True, eq=False)
class PlannedObject:
    """An instance of a resource or data source."""

    workspace: str
    address: str
    type: str
    values: Mapping[str, Any]
    """What is known; an attribute that is not is missing."""
    unknown: Any
    """Which attributes are not known, in the shape of the values, as ``after_unknown`` of the plan has them."""
    is_new: bool
    """Whether the apply creates it, so that nothing about it can be but what the plan says."""
    replaced_id: str
    """The id of the object that it replaces; empty for none."""
    provider: PlannedProvider
    name: str
    """What stands for its id: the id itself, or its address as long as there is none."""

    @property
    def module(self) -> str:
        """The module instance that it is in: ``module.a["x"].module.b``; empty for the root module."""
        match = _MODULES.match(self.address)
        return match[0].rstrip(".") if match else ""

    @property
    def key(self) -> str:
        """The key of the instance: ``0``, ``"a"`` with its quotes; empty without one."""
        match = _LAST_KEY.search(self.address)
        return match[1] if match else ""

    @property
    def block(self) -> str:
        """Its address in its module, without the key: ``aws_subnet.private``, ``data.aws_vpc.this``."""
        rest = self.address[len(self.module) :].lstrip(".")
        return _LAST_KEY.sub("", rest)

    @property
    def source(self) -> str:
        """For :class:`~mwaa_tf.doctor.reading.Reading`."""
        return f"{self.address} in the plan of {self.workspace}"

    @property
    def is_data(self) -> bool:
        """Whether a data source read it."""
        return self.block.startswith("data.")

    @property
    def arn(self) -> str:
        """Its ARN, or what stands for it."""
        return self.text("arn") or self.name

    @property
    def owner_id(self) -> str:
        """The account that it is in; empty where no plan says it."""
        return self.text("owner_id") or self.provider.account_id

    def is_unknown(self, attribute: str) -> bool:
        """Whether the attribute, or a part of it, is known after the apply."""
        return _has_unknown(self.unknown.get(attribute)) if isinstance(self.unknown, dict) else False

    def text(self, attribute: str) -> str:
        """The attribute as text; empty where it is null or not known."""
        value = self.values.get(attribute)
        return "" if value is None else str(value)


class PlannedObjects:
    """The objects of several plans, by type and by what others call them."""

    def __init__(self, plans: Mapping[str, PlanJson], providers: PlannedProviders) -> None:
        described = [(workspace, *description) for workspace, plan in plans.items() for description in _of_plan(plan)]
        counts = Counter(address for _, address, *_ in described)
        self.all = tuple(
            _object(*description, providers.of(*description[:2]), is_ambiguous=counts[description[1]] > 1)
            for description in described
        )
        self._by_type: dict[str, list[PlannedObject]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], PlannedObject] = {}
        for planned in self.all:
            if planned.is_data:
                continue
            self._by_type[planned.type].append(planned)
            for name in (planned.name, planned.replaced_id, planned.text("arn")):
                if name:
                    self._by_name.setdefault((planned.type, name), planned)
        self._undone: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for plan in plans.values():
            for change in plan.resource_changes:
                before = msgspec.json.decode(change.change.before)
                if isinstance(before, dict) and tuple(change.change.actions) not in (_NO_OP, _FORGET):
                    self._undone[change.type].append(before)

    def of(self, *types: str) -> tuple[PlannedObject, ...]:
        """The managed objects of these types."""
        return tuple(planned for kind in types for planned in self._by_type[kind])

    def find(self, types: Iterable[str], name: str) -> PlannedObject | None:
        """The managed object of one of ``types`` that has the id, ARN or address ``name``."""
        return next((found for kind in types if (found := self._by_name.get((kind, name)))), None)

    def undone(self, *types: str) -> tuple[Mapping[str, Any], ...]:
        """What objects of these types are before the apply, which the apply deletes, replaces or changes.

        What else a plan has may still tell of them, such as the rules in the attribute of a group that is refreshed.
        """
        return tuple(before for kind in types for before in self._undone[kind])

    def instances(self, workspace: str, module: str, block: str) -> tuple[PlannedObject, ...]:
        """The instances of a block in a module instance."""
        return tuple(
            planned
            for planned in self.all
            if planned.workspace == workspace and planned.block == block and planned.module == module
        )


def _object(
    workspace: str,
    address: str,
    kind: str,
    values: Mapping[str, Any],
    unknown: Any,
    is_new: bool,
    replaced_id: str,
    provider: PlannedProvider,
    *,
    is_ambiguous: bool,
) -> PlannedObject:
    if not values.get("arn") and (arn := _arn(kind, values, provider)):
        values = {**values, "arn": arn}
    known_id = values.get("id")
    own = f"{workspace}: {address}" if is_ambiguous else address
    name = known_id if isinstance(known_id, str) and known_id else own
    return PlannedObject(workspace, address, kind, values, unknown, is_new, replaced_id, provider, name)


def _arn(kind: str, values: Mapping[str, Any], provider: PlannedProvider) -> str:
    """The ARN of a new object whose name makes it (Service Authorization Reference, resource types); else empty."""
    if kind == "aws_s3_bucket" and values.get("bucket"):
        return f"arn:{provider.partition}:s3:::{values['bucket']}"
    if kind in _IAM and values.get("name") and provider.account_id:
        path = values.get("path") or "/"
        return f"arn:{provider.partition}:iam::{provider.account_id}:{_IAM[kind]}{path}{values['name']}"
    return ""


_Description = tuple[str, str, Mapping[str, Any], Any, bool, str]


def _of_plan(plan: PlanJson) -> Iterator[_Description]:
    """Address, type, values, unknown, whether it is new, and the id of what it replaces, of each object."""
    seen = set()
    for change in plan.resource_changes:
        if change.deposed:
            continue
        seen.add(change.address)
        if description := _of_change(change):
            yield description
    for state in (plan.planned_values, plan.prior_state):
        root = msgspec.json.decode(state) or {}
        module = (root.get("values") or root).get("root_module") or {}
        for resource in _resources(module):
            # What only the state before has, and no change mentions, is a data source that was read.
            if resource["address"] not in seen and (state is plan.planned_values or resource["mode"] == "data"):
                seen.add(resource["address"])
                yield resource["address"], resource["type"], resource.get("values") or {}, {}, False, ""


def _of_change(change: ResourceChangeRepresentation) -> _Description | None:
    raw = change.change
    before, after = msgspec.json.decode(raw.before), msgspec.json.decode(raw.after)
    if after is None:
        if tuple(raw.actions) != _FORGET:
            return None
        after = before
    if not isinstance(after, dict):
        return None
    unknown = msgspec.json.decode(raw.after_unknown)
    replaced = before.get("id") if isinstance(before, dict) and "create" in raw.actions else None
    is_new = "create" in raw.actions and not (raw.importing and raw.importing.id)
    # Terraform writes null for what is not known.
    values = {
        name: value for name, value in after.items() if not (isinstance(unknown, dict) and unknown.get(name) is True)
    }
    return change.address, change.type, values, unknown, is_new, str(replaced or "")


def _resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources") or ()
    for child in module.get("child_modules") or ():
        yield from _resources(child)


def _has_unknown(unknown: Any) -> bool:
    if isinstance(unknown, dict):
        return any(map(_has_unknown, unknown.values()))
    if isinstance(unknown, list):
        return any(map(_has_unknown, unknown))
    return bool(unknown)
