"""The execution role may use the queue of the Celery executor."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import ROLE_PAGE, RoleNeed, resource_arn, role_issues
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.mwaa.names import CELERY_QUEUE_PREFIX

_ACTIONS = (
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
)


@check(
    "permissions.celery-queue",
    title="The execution role may use the queue of the Celery executor",
    fix=f"Allow the six actions of SQS on `arn:aws:sqs:REGION:*:{CELERY_QUEUE_PREFIX}*`.",
    source=ROLE_PAGE,
    reads=("execution_role",),
    covers=("verify_env: check_iam_permissions", "guide: execution role"),
)
def celery_queue(view: EnvironmentView) -> Iterator[Issue]:
    """The role may send, receive and delete messages of the queue, which is in an account of AWS.

    Schedulers put tasks there and workers take them out: without it all tasks stay queued.
    """
    queue = view.environment.value.celery_queue_arn
    queue = queue or resource_arn(view, "sqs", f"{CELERY_QUEUE_PREFIX}{ANY}", ANY)
    yield from role_issues(view, [RoleNeed(action, queue) for action in _ACTIONS])
