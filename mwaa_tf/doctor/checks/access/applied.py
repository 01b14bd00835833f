"""Configured access methods exist."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view import EnvironmentView, ViewOrigin


@check(
    "access.applied",
    title="The access methods of the configuration exist",
    fix="Apply stage 4: `mwaa_tf apply 4-access`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-access.html",
    reads=("bastion", "client_vpn", "load_balancer"),
)
def applied(view: EnvironmentView) -> Iterator[Issue]:
    """The owner's account has the load balancer, Client VPN and bastion that the configuration has.

    They are created last, once the environment is AVAILABLE; without them no user outside the VPC reaches the UI. Where
    an environment has no configuration, there is nothing to compare with.
    """
    settings = view.target.settings
    if settings is None or view.origin is ViewOrigin.PLAN:
        return
    access = settings.settings.access
    methods: list[tuple[str, bool, Reading[object | None]]] = [
        ("load balancer", bool(access.alb), view.load_balancer.balancer),  # type: ignore[list-item]
        ("Client VPN", bool(access.client_vpn), view.client_vpn.vpn),  # type: ignore[list-item]
        ("bastion", bool(access.bastion and access.bastion.enabled), view.bastion.instance),  # type: ignore[list-item]
    ]
    if not any(configured for _, configured, _ in methods):
        yield passed("the configuration has no access method")
    elif not view.environment.value.is_ready:
        yield passed("access methods are created once the environment is AVAILABLE")
    else:
        yield from _missing(view.target.key, methods)


def _missing(key: str, methods: list[tuple[str, bool, Reading[object | None]]]) -> Iterator[Issue]:
    for title, configured, reading in methods:
        if configured and reading.gap:
            yield not_checkable(reading.gap, f"whether the {title} exists is not known: {reading.gap.reason}")
        elif configured and reading.value is None:
            yield failure(
                f"The {title} of the configuration does not exist.", fix=f"Apply it: `mwaa_tf apply 4-access/{key}`"
            )
