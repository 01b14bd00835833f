"""Where Terraform keeps its state."""

from __future__ import annotations

from typing import Literal

from mwaa_tf.config.base import Model
from mwaa_tf.config.fields import BucketName, KmsKeyArn, NonEmptyText, Region


class State(Model):
    """The backend of every workspace; the key of a state follows the workspace's folder."""

    backend: Literal["local", "s3", "hcp"] = "local"
    """`local`: a file beside the workspace. `s3`: a bucket, locked by S3. `hcp`: HCP Terraform, one workspace each."""
    bucket: BucketName | None = None
    """Only with `s3`: the bucket. It must exist, versioned and reachable by every account of the deployment."""
    region: Region | None = None
    """Only with `s3`: the bucket's region; unset, the deployment's."""
    kms_key_arn: KmsKeyArn | None = None
    """Only with `s3`: the key that encrypts the state; unset, the bucket's own default."""
    organization: NonEmptyText | None = None
    """Only with `hcp`: the organization."""
    project: NonEmptyText | None = None
    """Only with `hcp`: the project new workspaces are put into; unset, the organization's default project."""
