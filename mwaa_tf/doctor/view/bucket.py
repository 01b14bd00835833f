"""The bucket with DAGs, requirements and plugins."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.iam.document import PolicyDocument


@dataclass(frozen=True, slots=True)
class PublicAccessBlock:
    """The four settings that keep a bucket from being public."""

    block_acls: bool
    ignore_acls: bool
    block_policy: bool
    restrict: bool

    @property
    def is_complete(self) -> bool:
        """Whether all four are on."""
        return self.block_acls and self.ignore_acls and self.block_policy and self.restrict


@dataclass(frozen=True, slots=True)
class BucketEncryption:
    """Default encryption of a bucket."""

    algorithm: str
    """``AES256``, ``aws:kms`` or ``aws:kms:dsse``."""
    key: str
    """As it was given, an ARN, an id or an alias; empty for a key of AWS."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object that the environment is configured with."""

    path: str
    version_id: str
    """Empty in a bucket without versions."""
    size: int


@dataclass(frozen=True, slots=True)
class BucketSection:
    """The bucket of an environment."""

    exists: Reading[bool]
    region: Reading[str]
    versioning: Reading[str]
    """``Enabled``, ``Suspended``, or empty for a bucket that never had versions."""
    public_access_block: Reading[PublicAccessBlock | None]
    account_public_access_block: Reading[PublicAccessBlock | None]
    encryption: Reading[BucketEncryption | None]
    policy: Reading[PolicyDocument | None]
    objects: Reading[tuple[StoredObject, ...]]
    """Those of requirements, plugins and startup script that exist, in the versions that the environment names."""
