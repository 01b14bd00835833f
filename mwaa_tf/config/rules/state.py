"""What each backend requires, and what does not apply to it."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.config.rule import Breach, rule
from mwaa_tf.config.unchecked import UncheckedDeployment

_REQUIRED = {"local": (), "s3": ("bucket",), "hcp": ("organization",)}
_USED = {
    "local": ("encryption",),
    "s3": ("bucket", "region", "create", "kms_key_arn", "create_kms_key", "force_destroy", "encryption"),
    "hcp": ("organization", "project"),
}


@rule("state-backend", reads=("state.backend", "state.[=]"))
def backend(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The fields that are set are those of the backend."""
    state = deployment.state
    for field in _REQUIRED[state.backend]:
        if getattr(state, field) is None:
            yield ("state", field), f"is required with backend: {state.backend}"
    for field in sorted(state.model_fields_set - {"backend"} - set(_USED[state.backend])):
        if getattr(state, field):
            used = ", ".join(_USED[state.backend])
            yield ("state", field), f"does not apply to backend: {state.backend}; allowed there is {used}"


@rule("state-key-region", reads=("region", "state.region", "state.kms_key_arn"))
def key_region(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The key is in the bucket's region (S3 user guide, UsingKMSEncryption)."""
    state = deployment.state
    bucket_region = state.region or deployment.region
    if state.kms_key_arn and (region := Arn.parse(state.kms_key_arn).region) != bucket_region:
        yield ("state", "kms_key_arn"), f"is a key in {region}; the bucket is in {bucket_region}"


@rule("state-created", reads=("state.backend", "state.create", "state.[=]"))
def created(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Settings of the bucket that stage 0 creates need that bucket."""
    state = deployment.state
    for field in ("create_kms_key", "force_destroy"):
        if state.backend == "s3" and getattr(state, field) and not state.create:
            yield ("state", field), "is about a bucket that stage 0 creates; allowed only with create: true"


@rule("state-created-key", reads=("state.create_kms_key", "state.kms_key_arn"))
def created_key(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The bucket has one key."""
    if deployment.state.create_kms_key and deployment.state.kms_key_arn:
        yield ("state", "create_kms_key"), "creates a key beside that of kms_key_arn; allowed is one of the two"
