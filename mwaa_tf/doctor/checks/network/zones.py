"""Zones in which MWAA runs environments."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.regions import UNSUPPORTED_ZONES


@check(
    "network.zones",
    title="MWAA runs environments in the zones of the subnets",
    fix="Create an environment in subnets of other zones; its subnets cannot be changed",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html",
    reads=("network",),
    covers=("guide: zones that are not supported",),
)
def zones(view: EnvironmentView) -> Iterator[Issue]:
    """No subnet is in a zone that MWAA does not support.

    The name of a zone says nothing: it is another zone in each account, so the ids are compared.
    """
    for subnet in view.network.subnets.value:
        if subnet.zone_id in UNSUPPORTED_ZONES:
            yield failure(
                f"The subnet {subnet.id} is in {subnet.zone_id}, where MWAA runs no environments.", subject=subnet.id
            )
