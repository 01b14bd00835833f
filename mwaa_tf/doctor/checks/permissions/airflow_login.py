"""The principal of ``--principal`` gets into Airflow."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._principal import (
    ACCESS_PAGE,
    ACTION,
    RoleDecisions,
    decide_roles,
    is_of_account,
    role_arn,
)
from mwaa_tf.doctor.checks.permissions._role import account_id_of, as_statement
from mwaa_tf.doctor.finding import Issue, answer, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.evaluation import Verdict
from mwaa_tf.iam.judgement import PolicyType
from mwaa_tf.text import join_words

_SSO_PATH = ":role/aws-reserved/sso.amazonaws.com/"

#: What most people need: the Admin role is for those who run Airflow.
_USUAL = "User"


@check(
    "permissions.airflow-login",
    title="The principal of --principal gets a role of Airflow",
    fix="Allow the principal to log in, in one role of Airflow.",
    source=ACCESS_PAGE,
    reads=("principal",),
    covers=("guide: 403, Oops, something went wrong", "guide: access policies"),
)
def airflow_login(view: EnvironmentView) -> Iterator[Issue]:
    """Says which roles of Airflow a user or role gets, or the statement that it lacks.

    Without `airflow:CreateWebLoginToken` for a role of this environment, the console's link ends with 403 or "Oops,
    something went wrong". Policies, those of groups and the permissions boundary count. Service control policies and
    the policies of a session may forbid what this finds; they are not visible here.
    """
    reading = view.principal.principal
    if reading.gap and reading.gap.kind is GapKind.NOT_ASKED:
        yield passed("no principal was named")
        return
    facts = reading.value
    arn = facts.principal.arn
    if not facts.exists:
        yield failure(f"{arn} does not exist.", fix="Name another principal with --principal.", subject=arn)
    elif not is_of_account(view):
        account_id = account_id_of(view)
        yield failure(
            f"{arn} is not of account {account_id}, and gets no role of {view.environment.value.name}.",
            fix=f"Let it assume a role of account {account_id} that may log in, and examine that role.",
            subject=arn,
        )
    else:
        yield from _issues(view, arn, decide_roles(view))


def _issues(view: EnvironmentView, arn: str, decisions: RoleDecisions) -> Iterator[Issue]:
    unknown = decisions.with_verdict(Verdict.UNKNOWN)
    boundary = view.principal.boundary
    if decisions.allowed and boundary.gap:
        yield not_checkable(boundary.gap)
    elif decisions.allowed:
        roles = join_words(decisions.allowed, "and")
        noun = "role" if len(decisions.allowed) == 1 else "roles"
        yield answer(
            f"{arn} gets the Airflow {noun} {roles} of {view.environment.value.name}, "
            "unless a service control policy or a session policy forbids it"
        )
    elif not unknown:
        yield _lacking(view, arn, decisions)
    if unknown:
        reasons = dict.fromkeys(reason for role in unknown for reason in decisions.by_role[role].unjudged)
        roles = join_words(unknown, "and")
        text = f"it cannot be judged whether {arn} gets the Airflow roles {roles}: {'; '.join(reasons)}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text), subject=arn)


def _lacking(view: EnvironmentView, arn: str, decisions: RoleDecisions) -> Issue:
    name = view.environment.value.name
    message = f"{arn} gets no role of Airflow in {name}: "
    denied = decisions.with_verdict(Verdict.EXPLICIT_DENY)
    statement = as_statement([ACTION], role_arn(view, _USUAL))
    if len(denied) == len(decisions.by_role):
        deciding = decisions.by_role[_USUAL].statements[0]
        where = f"{deciding.statement.name} of its {deciding.policy_type.value}"
        return failure(f"{message}{where} denies {ACTION}.", fix=f"Exempt {name} from {where}.", subject=arn)
    if any(decision.missing is PolicyType.BOUNDARY for decision in decisions.by_role.values()):
        boundary = view.principal.principal.value.boundary_arn
        return failure(
            f"{message}its permissions boundary does not allow {ACTION}.",
            fix=f"Add to the permissions boundary {boundary}: `{statement}`",
            subject=arn,
        )
    return failure(
        f"{message}no policy allows {ACTION}.",
        fix=f"Add to {_place(view)}, with the role that it should get: `{statement}`",
        subject=arn,
    )


def _place(view: EnvironmentView) -> str:
    """Where to add a statement; roles of IAM Identity Center are changed there (IAM Identity Center user guide)."""
    role_arn = view.principal.principal.value.principal.role_arn
    return "its permission set in IAM Identity Center" if _SSO_PATH in role_arn else "a policy of it"
