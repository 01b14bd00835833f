"""The order in which plans are to be applied, and what waits for what."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from mwaa_tf.review.formats import write
from tests.review.risks.cases import reviewed
from tests.review.samples import of, plan, resource

MAKE: list[dict[str, Any]] = [{"do": "create", "type": "aws_vpc", "after": {}}]
BREAK: list[dict[str, Any]] = [{"do": "delete", "type": "aws_vpc", "before": {}}]
SAME: dict[str, Any] = {"unchanged": 3}


def _order(plans: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {plan.workspace: plan.waits_for for plan in reviewed(plans).plans}


def test_stages_are_applied_in_their_order() -> None:
    order = _order({"3-endpoints/a-b": MAKE, "1-network": MAKE, "2-environments/a-b": MAKE, "2-environments/a-c": MAKE})
    assert list(order) == ["1-network", "2-environments/a-b", "2-environments/a-c", "3-endpoints/a-b"]
    assert order["3-endpoints/a-b"] == ("1-network", "2-environments/a-b")
    assert order["2-environments/a-c"] == ("1-network",)
    assert order["1-network"] == ()


def test_numbers_in_names_count_as_numbers() -> None:
    names = ["2-environments/team2-etl", "2-environments/team10-etl", "2-environments/team10-etl2"]
    assert list(_order(dict.fromkeys(reversed(names), MAKE))) == names


@pytest.mark.parametrize("form", ["html", "json", "markdown", "text"])
def test_numbers_in_addresses_count_as_numbers(form: str) -> None:
    addresses = [f"aws_eip.nat[{number}]" for number in range(12)] + [f'aws_eip.nat["z{n}"]' for n in (2, 10)]
    changes = [resource(address, "create", before=None, after={}) for address in reversed(addresses)]

    (text,) = write(of(plan(*changes)), form)

    shown = re.findall(r"aws_eip\.nat\[\W*z?\d+\W*?\]", html.unescape(text.replace('\\"', '"')))
    assert list(dict.fromkeys(shown)) == addresses


def test_stages_are_destroyed_the_other_way_round() -> None:
    order = _order({"1-network": BREAK, "2-environments/a-b": BREAK, "3-endpoints/a-b": BREAK})
    assert list(order) == ["3-endpoints/a-b", "2-environments/a-b", "1-network"]
    assert order["1-network"] == ("3-endpoints/a-b", "2-environments/a-b")


def test_an_environment_goes_before_the_network_changes_for_the_others() -> None:
    order = _order(
        {"1-network": MAKE, "2-environments/a-b": BREAK, "3-endpoints/a-b": BREAK, "2-environments/a-c": MAKE}
    )
    assert list(order) == ["3-endpoints/a-b", "2-environments/a-b", "1-network", "2-environments/a-c"]
    assert order["1-network"] == ("3-endpoints/a-b", "2-environments/a-b")
    assert order["2-environments/a-c"] == ("1-network",)


def test_nobody_waits_for_a_plan_without_changes_nor_for_another_deployment() -> None:
    order = _order({"one/1-network": SAME, "one/2-environments/a-b": MAKE, "two/1-network": MAKE, "vpc": MAKE})
    assert list(order)[-1] == "vpc"
    assert set(order.values()) == {()}
