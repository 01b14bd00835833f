"""Whether a plan has what is not read."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView, ViewOrigin


@check(
    "prerequisites.plan-understood",
    title="The plan has nothing that decides about the environment and is not read",
    fix="Look at the resource yourself",
    source="https://developer.hashicorp.com/terraform/internals/json-format",
    reads=("plan",),
)
def plan_understood(view: EnvironmentView) -> Iterator[Issue]:
    """All resources of a plan that may decide about an environment are of types that the doctor reads.

    A stack of CloudFormation, a resource of the provider `awscc` or a type of a newer AWS provider may add a route or
    a rule that no other check sees. Each is named, so that a pass of another check is not taken for more than it is.
    """
    if view.origin is ViewOrigin.AWS:
        yield passed("AWS is asked itself, and not a plan")
        return
    for address in view.plan.not_read.value:
        gap = Gap(GapKind.NOT_UNDERSTOOD, f"{address} may matter, and its type is not read")
        yield not_checkable(gap, subject=address)
