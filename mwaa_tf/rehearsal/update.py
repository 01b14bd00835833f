"""Changes in place: an update, to show which calls it makes, and what must be changed before destroying."""

from __future__ import annotations

from typing import Any

from mwaa_tf.config import Deployment

_TAG = {"mwaa_tf-rehearsal": "update"}

#: Two, so that one of them differs from what an environment has.
_MAINTENANCE_WINDOWS = ("SAT:03:30", "SUN:03:30")


def updated(deployment: Deployment) -> Deployment:
    """``deployment`` with one more tag on everything and another maintenance window for every environment.

    Externally managed environments stay as they are.
    """
    data: dict[str, Any] = deployment.model_dump(exclude_unset=True)
    data["tags"] = {**data.get("tags", {}), **_TAG}
    for resolved in deployment.environments:
        if resolved.settings.existing:
            continue
        environment = data["participants"][resolved.participant_index]["environments"][resolved.environment_index]
        current = resolved.settings.weekly_maintenance_window_start
        environment["weekly_maintenance_window_start"] = next(
            window for window in _MAINTENANCE_WINDOWS if window != current
        )
    return Deployment.model_validate(data)


def without_deletion_protection(deployment: Deployment) -> Deployment | None:
    """``deployment`` with load balancers that can be deleted, as a person renders it before destroying it.

    None if it has no load balancer with deletion protection.
    """
    data: dict[str, Any] = deployment.model_dump(exclude_unset=True)
    protected = [
        environment
        for environment in deployment.environments
        if (alb := environment.settings.access.alb) and alb.deletion_protection
    ]
    for resolved in protected:
        access = resolved.settings.access.model_dump(exclude_unset=True)
        access["alb"]["deletion_protection"] = False
        data["participants"][resolved.participant_index]["environments"][resolved.environment_index]["access"] = access
    return Deployment.model_validate(data) if protected else None
