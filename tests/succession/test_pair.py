"""Which environments a succession is about, and the workspaces of each."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.succession.pair import Pair, pair_of
from tests.support import DATA, deployment


def pair(*environments: dict[str, Any]) -> Pair:
    participant = {"name": "data", "account_id": DATA, "environments": list(environments)}
    return pair_of(deployment(participants=[participant]), "data-etl-next")


def test_the_workspaces_of_both_are_apart_from_the_access_methods() -> None:
    found = pair(
        {"name": "etl", "access": {"bastion": {}}}, {"name": "etl-next", "succeeds": "etl", "access": {"bastion": {}}}
    )

    assert found.successor_paths == ("2-environments/data-etl-next", "3-endpoints/data-etl-next")
    assert found.predecessor_paths == ("2-environments/data-etl", "3-endpoints/data-etl")
    assert (found.access_path, found.is_switched) == ("4-access/data-etl", False)


def test_without_access_methods_there_is_nothing_to_switch() -> None:
    assert pair({"name": "etl"}, {"name": "etl-next", "succeeds": "etl"}).access_path is None


def test_an_unknown_key_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="unknown environment 'data-etl-next', did you mean data-etl"):
        pair({"name": "etl"})
