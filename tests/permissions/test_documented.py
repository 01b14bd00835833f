"""The table of documented needs, as a reviewer reads it, and the permissions that each leads to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.iam.actions import iam_action
from mwaa_tf.local_aws import authorization
from mwaa_tf.permissions.derive import roles
from mwaa_tf.permissions.documented import DOCUMENTED_NEEDS, DocumentedNeed
from tests.permissions.test_permissions import ENVIRONMENT, NETWORK, called
from tests.support import DATA, OWNER, deployment


def line(need: DocumentedNeed) -> str:
    """A need as one line."""
    subjects = [*need.kinds, *need.arns]
    condition = f" if {' '.join(need.condition)}" if need.condition else ""
    key = " with a customer managed key" if need.needs_key else ""
    return f"{need.after}: {need.action} on {', '.join(subjects)}{condition}{key} [{need.source}]"


def test_every_documented_need_is_as_it_was_reviewed(golden: Callable[[str, str], None]) -> None:
    golden("golden/documented.txt", "".join(f"{line(need)}\n" for need in DOCUMENTED_NEEDS))


def test_every_need_names_what_it_is_for() -> None:
    assert [line(need) for need in DOCUMENTED_NEEDS if not (need.kinds or need.arns) or not need.source] == []


@pytest.mark.parametrize("need", DOCUMENTED_NEEDS, ids=line)
def test_a_need_comes_with_its_action_and_with_no_other(need: DocumentedNeed) -> None:
    service, _, name = need.after.partition(":")
    assert iam_action(service, name) == need.after, "the operation has the name of its action"
    blueprint = build_blueprint(deployment())
    for workspace in (NETWORK, ENVIRONMENT):
        derived = {role.title: role.permissions for role in roles([called(workspace, service, name)], blueprint, "aws")}
        permissions = next(iter(derived.values()))
        granted = {permission for permission in permissions if permission.action == need.action}
        account_id = OWNER if workspace == NETWORK else DATA
        assert need.needs_key or granted, f"{need.action} is missing in {workspace}"
        assert {permission.action for permission in permissions} <= {
            need.after,
            *(other.action for other in DOCUMENTED_NEEDS if other.after == need.after),
        }
        for template in need.arns:
            arn = template.format(partition="aws", account_id=account_id)
            assert arn in {permission.arn for permission in granted}
        for permission in granted:
            assert (permission.kind == "linked-role") == (":role/aws-service-role/" in permission.arn)
        if need.condition and not any(permission.observed for permission in granted):
            assert need.condition in {permission.condition for permission in granted}


def test_the_local_aws_demands_the_tagging_that_is_documented_and_the_reverse() -> None:
    documented = {
        (need.after, need.action)
        for need in DOCUMENTED_NEEDS
        if "Tag" in need.action.partition(":")[2] and need.action != "ec2:CreateTags"
    }
    assert documented == {(action, tagging) for action, (_, tagging) in authorization._TAGGED.items()}


def test_each_role_that_the_local_aws_sees_passed_is_documented_with_its_service() -> None:
    documented = {(need.after, need.condition[2]) for need in DOCUMENTED_NEEDS if need.action == "iam:PassRole"}
    # An update passes the role again; the permission is that of the creation.
    assert documented >= {
        (action.replace("Update", "Create"), service) for action, (_, service) in authorization._PASSED.items()
    }
