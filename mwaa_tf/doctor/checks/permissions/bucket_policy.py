"""The policy of the bucket does not deny the execution role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import RoleNeed, request_of
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.document import FULL_IDENTITY_ACCESS, PolicyDocument
from mwaa_tf.iam.evaluation import ApplicablePolicies, Decision, Verdict, evaluate
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.text import join_words


@check(
    "permissions.bucket-policy",
    title="The policy of the bucket does not deny the execution role",
    fix="Exempt the execution role from the statement that denies it.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html",
    reads=("bucket", "execution_role"),
    covers=("guide: bucket",),
)
def bucket_policy(view: EnvironmentView) -> Iterator[Issue]:
    """No statement of the bucket's policy denies the execution role to list the bucket or to read its objects.

    A denial wins over everything that the role's policies allow. Whether a condition on the network, such as
    `aws:SourceVpce`, holds is not known here: then the check says so.
    """
    policy = view.bucket.policy.value
    if policy is None:
        yield passed("the bucket has no policy")
        return
    denied: dict[str, list[str]] = defaultdict(list)
    unknown: dict[str, None] = {}
    for action, decision in _decisions(view, policy):
        if decision.verdict is Verdict.EXPLICIT_DENY:
            denied[decision.statements[0].statement.name].append(action)
        elif decision.verdict is Verdict.UNKNOWN:
            unknown.update(dict.fromkeys(decision.unjudged))
    arn = view.environment.value.bucket_arn
    for statement, actions in denied.items():
        called = join_words(actions, "and")
        yield failure(
            f"The policy of the bucket {arn.rpartition(':')[2]} denies the execution role {called}: {statement}.",
            fix=f"Exempt {view.environment.value.execution_role_arn} from {statement} of the bucket's policy.",
            subject=arn,
        )
    if unknown:
        text = f"it cannot be judged whether the bucket's policy denies the execution role: {'; '.join(unknown)}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text), subject=arn)


def _decisions(view: EnvironmentView, policy: PolicyDocument) -> Iterator[tuple[str, Decision]]:
    arn = view.environment.value.bucket_arn
    policies = ApplicablePolicies(identity=(FULL_IDENTITY_ACCESS,), resource=policy)
    for action in ("s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion"):
        resource = arn if action == "s3:ListBucket" else f"{arn}/{ANY}"
        yield action, evaluate(policies, request_of(view, RoleNeed(action, resource)))
