from pathlib import Path

import pytest

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.errors import UsageError
from mwaa_tf.lifecycle.order import dependencies, dependents, parse_stage, stages
from mwaa_tf.lifecycle.unconfigured import unconfigured_paths
from tests.lifecycle.support import DEPLOYMENT, ETL, ETL_ENDPOINTS, ML, ML_ENDPOINTS, NETWORK


def test_stages_come_in_order_with_their_workspaces_together() -> None:
    paths = [[workspace.path for workspace in stage] for stage in stages(DEPLOYMENT)]
    assert paths == [[NETWORK], [ETL, ML], [ETL_ENDPOINTS, ML_ENDPOINTS]]


def test_until_leaves_the_later_stages_out() -> None:
    chosen = stages(DEPLOYMENT, until=Stage.ENVIRONMENTS)
    assert [[workspace.path for workspace in stage] for stage in chosen] == [[NETWORK], [ETL, ML]]


def test_a_workspace_needs_what_it_reads_and_is_needed_by_its_readers() -> None:
    assert dependencies(DEPLOYMENT)[ETL_ENDPOINTS] == {NETWORK, ETL}
    assert dependents(DEPLOYMENT)[NETWORK] == {ETL, ML, ETL_ENDPOINTS, ML_ENDPOINTS}
    assert dependents(DEPLOYMENT)[ETL] == {ETL_ENDPOINTS}


def test_workspaces_that_nothing_describes_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("data-10", "data-2", "data-1"):
        workspace = tmp_path / "2-environments" / name
        workspace.mkdir(parents=True)
        (workspace / "terraform.tf").touch()

    found = [path.partition("/")[2] for path in unconfigured_paths(DEPLOYMENT, tmp_path)]

    assert found == ["data-1", "data-2", "data-10"]


def test_a_stage_has_a_number_and_a_name() -> None:
    assert parse_stage("2") is parse_stage("environments") is Stage.ENVIRONMENTS


@pytest.mark.parametrize("text", ["5", "-1", "²", "", "Environments"])
def test_an_unknown_stage_is_answered_with_all_stages(text: str) -> None:
    with pytest.raises(UsageError, match="0 or state, 1 or network, 2 or environments, 3 or endpoints, 4 or access"):
        parse_stage(text)


def test_a_misspelt_stage_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match=r"unknown stage 'endpoint', did you mean endpoints\?"):
        parse_stage("endpoint")
