"""A deployment as it can be rehearsed."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.config import Deployment
from mwaa_tf.config.pipelines import Pipelines
from mwaa_tf.config.state import State

_HCP = (
    "state: HCP Terraform is not available in a rehearsal; each workspace kept its state in a local file, everything "
    "else is as rendered"
)

_ENCRYPTION = (
    "state.encryption: the states of a rehearsal are not encrypted, since it deletes them at its end; everything else "
    "is as rendered"
)


@dataclass(frozen=True, slots=True)
class RehearsableDeployment:
    """A deployment as it can be rehearsed; ``notes`` say how it differs from the configured one."""

    deployment: Deployment
    notes: tuple[str, ...] = ()


def rehearsable(deployment: Deployment) -> RehearsableDeployment:
    """``deployment`` without what exists only on the internet, and without files outside of its own folder."""
    # Engines' files belong into the configuration's folder, where a rehearsal writes nothing.
    deployment = deployment.model_copy(update={"pipelines": Pipelines()})
    if deployment.state.encryption:
        state = deployment.state.model_copy(update={"encryption": None})
        return RehearsableDeployment(deployment.model_copy(update={"state": state}), (_ENCRYPTION,))
    if deployment.state.backend != "hcp":
        return RehearsableDeployment(deployment)
    return RehearsableDeployment(deployment.model_copy(update={"state": State()}), (_HCP,))
