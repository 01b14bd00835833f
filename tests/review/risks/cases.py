"""Plans in short, as the fixtures beside this have them, turned into plan JSON and reviewed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mwaa_tf.review import Review, review_plans
from mwaa_tf.terraform.plan_json import parse_plan
from tools.parsed_yaml import parsed_yaml

FIXTURES = Path(__file__).parent / "fixtures"

_ACTIONS = {
    "create": ["create"],
    "update": ["update"],
    "delete": ["delete"],
    "forget": ["forget"],
    "nothing": ["no-op"],
    "replace": ["delete", "create"],
    "replace and forget": ["create", "forget"],
}


@dataclass(frozen=True)
class Case:
    """Plans, workspace -> plan, and what the rule is to say of them."""

    rule: str
    name: str
    plans: Mapping[str, Any]
    severity: str | None = None
    says: tuple[str, ...] = field(default=())
    rules: tuple[str, ...] = ()
    """All rules that share the fixture: none of them finds anything in its good plans."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"


def cases(kind: str) -> Iterator[Case]:
    """All ``bad`` or ``good`` cases. A bad one is of the rule that it names, or else of that of its file."""
    for path in sorted(FIXTURES.glob("*.yaml")):
        fixture = parsed_yaml(path.read_text("utf-8"))
        rules = tuple(dict.fromkeys([path.stem, *(case.get("id", path.stem) for case in fixture["bad"])]))
        for case in fixture[kind]:
            says = case.get("says", [])
            yield Case(
                case.get("id", path.stem),
                case["name"],
                case["plans"],
                case.get("severity"),
                tuple([says] if isinstance(says, str) else says),
                rules,
            )


def plan_json(given: Any) -> dict[str, Any]:
    """The plan JSON of a list of changes, or of ``changes``, ``outputs`` and how many are ``unchanged``.

    Any other key of the plan stands in ``json`` as Terraform writes it.
    """
    plan = given if isinstance(given, dict) else {"changes": given}
    changes = [_resource_change(item, number) for number, item in enumerate(plan.get("changes", []))]
    changes += [
        _resource_change({"do": "nothing", "type": "aws_vpc", "name": f"same_{number}", "before": {}, "after": {}}, 0)
        for number in range(plan.get("unchanged", 0))
    ]
    outputs = {
        name: {
            "actions": _ACTIONS[item["do"]],
            "before": item.get("before"),
            "after": item.get("after"),
            "after_unknown": item.get("unknown", False),
        }
        for name, item in plan.get("outputs", {}).items()
    }
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.0",
        "resource_changes": changes,
        "output_changes": outputs,
        **plan.get("json", {}),
    }


def reviewed(plans: Mapping[str, Any]) -> Review:
    """The review of plans in short."""
    return review_plans(
        {name: parse_plan(json.dumps(plan_json(given)).encode(), name) for name, given in plans.items()}
    )


def _resource_change(item: Mapping[str, Any], number: int) -> dict[str, Any]:
    do, kind = item["do"], item["type"]
    before = {**item.get("both", {}), **item.get("before", {})} if do != "create" else None
    after = {**item.get("both", {}), **item.get("after", {})} if do not in ("delete", "forget") else None
    name = item.get("name", f"this_{number}")
    change = {
        "actions": _ACTIONS[do],
        "before": _with_documents(before),
        "after": _with_documents(after),
        "after_unknown": item.get("unknown", {}),
        "before_sensitive": False,
        "after_sensitive": False,
    }
    if "forced_by" in item:
        change["replace_paths"] = item["forced_by"]
    return {
        "address": item.get("address", f"{kind}.{name}"),
        "type": kind,
        "name": name,
        "mode": "managed",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": change,
        **{key: item[key] for key in ("previous_address", "action_reason") if key in item},
    }


def _with_documents(side: dict[str, Any] | None) -> dict[str, Any] | None:
    """Policies are texts in a plan."""
    if side is None:
        return None
    return {
        name: json.dumps(value) if name.endswith("policy") and isinstance(value, dict) else value
        for name, value in side.items()
    }
