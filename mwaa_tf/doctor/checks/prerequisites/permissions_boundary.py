"""No permissions boundary denies what is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._actions import EXECUTION, Doer, owner_needs, participant_needs
from mwaa_tf.doctor.checks.prerequisites._limits import ALLOW_ALL, request
from mwaa_tf.doctor.checks.prerequisites._planned import is_planned
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.prerequisites import CallerPolicies
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.evaluation import ApplicablePolicies, Verdict, evaluate
from mwaa_tf.text import join_words


@check(
    "prerequisites.permissions-boundary",
    title="No permissions boundary denies what is needed",
    fix="Allow the actions in the permissions boundary",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    reads=("accounts", "prerequisites", "share"),
)
def permissions_boundary(view: EnvironmentView) -> Iterator[Issue]:
    """Before the first apply: the boundaries of the roles that the configuration names for Terraform allow what it
    does, and the boundary of the created execution role what no environment runs without.

    A boundary limits and grants nothing. The boundary of an execution role that exists is judged with its policies.
    """
    if not is_planned(view):
        yield passed("the environment exists")
        return
    facts = view.prerequisites
    yield from _of_caller(view, facts.owner_role, list(owner_needs(view)))
    yield from _of_caller(view, facts.participant_role, list(participant_needs(view)))
    yield from _of_execution_role(view, facts.execution_role_boundary)


def _of_caller(view: EnvironmentView, role: Reading[CallerPolicies | None], doers: list[Doer]) -> Iterator[Issue]:
    if role.gap:
        yield not_checkable(role.gap)
        return
    if role.value is None or role.value.boundary is None:
        return
    for doer in doers:
        own = replace(doer, arn=role.value.arn)
        yield from _issues(view, own, role.value.boundary, f"The permissions boundary of {role.value.arn}")


def _of_execution_role(view: EnvironmentView, boundary: Reading[PolicyDocument | None]) -> Iterator[Issue]:
    if boundary.gap:
        yield not_checkable(boundary.gap)
        return
    if boundary.value is None or view.target.settings is None:
        return
    settings = view.target.settings.settings
    account_id = view.target.participant.account_id
    # The created role's name ends at random: any role of the account stands for it.
    arn = f"{str(settings.execution_role.permissions_boundary).partition(':policy/')[0]}:role/execution"
    doer = Doer(account_id, arn, EXECUTION, "by the execution role")
    name = f"The permissions boundary {settings.execution_role.permissions_boundary}"
    yield from _issues(view, doer, boundary.value, name)


def _issues(view: EnvironmentView, doer: Doer, boundary: PolicyDocument, name: str) -> Iterator[Issue]:
    policies = ApplicablePolicies(identity=(ALLOW_ALL,), boundary=boundary)
    verdicts = {action: evaluate(policies, request(view, doer, action)).verdict for action in doer.actions}
    denied = [action for action, verdict in verdicts.items() if verdict in _DENIALS]
    unknown = [action for action, verdict in verdicts.items() if verdict is Verdict.UNKNOWN]
    if denied:
        yield failure(
            f"{name} denies {join_words(denied)}, needed {doer.purpose}.",
            subject=doer.arn,
            fix=f"Allow {join_words(denied)} in it",
        )
    if unknown:
        text = f"{name[0].lower()}{name[1:]} has conditions that cannot be judged about {join_words(unknown)}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text), subject=doer.arn)


_DENIALS = (Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY)
