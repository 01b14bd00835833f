import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.lifecycle.order import needed_by, needs, stage_number, stages
from tests.lifecycle.support import DEPLOYMENT, ETL, ETL_ENDPOINTS, ML, ML_ENDPOINTS, NETWORK


def test_stages_come_in_order_with_their_workspaces_side_by_side() -> None:
    found = [[workspace.path for workspace in stage] for stage in stages(DEPLOYMENT)]
    assert found == [[NETWORK], [ETL, ML], [ETL_ENDPOINTS, ML_ENDPOINTS]]


def test_until_leaves_the_later_stages_out() -> None:
    assert [[workspace.path for workspace in stage] for stage in stages(DEPLOYMENT, until=2)] == [[NETWORK], [ETL, ML]]


def test_a_workspace_needs_what_it_reads_and_is_needed_by_its_readers() -> None:
    assert needs(DEPLOYMENT)[ETL_ENDPOINTS] == {NETWORK, ETL}
    assert needed_by(DEPLOYMENT)[NETWORK] == {ETL, ML, ETL_ENDPOINTS, ML_ENDPOINTS}
    assert needed_by(DEPLOYMENT)[ETL] == {ETL_ENDPOINTS}


def test_a_stage_has_a_number_and_a_name() -> None:
    assert stage_number("2") == stage_number("environments") == 2


@pytest.mark.parametrize("text", ["5", "-1", "²", "", "Environments"])
def test_what_is_no_stage_is_answered_with_all_that_are(text: str) -> None:
    with pytest.raises(UsageError, match="0 or state, 1 or network, 2 or environments, 3 or endpoints, 4 or access"):
        stage_number(text)
