"""Which roles of Airflow a principal gets, and what it lacks."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.doctor import CheckResult, CollectOptions, EnvironmentView, examine
from mwaa_tf.doctor.formats import write
from mwaa_tf.doctor.principal import parse_principal
from mwaa_tf.doctor.reading import Gap, GapKind, unread_section
from mwaa_tf.doctor.view.principal import PrincipalFacts, PrincipalSection
from mwaa_tf.errors import UsageError
from tests.doctor.checks.test_permissions_role import policy, statement
from tests.doctor.views import DENIED, changed, findings, gaps, healthy, problems, section
from tests.support import DATA, OWNER

LOGIN, ONE_ROLE = "permissions.airflow-login", "permissions.one-airflow-role"
TOKEN = "airflow:CreateWebLoginToken"
ADA = f"arn:aws:iam::{DATA}:user/ada"
SSO = f"arn:aws:iam::{DATA}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Analyst_0123456789abcdef"


def airflow_role(name: str, environment: str = "analytics-data-etl") -> str:
    return f"arn:aws:airflow:us-east-1:{DATA}:role/{environment}/{name}"


def view_of(*statements: dict[str, Any], arn: str = ADA, **facts: Any) -> EnvironmentView:
    known = {
        "principal": PrincipalFacts(parse_principal(arn)),
        "policies": (policy(*statements),),
        "boundary": None,
        **facts,
    }
    return healthy(principal=section(PrincipalSection, **known))


def test_a_principal_is_told_its_role() -> None:
    (finding,) = findings(LOGIN, view_of(statement(TOKEN, airflow_role("Viewer"))))
    assert finding.result is CheckResult.PASS
    assert finding.is_answer
    assert finding.message == (
        f"{ADA} gets the Airflow role Viewer of analytics-data-etl, "
        "unless a service control policy or a session policy forbids it"
    )


def test_the_roles_are_printed_although_nothing_is_wrong() -> None:
    from mwaa_tf.doctor import select_checks

    view = view_of(statement(TOKEN, airflow_role("Viewer")))
    printed = write(examine([view], select_checks([LOGIN])), "text")
    assert f"OK {ADA} gets the Airflow role Viewer of analytics-data-etl" in " ".join(printed.split())


def test_a_principal_without_permission_gets_the_statement_to_add() -> None:
    (finding,) = findings(LOGIN, view_of(statement(TOKEN, airflow_role("Admin", "another"))))
    assert finding.message == (
        f"{ADA} gets no role of Airflow in analytics-data-etl: no policy allows airflow:CreateWebLoginToken."
    )
    assert finding.fix == (
        "Add to a policy of it, with the role that it should get: `"
        '{"Effect": "Allow", "Action": "airflow:CreateWebLoginToken", '
        '"Resource": "arn:aws:airflow:us-east-1:222222222222:role/analytics-data-etl/User"}`'
    )


def test_a_role_of_identity_center_is_changed_there() -> None:
    (finding,) = findings(LOGIN, view_of(arn=SSO))
    assert finding.fix.startswith("Add to its permission set in IAM Identity Center, with the role")


def test_a_statement_that_denies_is_named() -> None:
    denial = statement("airflow:*", effect="Deny", Sid="NoAirflow")
    (finding,) = findings(LOGIN, view_of(statement("*"), denial))
    assert finding.message.endswith(
        "statement 'NoAirflow' of its identity-based policy denies airflow:CreateWebLoginToken."
    )


def test_a_boundary_that_does_not_allow_it_is_named() -> None:
    principal = PrincipalFacts(parse_principal(ADA), f"arn:aws:iam::{DATA}:policy/people")
    view = view_of(statement("*"), boundary=policy(statement("s3:*")), principal=principal)
    (finding,) = findings(LOGIN, view)
    assert "its permissions boundary does not allow" in finding.message
    assert finding.fix.startswith(f"Add to the permissions boundary arn:aws:iam::{DATA}:policy/people: `{{")


@pytest.mark.parametrize("missing", ["policies", "boundary"])
def test_what_cannot_be_read_of_it_is_not_checkable(missing: str) -> None:
    view = view_of(statement("*"))
    part = changed(view.principal, **{missing: getattr(section(PrincipalSection), missing)})
    for check in (LOGIN, ONE_ROLE):
        assert problems(check, healthy(principal=part)) == []
        assert gaps(check, healthy(principal=part)) == [DENIED.reason]


def test_a_condition_that_nothing_here_tells_is_named() -> None:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    view = view_of(statement(TOKEN, airflow_role("User"), Condition=condition))
    assert problems(LOGIN, view) == []
    (gap,) = gaps(LOGIN, view)
    assert gap.startswith(f"it cannot be judged whether {ADA} gets the Airflow roles User: ")
    assert "aws:MultiFactorAuthPresent" in gap
    assert len(gaps(ONE_ROLE, view)) == 1


def test_two_roles_are_named_as_nobody_knows_which_one_counts() -> None:
    view = view_of(statement(TOKEN, [airflow_role("Op"), airflow_role("Viewer")]))
    assert problems(ONE_ROLE, view) == [
        f"{ADA} may log in to analytics-data-etl as Op and Viewer, and AWS does not say which one counts."
    ]
    assert problems(ONE_ROLE, view_of(statement(TOKEN, airflow_role("Op")))) == []


def test_a_principal_of_another_account_gets_no_role() -> None:
    view = view_of(statement("*"), arn=f"arn:aws:iam::{OWNER}:user/ada")
    (finding,) = findings(LOGIN, view)
    assert (
        finding.message
        == f"arn:aws:iam::{OWNER}:user/ada is not of account {DATA}, and gets no role of analytics-data-etl."
    )
    assert problems(ONE_ROLE, view) == []


def test_a_principal_that_does_not_exist_is_a_failure() -> None:
    view = view_of(principal=PrincipalFacts(parse_principal(ADA), exists=False))
    assert problems(LOGIN, view) == [f"{ADA} does not exist."]
    assert problems(ONE_ROLE, view) == []


def test_the_root_user_may_do_everything_and_has_no_policy_to_change() -> None:
    view = view_of(arn=f"arn:aws:iam::{DATA}:root")
    (finding,) = findings(LOGIN, view)
    assert "the Airflow roles Admin, Op, User, Viewer and Public" in finding.message
    assert problems(ONE_ROLE, view) == []


def test_without_a_principal_there_is_nothing_to_say() -> None:
    nobody = Gap(GapKind.NOT_ASKED, "no principal was named")
    view = healthy(principal=unread_section(PrincipalSection, nobody))
    for check in (LOGIN, ONE_ROLE):
        (finding,) = findings(check, view)
        assert (finding.result, finding.message, finding.is_answer) == (
            CheckResult.PASS,
            "no principal was named",
            False,
        )


@pytest.mark.parametrize(
    "arn",
    [
        "ada",
        f"arn:aws:iam::{DATA}:group/analysts",
        f"arn:aws:iam::{DATA}:user",
        f"arn:aws:sts::{DATA}:federated-user/ada",
        "arn:aws:iam::12:user/ada",
        "*",
    ],
)
def test_what_is_no_user_or_role_is_refused_with_what_is_allowed(arn: str) -> None:
    with pytest.raises(UsageError, match=r"use arn:aws:iam::ACCOUNT:user/NAME, .*assumed-role/ROLE/SESSION"):
        CollectOptions(principal_arn=arn)
