"""Plans of the corpus, edited where a fault would be: what Terraform would have planned for other code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mwaa_tf.doctor import Diagnosis, EnvironmentView, collect_plans, examine
from mwaa_tf.terraform.plan_json import PlanJson, parse_plan

PLANS = Path(__file__).parent / "plans"


class EditablePlans:
    """The plans of a folder; each change of a resource can be edited, removed or added."""

    def __init__(self, name: str) -> None:
        folder = PLANS / name
        self.plans: dict[str, dict[str, Any]] = {
            file.parent.relative_to(folder).as_posix(): json.loads(file.read_text("utf-8"))
            for file in sorted(folder.rglob("plan.json"))
        }

    def after(self, address: str) -> dict[str, Any]:
        """The planned values of a resource."""
        _, change = self._find(address)
        after: dict[str, Any] = change["change"]["after"]
        return after

    def unknown(self, address: str) -> dict[str, Any]:
        """What is not known of a resource."""
        _, change = self._find(address)
        unknown: dict[str, Any] = change["change"]["after_unknown"]
        return unknown

    def remove(self, address: str) -> None:
        """Take a resource out of the code: it is deleted if it exists, else never created."""
        plan, change = self._find(address)
        plan.pop("planned_values", None)
        if change["change"]["actions"] == ["create"]:
            plan["resource_changes"].remove(change)
        else:
            change["change"] |= {"actions": ["delete"], "before": change["change"]["after"], "after": None}

    def add(self, address: str, after: Mapping[str, Any], references: Mapping[str, list[str]] | None = None) -> None:
        """A resource of the root module that the apply creates; ``references`` is what its unknown attributes name."""
        (plan,) = self.plans.values()
        kind, _, name = address.partition(".")
        unknown = {"id": True, **dict.fromkeys(references or {}, True)}
        change = {"actions": ["create"], "before": None, "after": dict(after), "after_unknown": unknown}
        resource = {"address": address, "mode": "managed", "type": kind, "name": name}
        plan["resource_changes"].append({**resource, "change": change})
        expressions = {attribute: {"references": names} for attribute, names in (references or {}).items()}
        block = {**resource, "provider_config_key": "aws", "expressions": expressions}
        plan["configuration"]["root_module"].setdefault("resources", []).append(block)

    def without_configuration(self) -> None:
        """Leave out what the expressions refer to."""
        for plan in self.plans.values():
            plan.pop("configuration", None)

    @property
    def parsed(self) -> dict[str, PlanJson]:
        """The plans as they are read."""
        return {name: parse_plan(json.dumps(plan).encode(), name) for name, plan in self.plans.items()}

    @property
    def views(self) -> tuple[EnvironmentView, ...]:
        """What the doctor sees in them."""
        return collect_plans(self.parsed)

    @property
    def view(self) -> EnvironmentView:
        """That of the only environment."""
        (view,) = self.views
        return view

    @property
    def diagnosis(self) -> Diagnosis:
        """What the doctor finds in them."""
        return examine(self.views)

    def _find(self, address: str) -> tuple[dict[str, Any], dict[str, Any]]:
        for plan in self.plans.values():
            for change in plan["resource_changes"]:
                if change["address"] == address:
                    return plan, change
        raise KeyError(address)


Edit = Callable[[EditablePlans], object]
