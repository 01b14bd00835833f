"""The KMS key of an environment."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.iam.document import PolicyDocument


@dataclass(frozen=True, slots=True)
class KmsKeyFacts:
    """A customer managed key."""

    arn: str
    state: str
    """``Enabled``, ``Disabled``, ``PendingDeletion``, …; empty of one that is only planned."""
    is_symmetric: bool
    is_multi_region: bool


@dataclass(frozen=True, slots=True)
class KeySection:
    """The key that an environment was given; None in both for a key that AWS owns, or that does not exist."""

    key: Reading[KmsKeyFacts | None]
    policy: Reading[PolicyDocument | None]
