"""Which violations are believed once broken values were removed: those whose rules read nothing of what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_tf.config.pruned import PrunedConfig
from mwaa_tf.config.rule import Breach, Path, Rule, Violation, rule
from mwaa_tf.config.unchecked import UncheckedDeployment

ENVIRONMENTS: Path = ("participants", 0, "environments")
DATA: dict[str, Any] = {
    "name": "analytics",
    "region": "us-east-1",
    "owner": {"account_id": "111111111111", "network": {"cidr": "10.0.0.0/16", "private_subnets": ["a", "b"]}},
    "participants": [
        {
            "name": "data",
            "account_id": "222222222222",
            "environments": [
                {"name": "etl", "schedulers": 1, "execution_role": {"arn": "arn"}},
                {"name": "ml", "schedulers": 2},
            ],
        }
    ],
}


def reading(*reads: str) -> Rule:
    @rule("network-example", reads=reads)
    def example(_deployment: UncheckedDeployment) -> Iterator[Breach]:
        """Never broken."""
        yield from ()

    return example


def is_believed(removed: Path, path: Path, *reads: str, **details: Any) -> bool:
    pruned = PrunedConfig(DATA)
    assert pruned.remove(removed)
    pruned.data()
    return not pruned.may_have_caused(Violation(path, "is wrong", reading(*reads), **details))


@pytest.mark.parametrize(
    ("removed", "read", "expected"),
    [
        (("owner", "network", "cidr"), "owner.network.cidr", False),
        (("owner", "network", "cidr"), "owner.network", False),
        (("owner", "network"), "owner.network.cidr", False),
        (("owner", "network", "cidr"), "owner.network.internet", True),
        (("owner", "network", "private_subnets", 0), "owner.network.private_subnets", False),
        (("owner", "network", "private_subnets", 0), "owner.network.private_subnets[*]", True),
        (("owner", "network", "private_subnets", 0), "owner.network.private_subnets[]", True),
        (("owner", "network", "private_subnets"), "owner.network.private_subnets[]", False),
        ((*ENVIRONMENTS, 0), "participants[*].environments[*].schedulers", True),
        ((*ENVIRONMENTS, 0, "schedulers"), "participants[*].environments[*].schedulers", False),
        ((*ENVIRONMENTS, 0), "participants[*].environments[*][]", False),
        ((*ENVIRONMENTS, 0, "schedulers"), "participants[*].environments[*][]", True),
        ((*ENVIRONMENTS, 0, "execution_role"), "participants[*].environments[*].execution_role[]", True),
        ((*ENVIRONMENTS, 0, "execution_role"), "participants[*].environments[*].execution_role", False),
    ],
    ids=str,
)
def test_a_violation_is_believed_unless_its_rule_reads_what_is_gone(removed: Path, read: str, expected: bool) -> None:
    assert is_believed(removed, ("name",), read) is expected


@pytest.mark.parametrize(("index", "expected"), [(0, False), (1, True)])
def test_an_element_concerns_only_violations_about_it(index: int, expected: bool) -> None:
    path = (*ENVIRONMENTS, index, "max_workers")

    assert is_believed((*ENVIRONMENTS, 0, "schedulers"), path, "participants[=].environments[=].schedulers") is expected


@pytest.mark.parametrize(("index", "expected"), [(0, False), (1, True)])
def test_the_others_that_a_message_names_are_looked_at_too(index: int, expected: bool) -> None:
    also = ((*ENVIRONMENTS, index, "name"),)

    believed = is_believed(
        (*ENVIRONMENTS, 0, "schedulers"), ("name",), "participants[+].environments[+].schedulers", also=also
    )

    assert believed is expected


def test_a_subject_is_looked_at_in_every_place_where_it_is_written() -> None:
    subjects = {"environment": ((*ENVIRONMENTS, 1), ("participants", 0, "defaults"))}

    def believed(removed: Path) -> bool:
        path = (*ENVIRONMENTS, 1, "max_workers")
        return is_believed(removed, path, "environment.schedulers", subjects=subjects)

    assert believed((*ENVIRONMENTS, 0, "schedulers"))
    assert not believed((*ENVIRONMENTS, 1, "schedulers"))


def test_what_stands_where_a_value_is_gone_is_not_believed() -> None:
    assert not is_believed(("owner", "network"), ("owner", "network", "cidr"), "region")
    assert is_believed(("owner", "network", "cidr"), ("owner", "network"), "region")


def test_an_unknown_key_may_be_meant_as_any_key_that_is_missing_beside_it() -> None:
    pruned = PrunedConfig({**DATA, "owner": {**DATA["owner"], "profil": "x"}})
    assert pruned.remove_key(("owner", "profil"))
    pruned.data()

    def believed(read: str) -> bool:
        return not pruned.may_have_caused(Violation(("name",), "is wrong", reading(read)))

    assert not believed("owner.profile")
    assert believed("owner.account_id"), "it is there, so that nothing else was meant as it"
    assert believed("owner.sharing.managed"), "what is deeper is not guessed at"


def test_places_are_those_of_the_configuration_as_it_was_written() -> None:
    pruned = PrunedConfig(DATA)
    pruned.remove((*ENVIRONMENTS, 0))
    pruned.data()

    assert pruned.original((*ENVIRONMENTS, 0, "name")) == (*ENVIRONMENTS, 1, "name")


def test_removing_ends() -> None:
    pruned = PrunedConfig({"owner": {"network": {"network": 1}}})
    removals = 0
    while pruned.remove_key(("owner", "network", "network")):
        removals += 1
        assert removals < 10
