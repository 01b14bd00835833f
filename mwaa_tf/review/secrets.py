"""Secrets that Terraform does not mark as sensitive, in values and texts of a plan."""

from __future__ import annotations

from mwaa_tf.secret_values import redacted


def redact_credentials(text: str) -> str:
    """``text`` with everything that looks like a credential replaced by its kind."""
    return redacted(text)
