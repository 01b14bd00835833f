"""Plans for the tests: the corpus on disk, and small ones made on the spot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mwaa_tf.review import Review, review_plans
from mwaa_tf.review.read import read_plans
from mwaa_tf.terraform.plan_json import parse_plan

PLANS = Path(__file__).parent / "plans"

#: Plans from reports.
CASES = Path(__file__).parent / "cases"

#: Each a plan, or a folder with the plans of several workspaces.
CORPUS = {
    path.relative_to(PLANS).as_posix().removesuffix(".json"): path
    for path in sorted([*PLANS.iterdir(), *(PLANS / "real").glob("*/*")])
    if path.name != "real"
}

#: The plans that show one feature each.
FEATURES = tuple(name for name in CORPUS if not name.startswith("real/"))

#: Of the plans that Terraform made of the examples: each story once, from an example in which it is short.
REAL = (
    "real/smallest/pending",
    "real/smallest/update",
    "real/smallest/drift",
    "real/smallest/nothing-to-do",
    "real/smallest/replacement",
    "real/private-vpc/replacement",
    "real/several-participants/drift",
    "real/existing-vpc/first-apply",
    "real/existing-vpc/destroy",
)


def reviewed(name: str) -> Review:
    """The review of a plan of the corpus."""
    return review_plans(read_plans([str(CORPUS[name])]))


def of(*plans: Mapping[str, Any], names: tuple[str, ...] = ("a", "b", "c")) -> Review:
    """The review of plans that were made here."""
    return review_plans({name: parse_plan(as_bytes(one), name) for name, one in zip(names, plans, strict=False)})


def as_bytes(plan: Mapping[str, Any], **how: Any) -> bytes:
    """``plan`` as Terraform writes it."""
    return json.dumps(plan, **how).encode()


def plan(*changes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A plan."""
    return {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": list(changes), **more}


def resource(address: str = "x_y.this", action: str = "update", **change: Any) -> dict[str, Any]:
    """What happens to a resource; ``action`` has several words where there are several."""
    *_, kind, name = address.partition("[")[0].split(".")
    return {"address": address, "type": kind, "name": name, "change": {"actions": action.split(), **change}}
