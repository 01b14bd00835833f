"""A deployment as it can be rehearsed."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.config import Deployment
from mwaa_tf.config.state import State

_HCP = (
    "state: HCP Terraform is not there in a rehearsal, so each workspace kept its state in a local file; "
    "all the rest is as it is rendered"
)


@dataclass(frozen=True, slots=True)
class Rehearsable:
    """A deployment as it can be rehearsed; ``notes`` say in what it differs from the one that was meant."""

    deployment: Deployment
    notes: tuple[str, ...] = ()


def rehearsable(deployment: Deployment) -> Rehearsable:
    """``deployment`` without what only the internet has."""
    if deployment.state.backend != "hcp":
        return Rehearsable(deployment)
    return Rehearsable(deployment.model_copy(update={"state": State()}), (_HCP,))
