"""Nothing was changed while the environment waits for endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import apply
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.status import Status

_SAME_REQUEST = timedelta(minutes=1)
"""LastUpdate of a creation has the time of the creation; that both are within a minute is inferred."""


@check(
    "handshake.update-while-pending",
    title="Nothing was changed while the environment waits for endpoints",
    fix="Create the endpoints first, wait for AVAILABLE, then apply the change again",
    source="https://docs.aws.amazon.com/mwaa/latest/API/API_LastUpdate.html",
)
def update_while_pending(view: EnvironmentView) -> Iterator[Issue]:
    """LastUpdate of a PENDING environment is its creation, and no later change.

    Terraform's provider takes PENDING for created, and an update that is sent then ends in "unexpected state"
    (terraform-provider-aws, internal/service/mwaa/environment.go).
    """
    environment = view.environment.value
    if environment.known_status is not Status.PENDING:
        return
    created, updated = environment.created_at, environment.last_update.created_at
    if created is None or updated is None:
        reason = "GetEnvironment does not say when the environment was created and updated last"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
        return
    if updated - created <= _SAME_REQUEST:
        return
    outcome = environment.last_update.status
    yield failure(
        f"{environment.name} was changed while it was PENDING, and the change is {outcome or 'not finished'}.",
        fix=f"Create its endpoints first: {apply(view, Stage.ENDPOINTS)}; once it is AVAILABLE, apply the change again"
        if view.target.settings
        else "",
    )
