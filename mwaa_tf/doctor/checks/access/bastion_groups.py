"""Security groups let the bastion in to the web server."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._admission import path_to_endpoint
from mwaa_tf.doctor.finding import Issue, passed
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "access.bastion-groups",
    title="Security groups admit the bastion to the web server",
    fix="Admit the bastion on TCP 443 in the group of the web server's endpoint: `mwaa_tf apply 4-access`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/tutorials-private-network-bastion.html",
    reads=("bastion", "network"),
    covers=("guide: the bastion's group in the inbound rules of the environment's group",),
)
def bastion_groups(view: EnvironmentView) -> Iterator[Issue]:
    """On TCP 443, the bastion's group lets out to the endpoint, whose group admits it.

    The session opens without it, and the forwarded port then times out.
    """
    instance = view.bastion.instance.value
    if instance is None:
        yield passed("there is no bastion")
        return
    yield from path_to_endpoint(view, f"the bastion {instance.id}", view.bastion.groups.value)
