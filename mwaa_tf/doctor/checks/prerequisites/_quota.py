"""Quotas that can be read or not."""

from __future__ import annotations

from mwaa_tf.doctor.reading import Reading


def limit(quota: Reading[int], granted: int, wanted: int) -> int:
    """How many there may be: as Service Quotas says, or else what AWS grants to everyone.

    Raises :class:`UnreadError` if Service Quotas does not say, and more are wanted than that: the quota may have been
    raised.
    """
    if not quota.is_known and wanted <= granted:
        return granted
    return quota.value
