"""The resources of a state, as `terraform state pull` prints it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.recorded_state import recorded_resources
from mwaa_tf.terraform import RootModule, Terraform


def state(*resources: dict[str, Any], version: int = 4) -> str:
    return json.dumps({"version": version, "serial": 1, "outputs": {}, "resources": list(resources)})


def test_a_resource_has_its_address_and_attributes() -> None:
    instances = [{"index_key": "a", "attributes": {"name": "x"}}, {"index_key": 1, "status": "tainted"}]
    block = {"module": "module.env", "mode": "managed", "type": "aws_eip", "name": "this", "instances": instances}

    first, second = recorded_resources(state(block))

    assert (first.address, first.resource_type, first.text("name")) == ('module.env.aws_eip.this["a"]', "aws_eip", "x")
    assert (second.address, second.text("name")) == ("module.env.aws_eip.this[1]", "")


def test_data_sources_are_no_resources() -> None:
    block = {"mode": "data", "type": "aws_region", "name": "current", "instances": [{"attributes": {}}]}

    assert recorded_resources(state(block)) == ()


@pytest.mark.parametrize("text", ["", "\n", state()])
def test_no_state_and_an_empty_one_have_none(text: str) -> None:
    assert recorded_resources(text) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{}", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"version": 4, "resources": [{}]}', "cannot be read"),
        (state(version=5), "has format 5; this version of mwaa_tf reads format 4"),
        ("\ud800", "cannot be read"),
    ],
)
def test_what_is_no_state_is_refused(text: str, reason: str) -> None:
    with pytest.raises(MwaaTfError, match=reason):
        recorded_resources(text)


def test_terraform_writes_what_is_read(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "terraform_data" "this" {\n  for_each = toset(["a \\"b\\""])\n  input    = "x"\n}\n'
    )
    module = RootModule(terraform, tmp_path)
    module.init()
    assert recorded_resources(module.pull_state()) == ()
    module.apply()

    (resource,) = recorded_resources(module.pull_state())

    assert (resource.address, *module.resources()) == ('terraform_data.this["a \\"b\\""]',) * 2
    module.destroy()
    assert recorded_resources(module.pull_state()) == ()
