"""What the search reads in a plan: resources that it creates, has already, and would replace as tainted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mwaa_tf.terraform import RootModule

#: Tainted, these are better kept than recreated: an environment takes half an hour each way, and the settings of a
#: bucket, which something with `create_before_destroy` needs, would be deleted after they were created. All others are
#: better recreated: an unfinished security group still allows all outbound traffic, and no plan shows it.
BETTER_KEPT = ("aws_mwaa_environment", "aws_s3_bucket")

PlanJson = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlannedResource:
    """A resource that a plan creates; ``values`` are those that are known before the apply."""

    address: str
    resource_type: str
    values: Mapping[str, Any]


def read_plan(module: RootModule, file: Path) -> PlanJson:
    """Plan ``module`` without a lock into ``file``; return the plan as Terraform's JSON."""
    module.plan(out=file, lock=False)
    return module.show(file)


def created_resources(plan: PlanJson) -> Iterator[PlannedResource]:
    """Resources that ``plan`` creates. A security group rule also gets ``egress``, its direction."""
    for resource in plan.get("resource_changes", ()):
        change = resource["change"]
        if resource["mode"] == "managed" and change["actions"] == ["create"]:
            values = dict(change["after"])
            if resource["type"].endswith("gress_rule"):
                values["egress"] = resource["type"].endswith("_egress_rule")
            yield PlannedResource(resource["address"], resource["type"], values)


def tainted_addresses(plan: PlanJson) -> Iterator[str]:
    """Addresses that ``plan`` replaces because they are tainted, although they are better kept."""
    for resource in plan.get("resource_changes", ()):
        if resource.get("action_reason") == "replace_because_tainted" and resource["type"].startswith(BETTER_KEPT):
            yield resource["address"]


def ids_in_state(plan: PlanJson) -> set[tuple[str, str]]:
    """Type and id of each resource in the state, including those that ``plan`` imports."""
    return set(_ids(plan.get("prior_state", {}).get("values", {}).get("root_module", {})))


def _ids(module: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for resource in module.get("resources", ()):
        if resource["mode"] == "managed":
            yield resource["type"], str(resource["values"].get("id"))
    for child in module.get("child_modules", ()):
        yield from _ids(child)
