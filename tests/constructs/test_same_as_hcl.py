"""Constructs and HCL are two readings of one blueprint: what is in one workspace is in the other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mwaa_tf import load, render_deployment
from tests.constructs.support import from_hcl, from_json
from tests.support import EXAMPLES, deployment, tree


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_example_has_the_same_calls_arguments_wiring_and_outputs(example: Path, tmp_path: Path) -> None:
    config = load(example / "mwaa.yaml")
    hcl = render_deployment(config, tmp_path / "hcl", config_folder=example)
    cdktf = render_deployment(config, tmp_path / "cdktf", config_folder=example, format="cdktf")

    assert cdktf.workspaces == hcl.workspaces
    for workspace in hcl.workspaces:
        written = from_hcl(hcl.folder / workspace)
        assert from_json(cdktf.folder / workspace / "cdk.tf.json") == written
        assert written["module"]
        assert written["output"]


def test_nothing_changes_from_one_synthesis_to_the_next(tmp_path: Path) -> None:
    config = deployment(tags={"b": "2", "a": "1"})
    first = render_deployment(config, tmp_path / "first", format="cdktf")
    second = render_deployment(config, tmp_path / "second", format="cdktf")

    assert tree(first.folder) == tree(second.folder)


def test_no_comment_of_cdktf_is_left_and_a_key_of_two_slashes_is(tmp_path: Path) -> None:
    config = deployment(
        tags={"//": "a tag", "other": "tag"},
    )

    report = render_deployment(config, tmp_path, format="cdktf")
    network = json.loads((report.folder / "1-network" / "cdk.tf.json").read_bytes())

    assert "//" not in network
    assert "//" not in network["module"]["network"]
    assert network["provider"]["aws"][0]["default_tags"][0]["tags"] == {"//": "a tag", "other": "tag"}


def test_the_other_format_takes_the_place_of_the_first(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path)

    report = render_deployment(deployment(), tmp_path, format="cdktf")

    names = {Path(path).name for path in tree(report.folder / "1-network")}
    assert names == {"cdk.tf.json"}
    assert render_deployment(deployment(), tmp_path, format="cdktf", dry_run=True).changes.is_empty
    assert not render_deployment(deployment(), tmp_path, dry_run=True).changes.is_empty
