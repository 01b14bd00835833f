"""Which roles of Airflow the policies of a principal give it."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.checks.permissions._role import account_id_of, resource_arn
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.evaluation import ApplicablePolicies, Decision, Verdict, evaluate
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.mwaa.airflow_roles import AIRFLOW_ROLES

ACCESS_PAGE = "https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html"
ACTION = "airflow:CreateWebLoginToken"


@dataclass(frozen=True, slots=True)
class RoleDecisions:
    """What policies say to a login in each role of Airflow."""

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
    return resource_arn(view, "airflow", f"role/{view.environment.value.name}/{role}")


def is_of_account(view: EnvironmentView) -> bool:
    """Whether the principal is of the environment's account: MWAA has no policies that let others in."""
    return view.principal.principal.value.principal.account_id == account_id_of(view)


def decide_roles(view: EnvironmentView) -> RoleDecisions:
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
                AccessRequest(principal, ACTION, role_arn(view, role), context, ("aws:*", "airflow:*", "saml:*")),
            )
            for role in AIRFLOW_ROLES
        }
    )
