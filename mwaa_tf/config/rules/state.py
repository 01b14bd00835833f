"""What each backend needs, and what it has no use for."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.rules import Violation

_NEEDED = {"local": (), "s3": ("bucket",), "hcp": ("organization",)}
_USED = {
    "local": (),
    "s3": ("bucket", "region", "create", "kms_key_arn", "create_kms_key", "force_destroy"),
    "hcp": ("organization", "project"),
}


def backend(deployment: Deployment) -> Iterator[Violation]:
    """The fields that are given are those of the backend."""
    state = deployment.state
    for field in _NEEDED[state.backend]:
        if getattr(state, field) is None:
            yield ("state", field), f"is required with backend: {state.backend}"
    for field in sorted(state.model_fields_set - {"backend"} - set(_USED[state.backend])):
        if getattr(state, field):
            used = ", ".join(_USED[state.backend]) or "nothing else"
            yield ("state", field), f"has no meaning with backend: {state.backend}; allowed there is {used}"


def key_region(deployment: Deployment) -> Iterator[Violation]:
    """The key is in the bucket's region."""
    state = deployment.state
    region = state.region or deployment.region
    if state.kms_key_arn and state.kms_key_arn.split(":")[3] != region:
        yield ("state", "kms_key_arn"), f"is a key in {state.kms_key_arn.split(':')[3]}; the bucket is in {region}"


def created(deployment: Deployment) -> Iterator[Violation]:
    """What is said of a bucket that stage 0 makes goes with one that it makes."""
    state = deployment.state
    for field in ("create_kms_key", "force_destroy"):
        if state.backend == "s3" and getattr(state, field) and not state.create:
            yield ("state", field), "is about a bucket that stage 0 makes; allowed only with create: true"
    if state.create_kms_key and state.kms_key_arn:
        yield ("state", "create_kms_key"), "would make a key beside that of kms_key_arn; allowed is one of the two"


RULES = (backend, key_region, created)
