"""What a planned view lacks."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading


@dataclass(frozen=True, slots=True)
class PlanSection:
    """What the plans of a view have that is not read; of a view of AWS, nothing."""

    not_read: Reading[tuple[str, ...]]
    """Addresses of resources that may decide about the environment, of types that are not read."""
