"""Regions: where MWAA exists, and the partition that all ARNs belong to."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.problems import Severity
from mwaa_tf.config.rule import Breach, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa.regions import REGIONS


@rule("regions-without-mwaa", reads=("region",), severity=Severity.WARNING)
def without_mwaa(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """MWAA is known to exist in the region (botocore, endpoints.json, service airflow)."""
    if deployment.region not in REGIONS:
        yield (
            ("region",),
            f"MWAA is not known to exist in {deployment.region}; the regions that have it are in AWS General Reference "
            "(mwaa)",
        )
