"""A change that is made in place: it shows what an update needs."""

from __future__ import annotations

from typing import Any

from mwaa_tf.config import Deployment

_TAG = {"mwaa_tf-rehearsal": "update"}

#: Two, so that one of them is another than what an environment has.
_WINDOWS = ("SAT:03:30", "SUN:03:30")


def updated(deployment: Deployment) -> Deployment:
    """``deployment`` with one more tag on everything and another maintenance window for every environment."""
    data: dict[str, Any] = deployment.model_dump(exclude_unset=True)
    data["tags"] = {**data.get("tags", {}), **_TAG}
    for member in deployment.environments:
        if member.settings.existing:
            continue
        given = data["participants"][member.participant_index]["environments"][member.environment_index]
        window = next(each for each in _WINDOWS if each != member.settings.weekly_maintenance_window_start)
        given["weekly_maintenance_window_start"] = window
    return Deployment.model_validate(data)
