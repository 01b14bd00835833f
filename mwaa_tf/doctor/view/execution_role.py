"""The execution role."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.iam.document import PolicyDocument


@dataclass(frozen=True, slots=True)
class Role:
    """A role of IAM."""

    arn: str
    trust: PolicyDocument
    boundary_arn: str = ""


@dataclass(frozen=True, slots=True)
class ExecutionRoleSection:
    """The execution role of an environment, and what limits it."""

    role: Reading[Role | None]
    """None for a role that does not exist."""
    policies: Reading[tuple[PolicyDocument, ...]]
    """Inline and attached ones."""
    boundary: Reading[PolicyDocument | None]
    """The permissions boundary; None if there is none."""
