from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.errors import UsageError
from mwaa_tf.lifecycle.selection import select_among
from tests.lifecycle.support import DEPLOYMENT, ETL, ETL_ENDPOINTS, ML, ML_ENDPOINTS, NETWORK, OWNER, workspace


def select_workspaces(blueprint: Blueprint, keys: Sequence[str] = (), only: Sequence[str] = ()) -> frozenset[str]:
    return select_among({blueprint.deployment: blueprint}, keys, only)[blueprint.deployment]


def test_without_a_key_or_a_pattern_every_workspace_is_meant() -> None:
    assert select_workspaces(DEPLOYMENT) == {NETWORK, ETL, ML, ETL_ENDPOINTS, ML_ENDPOINTS}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (NETWORK, {NETWORK}),
        ("2-environments/data-etl", {ETL}),
        ("2-environments/data-etl/", {ETL}),
        ("2-environments", {ETL, ML}),
        ("data-ml", {ML, ML_ENDPOINTS}),
    ],
)
def test_a_key_is_a_path_a_stage_or_an_environment(key: str, expected: set[str]) -> None:
    assert select_workspaces(DEPLOYMENT, [key]) == expected


def test_patterns_match_paths_and_narrow_the_keys() -> None:
    assert select_workspaces(DEPLOYMENT, only=["3-*/*"]) == {ETL_ENDPOINTS, ML_ENDPOINTS}
    assert select_workspaces(DEPLOYMENT, only=["*data-etl", "1-*"]) == {NETWORK, ETL, ETL_ENDPOINTS}
    assert select_workspaces(DEPLOYMENT, ["data-ml"], ["2-*"]) == {ML}


def test_an_unknown_key_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"unknown workspace 'data-elt'.*data-etl"):
        select_workspaces(DEPLOYMENT, ["data-elt"])


def test_a_pattern_of_no_workspace_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"--only '5-\*' matches no workspace; known are 1-network"):
        select_workspaces(DEPLOYMENT, only=["5-*"])


def test_keys_and_patterns_without_a_workspace_in_common_are_an_error() -> None:
    message = r"no workspace of 1-network and data-etl matches --only '2-\*ml' or '3-\*ml'$"
    with pytest.raises(UsageError, match=message):
        select_workspaces(DEPLOYMENT, ["1-network", "data-etl"], ["2-*ml", "3-*ml"])


def test_keys_and_patterns_need_a_workspace_in_common_in_only_one_of_several_deployments() -> None:
    other = type(DEPLOYMENT)("other", "us-east-1", "", "", "vendored", DEPLOYMENT.workspaces[:1])
    assert select_among({"analytics": DEPLOYMENT, "other": other}, ["data-ml"], ["2-*"]) == {
        "analytics": {ML},
        "other": frozenset(),
    }


def test_a_key_need_only_be_of_one_of_several_deployments() -> None:
    other = type(DEPLOYMENT)("other", "us-east-1", "", "", "vendored", DEPLOYMENT.workspaces[:1])
    assert select_among({"analytics": DEPLOYMENT, "other": other}, ["data-ml"]) == {
        "analytics": {ML, ML_ENDPOINTS},
        "other": frozenset(),
    }


def test_the_key_of_access_methods_that_were_taken_over_is_that_of_the_environment_they_serve() -> None:
    taken_over = workspace("4-access/data-etl", 4, OWNER, NETWORK, ML, ML_ENDPOINTS)
    switched = replace(DEPLOYMENT, workspaces=(*DEPLOYMENT.workspaces, taken_over))

    assert select_workspaces(switched, ["data-etl"]) == {ETL, ETL_ENDPOINTS}
    assert select_workspaces(switched, ["data-ml"]) == {ML, ML_ENDPOINTS, taken_over.path}
