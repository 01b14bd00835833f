"""MWAA is in the region."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.regions import REGIONS


@check(
    "prerequisites.region",
    title="MWAA is in the region",
    fix="Choose a region of the page AWS General Reference, mwaa",
    source="https://docs.aws.amazon.com/general/latest/gr/mwaa.html",
)
def region(view: EnvironmentView) -> Iterator[Issue]:
    """The region is one of those that MWAA has endpoints in.

    A warning, because regions are added; of an environment that exists the region is proven.
    """
    if view.environment.is_known or view.target.region in REGIONS:
        return
    yield warning(
        f"MWAA is not known to be in {view.target.region}.",
        fix=f"If AWS offers it there by now, go on; else choose a region with MWAA instead of {view.target.region}",
    )
