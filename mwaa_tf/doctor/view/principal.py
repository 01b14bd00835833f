"""Who is examined with ``--principal``: a user or a role, and its policies."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.principals import RequestPrincipal


@dataclass(frozen=True, slots=True)
class PrincipalFacts:
    """A user, a role, or the root user of an account."""

    principal: RequestPrincipal
    """Of a session, with the ARN of its role as IAM has it, path included."""
    boundary_arn: str = ""
    exists: bool = True


@dataclass(frozen=True, slots=True)
class PrincipalSection:
    """The principal that was named, and its policies."""

    principal: Reading[PrincipalFacts]
    policies: Reading[tuple[PolicyDocument, ...]]
    """Inline and attached ones; of a user, those of its groups, too."""
    boundary: Reading[PolicyDocument | None]
    """The permissions boundary; None if there is none."""
