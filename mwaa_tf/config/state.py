"""Where Terraform keeps its state."""

from typing import Literal

from mwaa_tf.config.arns import KmsKeyArn
from mwaa_tf.config.base import Model
from mwaa_tf.config.fields import Bool, BucketName, NonEmptyText, Region


class StateEncryption(Model):
    """OpenTofu encrypts states and plans before it stores them; Terraform cannot, and is stopped."""

    kms_key_arn: KmsKeyArn
    """The symmetric key, in any account and region; each account here needs GenerateDataKey and Decrypt on it."""
    migrate: Bool = False
    """Also reads states that are not encrypted yet, for one apply of each workspace; unset, they are refused."""


class State(Model):
    """The backend of every workspace; the key of a state follows the workspace's folder."""

    backend: Literal["local", "s3", "hcp"] = "local"
    """`local`: a file beside the workspace. `s3`: a bucket, locked by S3. `hcp`: HCP Terraform, one workspace each."""
    bucket: BucketName | None = None
    """Only with `s3`: the bucket. Without `create`, an existing one: versioned, accessible from every account here."""
    region: Region | None = None
    """Only with `s3`: the bucket's region; unset, the deployment's."""
    create: Bool = False
    """Only with `s3`: stage 0 creates the bucket, in the owner's account and for this deployment only."""
    kms_key_arn: KmsKeyArn | None = None
    """Only with `s3`: the key that encrypts the state; unset, the bucket's own default."""
    create_kms_key: Bool = False
    """Only with `create`: stage 0 creates a key, too; unset, S3-managed keys encrypt the states."""
    force_destroy: Bool = False
    """Only with `create`: destroying stage 0 deletes the bucket with all states in it; unset, that is refused."""
    organization: NonEmptyText | None = None
    """Only with `hcp`: the organization."""
    project: NonEmptyText | None = None
    """Only with `hcp`: the project of new workspaces; unset, the organization's default project."""
    encryption: StateEncryption | None = None
    """Not with `hcp`: encrypts all states but that of stage 0, and all plans, with OpenTofu; Terraform is refused."""
