"""Quotas, and how much of them is used."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading


@dataclass(frozen=True, slots=True)
class QuotasSection:
    """Quotas of the accounts in the region."""

    environments: Reading[int]
    """Environments that the participant may have."""
    environment_names: Reading[tuple[str, ...]]
    """Those that it has."""
    workers: Reading[int]
    """Workers that an environment may have."""
    interface_endpoints: Reading[int]
    """Interface endpoints that a VPC of the owner may have."""
