"""Reviews that become pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mwaa_tf.review import Review, review_plans
from mwaa_tf.review.formats import write
from mwaa_tf.review.read import read_plans
from mwaa_tf.terraform.plan_json import parse_plan

PLANS = Path(__file__).parent / "plans"


def of(*names: str) -> Review:
    """The review of plans of the corpus."""
    return review_plans(read_plans([str(PLANS / name) for name in names]))


def made(*changes: dict[str, Any], workspace: str = "made", **rest: Any) -> Review:
    """The review of one plan with these resource changes."""
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes, **rest}
    return review_plans({workspace: parse_plan(json.dumps(plan).encode(), workspace)})


def change(address: str, before: Any, after: Any, **rest: Any) -> dict[str, Any]:
    """A change of a resource: created, deleted or updated, as its sides say."""
    action = "create" if before is None else "delete" if after is None else "update"
    kind, _, name = address.partition("[")[0].rpartition(".")
    return {
        "address": address,
        "type": kind.rpartition(".")[2],
        "name": name,
        "change": {"actions": [action], "before": before, "after": after, **rest},
    }


def page(review: Review) -> str:
    """Its page."""
    (text,) = write(review, "html")
    return text


def body(page: str) -> str:
    """What is in a page beside its style and its script."""
    return page.partition("<body>")[2].partition("<script>")[0]


def many(count: int) -> Review:
    """A plan with that many changes of twenty attributes each."""
    before = {f"attribute_{number}": f"value {number}" for number in range(20)}
    after = {name: f"{value}, another" for name, value in before.items()}
    return made(*(change(f'aws_ssm_parameter.this["{number:05}"]', before, after) for number in range(count)))
