"""What the policies of a principal let it do in Airflow, and the statement that it lacks.

The check of ``--principal`` says this before a login fails, and `login` after AWS refused it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mwaa_tf.doctor.checks.permissions._role import account_id_of, as_statement
from mwaa_tf.doctor.finding import Issue, answer, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.evaluation import ApplicablePolicies, Decision, Verdict, evaluate
from mwaa_tf.iam.judgement import PolicyType
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.mwaa.airflow_roles import AIRFLOW_ROLES
from mwaa_tf.mwaa.regions import partition_of
from mwaa_tf.text import join_words

ACCESS_PAGE = "https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html"

WEB_LOGIN = "airflow:CreateWebLoginToken"
CLI = "airflow:CreateCliToken"
REST_API = "airflow:InvokeRestApi"

#: What most people need: the Admin role is for those who run Airflow.
_USUAL = "User"

_SSO_PATH = ":role/aws-reserved/sso.amazonaws.com/"


@dataclass(frozen=True, slots=True)
class RoleDecisions:
    """What policies say to an action in each role of Airflow; the CLI has no roles, and its only key is empty."""

    by_role: dict[str, Decision]

    def with_verdict(self, *verdicts: Verdict) -> tuple[str, ...]:
        """The roles that ended so."""
        return tuple(role for role, decision in self.by_role.items() if decision.verdict in verdicts)

    @property
    def allowed(self) -> tuple[str, ...]:
        """The roles that the principal gets."""
        return self.with_verdict(Verdict.ALLOW)


def role_arn(view: EnvironmentView, role: str) -> str:
    """The ARN that a policy names for a role of Airflow."""
    return _resource(view, WEB_LOGIN, role)


def is_of_account(view: EnvironmentView) -> bool:
    """Whether the principal is of the environment's account: MWAA has no policies that let others in."""
    return view.principal.principal.value.principal.account_id == account_id_of(view)


def decide_roles(view: EnvironmentView, action: str = WEB_LOGIN) -> RoleDecisions:
    """Judge each role by the principal's policies and its boundary; a boundary that was not read limits nothing."""
    section = view.principal
    boundary = None if section.boundary.gap else section.boundary.value
    policies = ApplicablePolicies(identity=section.policies.value, boundary=boundary)
    principal = section.principal.value.principal
    context = {"aws:SecureTransport": "true", "aws:RequestedRegion": view.target.region}
    return RoleDecisions(
        {
            role: evaluate(
                policies,
                AccessRequest(
                    principal, action, _resource(view, action, role), context, ("aws:*", "airflow:*", "saml:*")
                ),
            )
            for role in (("",) if action == CLI else AIRFLOW_ROLES)
        }
    )


def access_issues(view: EnvironmentView, action: str = WEB_LOGIN) -> Iterator[Issue]:
    """What the principal of the view gets in Airflow, or lacks for ``action``.

    Service control policies and the policies of a session may forbid what this finds; they are not visible here.
    """
    facts = view.principal.principal.value
    arn = facts.principal.arn
    if not facts.exists:
        yield failure(f"{arn} does not exist.", fix="Name another principal with --principal.", subject=arn)
    elif not is_of_account(view):
        account_id = account_id_of(view)
        yield failure(
            f"{arn} is not of account {account_id}, and {_nothing(view, action)}.",
            fix=f"Let it assume a role of account {account_id} that may log in, and examine that role.",
            subject=arn,
        )
    else:
        yield from _issues(view, arn, action, decide_roles(view, action))


def _issues(view: EnvironmentView, arn: str, action: str, decisions: RoleDecisions) -> Iterator[Issue]:
    unknown = decisions.with_verdict(Verdict.UNKNOWN)
    boundary = view.principal.boundary
    if decisions.allowed and boundary.gap:
        yield not_checkable(boundary.gap)
    elif decisions.allowed:
        yield answer(
            f"{arn} {_granted(view, action, decisions.allowed)}, "
            "unless a service control policy or a session policy forbids it"
        )
    elif not unknown:
        yield _lacking(view, arn, action, decisions)
    if unknown:
        reasons = dict.fromkeys(reason for role in unknown for reason in decisions.by_role[role].unjudged)
        what = "may use the Airflow CLI" if action == CLI else f"gets the Airflow roles {join_words(unknown, 'and')}"
        text = f"it cannot be judged whether {arn} {what}: {'; '.join(reasons)}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text), subject=arn)


def _lacking(view: EnvironmentView, arn: str, action: str, decisions: RoleDecisions) -> Issue:
    name = view.environment.value.name
    message = f"{arn} {_nothing(view, action)}: "
    denied = decisions.with_verdict(Verdict.EXPLICIT_DENY)
    statement = missing_statement(view.target.region, account_id_of(view), name, action)
    if len(denied) == len(decisions.by_role):
        deciding = decisions.by_role["" if action == CLI else _USUAL].statements[0]
        where = f"{deciding.statement.name} of its {deciding.policy_type.value}"
        return failure(f"{message}{where} denies {action}.", fix=f"Exempt {name} from {where}.", subject=arn)
    if any(decision.missing is PolicyType.BOUNDARY for decision in decisions.by_role.values()):
        boundary = view.principal.principal.value.boundary_arn
        return failure(
            f"{message}its permissions boundary does not allow {action}.",
            fix=f"Add to the permissions boundary {boundary}: `{statement}`",
            subject=arn,
        )
    role = "" if action == CLI else ", with the role that it should get"
    return failure(
        f"{message}no policy allows {action}.", fix=f"Add to {_place(view)}{role}: `{statement}`", subject=arn
    )


def missing_statement(region: str, account_id: str, name: str, action: str) -> str:
    """The statement that allows ``action`` on the environment ``name``, in the role that most people need."""
    return as_statement([action], _arn(region, account_id, name, action, _USUAL))


def _resource(view: EnvironmentView, action: str, role: str) -> str:
    return _arn(view.target.region, account_id_of(view), view.environment.value.name, action, role)


def _arn(region: str, account_id: str, name: str, action: str, role: str) -> str:
    """What a policy names for ``action`` (MWAA user guide, access-policies)."""
    resource = f"environment/{name}" if action == CLI else f"role/{name}/{role}"
    return f"arn:{partition_of(region) or 'aws'}:airflow:{region}:{account_id}:{resource}"


def _granted(view: EnvironmentView, action: str, roles: tuple[str, ...]) -> str:
    name = view.environment.value.name
    if action == CLI:
        return f"may use the Airflow CLI of {name}"
    noun = "role" if len(roles) == 1 else "roles"
    return f"gets the Airflow {noun} {join_words(roles, 'and')} of {name}"


def _nothing(view: EnvironmentView, action: str) -> str:
    name = view.environment.value.name
    if action == CLI:
        return f"may not use the Airflow CLI of {name}"
    return f"gets no role of {name}" if not is_of_account(view) else f"gets no role of Airflow in {name}"


def _place(view: EnvironmentView) -> str:
    """Where to add a statement; roles of IAM Identity Center are changed there (IAM Identity Center user guide)."""
    principal_role = view.principal.principal.value.principal.role_arn
    return "its permission set in IAM Identity Center" if _SSO_PATH in principal_role else "a policy of it"
