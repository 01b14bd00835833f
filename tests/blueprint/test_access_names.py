"""The names by which the resources of access methods are found are those that the modules give them."""

from __future__ import annotations

import re

import pytest

from mwaa_tf.blueprint.access import balancer_name, bastion_group_prefix, vpn_description
from tests.support import REPOSITORY


def source(module: str, file: str) -> str:
    return (REPOSITORY / "modules" / module / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ("portal-data-office", "portal-data-office"),
        # These two are asserted by the module's own tests, too.
        ("analytics-marketing-a-quite-long-environment", "analytics-marketing-a-q-75d64256"),
        ("analytics--etl", "analytics-etl-878dba81"),
    ],
)
def test_the_name_of_a_load_balancer_is_the_modules(environment: str, name: str) -> None:
    assert balancer_name(environment) == name


def test_the_expression_of_that_name_is_the_one_that_was_copied() -> None:
    expression = re.search(r"short_name = \((.*?)\n  \)", source("web-access-alb", "load_balancer.tf"), re.DOTALL)
    assert expression
    assert re.sub(r"\s+", " ", expression[1]).strip() == (
        "length(var.name) <= 32 && local._plain_name == var.name ? var.name "
        ': "${trimsuffix(substr(local._plain_name, 0, 23), "-")}-${substr(sha256(var.name), 0, 8)}"'
    )


def test_the_description_of_a_vpn_is_the_modules() -> None:
    assert f'"{vpn_description("${var.name}")}"' in source("web-access-client-vpn", "endpoint.tf")


def test_the_group_of_a_bastion_begins_as_the_module_says() -> None:
    assert f'name_prefix = "{bastion_group_prefix("${var.name}")}"' in source("web-access-bastion", "security_group.tf")
