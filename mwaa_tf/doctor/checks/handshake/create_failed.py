"""The environment was created."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import MANAGEMENT_PAGE, apply
from mwaa_tf.doctor.checks.handshake.database_endpoint import database_endpoint
from mwaa_tf.doctor.checks.handshake.endpoint_available import endpoint_available
from mwaa_tf.doctor.checks.handshake.endpoint_rule import endpoint_rule
from mwaa_tf.doctor.checks.handshake.endpoint_subnets import endpoint_subnets
from mwaa_tf.doctor.checks.handshake.environment_rule import environment_rule
from mwaa_tf.doctor.checks.handshake.last_update import error_of
from mwaa_tf.doctor.checks.handshake.principal_associated import principal_associated
from mwaa_tf.doctor.checks.handshake.share_active import share_active
from mwaa_tf.doctor.checks.handshake.subnets_associated import subnets_associated
from mwaa_tf.doctor.checks.handshake.webserver_endpoint import webserver_endpoint
from mwaa_tf.doctor.finding import CheckResult, Issue, failure
from mwaa_tf.doctor.reading import UnreadError
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.status import Status

#: In the order in which the page names the reasons for CREATE_FAILED after PENDING.
_CAUSES: tuple[Callable[[EnvironmentView], Iterator[Issue]], ...] = (
    share_active,
    principal_associated,
    subnets_associated,
    database_endpoint,
    webserver_endpoint,
    endpoint_available,
    endpoint_subnets,
    endpoint_rule,
    environment_rule,
)


@check(
    "handshake.create-failed",
    title="The environment was created",
    fix="Fix the cause, then delete the environment and create it again",
    source=MANAGEMENT_PAGE,
    reads=("network", "share"),
    covers=(
        "guide: vpc-endpoint-management: CREATE_FAILED after PENDING",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: status of the environment",
    ),
)
def create_failed(view: EnvironmentView) -> Iterator[Issue]:
    """The status is not CREATE_FAILED. The message has MWAA's error and, where share, endpoints or their groups have a
    fault, the first of them as the likely cause.

    An environment never leaves CREATE_FAILED: it is deleted and created again (the page's "Troubleshooting").
    """
    environment = view.environment.value
    if environment.known_status is not Status.CREATE_FAILED:
        return
    cause = _likely_cause(view)
    likely = f" Likely cause: {cause}" if cause else ""
    command = apply(view, Stage.ENVIRONMENTS)
    how = f"{command}, which replaces it" if command else "delete the environment and create it again"
    yield failure(
        f"The creation of {environment.name} failed: {error_of(environment.last_update)}.{likely}",
        fix=f"Fix {'that' if cause else 'what the error names'} first, then: {how}",
    )


def _likely_cause(view: EnvironmentView) -> str:
    for find in _CAUSES:
        try:
            for issue in find(view):
                if issue.result is CheckResult.FAILURE:
                    return issue.message
        except UnreadError:
            continue
    return ""
