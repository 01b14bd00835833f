"""The execution role may not list the account's buckets."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import ROLE_PAGE, RoleNeed, decide
from mwaa_tf.doctor.finding import Issue, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.evaluation import Verdict

_ACTION = "s3:ListAllMyBuckets"


@check(
    "permissions.list-all-buckets",
    title="The execution role may not list the account's buckets",
    fix='Add to a policy of the role: `{"Effect": "Deny", "Action": "s3:ListAllMyBuckets", "Resource": "*"}`',
    source=ROLE_PAGE,
    reads=("execution_role",),
    covers=("verify_env: check_iam_permissions", "guide: execution role"),
)
def list_all_buckets(view: EnvironmentView) -> Iterator[Issue]:
    """`s3:ListAllMyBuckets` is denied, as AWS documents for the role.

    Code of a DAG has the rights of the role: it should not learn which other buckets there are. AWS's script demands
    the same. No policy that allows it is as good as one that denies it.
    """
    decision = decide(view, RoleNeed(_ACTION))
    role = view.environment.value.execution_role_arn.rpartition("/")[2]
    if decision.verdict is Verdict.UNKNOWN:
        reasons = "; ".join(decision.unjudged)
        yield not_checkable(
            Gap(GapKind.NOT_UNDERSTOOD, f"it cannot be judged whether {role} may call {_ACTION}: {reasons}")
        )
    elif decision.allowed and view.execution_role.boundary.gap:
        yield not_checkable(view.execution_role.boundary.gap)
    elif decision.allowed:
        yield warning(f"The execution role {role} may call {_ACTION}, which AWS's policy for it denies.", subject=role)
