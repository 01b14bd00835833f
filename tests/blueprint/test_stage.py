"""Stages, and the paths of workspaces."""

from __future__ import annotations

import pytest

from mwaa_tf.blueprint.stage import Stage, WorkspaceRef


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("key", [None, "data-etl"])
@pytest.mark.parametrize("folder", ["", "generated/analytics/"])
def test_a_path_says_its_stage_and_key_again(stage: Stage, key: str | None, folder: str) -> None:
    path = stage.path(key)

    ref = Stage.parse(f"{folder}{path}")

    assert ref is not None
    assert (ref.stage, ref.key) == (stage, key)
    assert ref.deployment == folder.removesuffix("/")


@pytest.mark.parametrize("path", ["", "network", "2-network", "11-network", "1-networks", "5-other", "a1-network"])
def test_a_path_of_other_tools_has_no_stage(path: str) -> None:
    assert Stage.parse(path) is None


def test_workspaces_share_an_environment_within_one_deployment_only() -> None:
    network = WorkspaceRef("a", Stage.NETWORK, None)
    etl, ml = (WorkspaceRef("a", Stage.ENVIRONMENTS, key) for key in ("data-etl", "data-ml"))

    assert network.shares_environment(etl)
    assert etl.shares_environment(WorkspaceRef("a", Stage.ENDPOINTS, "data-etl"))
    assert not etl.shares_environment(ml)
    assert not etl.shares_environment(WorkspaceRef("b", Stage.ENDPOINTS, "data-etl"))
