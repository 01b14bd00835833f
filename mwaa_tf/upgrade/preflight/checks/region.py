"""Whether the region has the version."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.mwaa.regions import REGIONS
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

#: AWS's list of versions is that of the commercial partition; China and GovCloud have documents of their own.
_OTHERS = ("cn-", "us-gov-", "us-iso", "eusc-")


@upgrade_check(
    "upgrade.region",
    title="MWAA offers the version in the region",
    fix="ask `aws mwaa create-environment --generate-cli-skeleton` or the console of that region",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/airflow-versions.html",
)
def region(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """The region is one of those that AWS's list of versions is for.

    AWS names no version by region. In China and GovCloud versions may come later: there it is not checkable.
    """
    name = upgrade.view.target.region
    if name.startswith(_OTHERS) or name not in REGIONS:
        reason = f"whether MWAA offers Airflow {upgrade.requested} in {name}, AWS's list of versions does not say"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
