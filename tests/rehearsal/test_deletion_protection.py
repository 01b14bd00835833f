"""What a rehearsal changes before it destroys load balancers that AWS refuses to delete."""

from __future__ import annotations

from typing import Any

from mwaa_tf.rehearsal.update import without_deletion_protection
from tests.support import deployment

ALB = {
    "certificate_arn": "arn:aws:acm:us-east-1:111111111111:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
    "allowed_cidrs": ["203.0.113.0/24"],
}


def participant(**settings: Any) -> dict[str, Any]:
    return {"name": "data", "account_id": "222222222222", "environments": [{"name": "etl", **settings}]}


def protections(**changes: Any) -> list[tuple[bool | None, bool]]:
    """Of each environment as a rehearsal destroys it: deletion protection, and whether it has a bastion."""
    changed = without_deletion_protection(deployment(**changes))
    assert changed
    accesses = [environment.settings.access for environment in changed.environments]
    return [(access.alb.deletion_protection if access.alb else None, access.bastion is not None) for access in accesses]


def test_a_load_balancer_loses_its_protection_and_other_access_stays() -> None:
    assert protections(participants=[participant(access={"alb": ALB, "bastion": {"enabled": True}})]) == [(False, True)]


def test_a_load_balancer_of_the_defaults_loses_its_protection() -> None:
    inherited = {**participant(access={"bastion": {"enabled": True}}), "defaults": {"access": {"alb": ALB}}}

    assert protections(participants=[inherited]) == [(False, True)]


def test_nothing_is_changed_without_a_protected_load_balancer() -> None:
    unprotected = {"alb": {**ALB, "deletion_protection": False}}

    assert without_deletion_protection(deployment()) is None
    assert without_deletion_protection(deployment(participants=[participant(access=unprotected)])) is None
