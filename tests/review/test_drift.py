"""Changes made outside Terraform are shown where they matter for the plan, and nowhere else."""

from __future__ import annotations

from typing import Any

from mwaa_tf.review import PlanReview
from tests.review.samples import of, plan, resource

DRIFT = {"resource_drift": [resource("x_y.gone_astray", before={"size": 1, "note": ""}, after={"size": 2, "note": ""})]}
CHANGE = resource("x_y.this", before={"a": 1}, after={"a": 2})


def reviewed(*changes: Any, **more: Any) -> PlanReview:
    (found,) = of(plan(*changes, **DRIFT, **more)).plans
    return found


def addresses(found: PlanReview) -> list[str]:
    return [change.address for change in found.drift]


def test_a_plan_that_does_nothing_has_none() -> None:
    relevant = [{"resource": "x_y.gone_astray", "attribute": ["size"]}]

    assert addresses(reviewed(applyable=False, relevant_attributes=relevant)) == []


def test_a_plan_of_nothing_but_drift_is_about_it() -> None:
    assert addresses(reviewed(applyable=True)) == ["x_y.gone_astray"]


def test_what_the_plan_rests_on_is_shown() -> None:
    relevant = [{"resource": "x_y.gone_astray", "attribute": ["size"]}]

    assert addresses(reviewed(CHANGE, applyable=True, relevant_attributes=relevant)) == ["x_y.gone_astray"]


def test_another_attribute_of_the_same_resource_is_not() -> None:
    relevant = [{"resource": "x_y.gone_astray", "attribute": ["note"]}]

    assert addresses(reviewed(CHANGE, applyable=True, relevant_attributes=relevant)) == []


def test_what_is_changed_back_is_shown_without_being_named() -> None:
    back = resource("x_y.gone_astray", before={"size": 2}, after={"size": 1})

    assert addresses(reviewed(back, applyable=True)) == ["x_y.gone_astray"]
