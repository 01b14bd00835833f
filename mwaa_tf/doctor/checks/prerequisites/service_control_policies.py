"""No service control policy denies what is needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._actions import Doer, owner_needs, participant_needs
from mwaa_tf.doctor.checks.prerequisites._limits import ALLOW_ALL, request
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.organization import ControlLevels
from mwaa_tf.iam.evaluation import ApplicablePolicies, Decision, Verdict, evaluate
from mwaa_tf.iam.judgement import PolicyType
from mwaa_tf.text import join_words


@check(
    "prerequisites.service-control-policies",
    title="No service control policy denies what is needed",
    fix="Exempt the account or the role in the service control policy, in the organization's management account",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
    reads=("accounts", "organization", "share"),
)
def service_control_policies(view: EnvironmentView) -> Iterator[Issue]:
    """The policies of the organization let both accounts do what the first apply does, in the region; of an environment
    that exists, what its execution role does.

    Only the management account and delegated administrators see them. A statement that depends on what is not known
    here, such as tags, is reported as not checkable.
    """
    facts = view.organization
    for doers, levels in (
        (list(owner_needs(view)), facts.owner_control_policies),
        (list(participant_needs(view)), facts.participant_control_policies),
    ):
        for doer in doers:
            yield from _issues(view, doer, levels)


def _issues(view: EnvironmentView, doer: Doer, levels: Reading[ControlLevels]) -> Iterator[Issue]:
    if levels.gap:
        yield not_checkable(levels.gap)
        return
    denied: dict[str, list[str]] = defaultdict(list)
    unknown: dict[tuple[str, ...], list[str]] = defaultdict(list)
    documents = tuple(tuple(policy.document for policy in level) for level in levels.value)
    for action in doer.actions:
        policies = ApplicablePolicies(identity=(ALLOW_ALL,), service_control=documents)
        decision = evaluate(policies, request(view, doer, action))
        if decision.verdict is Verdict.UNKNOWN:
            unknown[decision.unjudged].append(action)
        elif not decision.allowed:
            denied[_who(decision, levels.value)].append(action)
    for name, actions in denied.items():
        yield failure(
            f"{name} denies account {doer.account_id} {join_words(actions)}, needed {doer.purpose}.",
            subject=doer.account_id,
        )
    for reasons, actions in unknown.items():
        text = (
            f"whether service control policies let account {doer.account_id} do {join_words(actions)}: "
            f"{'; '.join(reasons)}"
        )
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text), subject=doer.account_id)


def _who(decision: Decision, levels: ControlLevels) -> str:
    """The policy that denies; of an implicit denial the level on which no policy allows."""
    statements = {
        deciding.statement for deciding in decision.statements if deciding.policy_type is PolicyType.SERVICE_CONTROL
    }
    names = [
        f"{policy.name} ({policy.id})"
        for level in levels
        for policy in level
        if statements & set(policy.document.statements)
    ]
    if names:
        return f"The service control policy {join_words(dict.fromkeys(names))}"
    return "The lack of a service control policy that allows it"
