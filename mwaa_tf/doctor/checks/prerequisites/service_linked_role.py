"""MWAA's service-linked role exists, or can be created."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.principals import AIRFLOW, SERVICE_LINKED_ROLE


@check(
    "prerequisites.service-linked-role",
    title="MWAA's service-linked role exists, or can be created",
    fix=f"In the environment's account, once: `aws iam create-service-linked-role --aws-service-name {AIRFLOW}`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html",
    reads=("prerequisites",),
    covers=("guide: mwaa-slr: service-linked role",),
)
def service_linked_role(view: EnvironmentView) -> Iterator[Issue]:
    """The environment's account has MWAA's service-linked role, or the caller may create it.

    MWAA creates it with the first environment of an account, with the permissions of the caller that creates it. An
    environment needs it for its network interfaces and metrics.
    """
    if view.prerequisites.has_service_linked_role.value:
        return
    if view.prerequisites.may_create_service_linked_role.value:
        yield passed("it does not exist; MWAA creates it with the first environment")
        return
    yield failure(
        f"The role {SERVICE_LINKED_ROLE} does not exist, and the caller may not create it.", subject=SERVICE_LINKED_ROLE
    )
