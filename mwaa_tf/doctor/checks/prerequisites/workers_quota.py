"""An environment may have the workers."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._quota import limit
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa import quotas


@check(
    "prerequisites.workers-quota",
    title="An environment may have the workers",
    fix="Request a quota increase in the Service Quotas console, or lower `max_workers`",
    source="https://docs.aws.amazon.com/general/latest/gr/mwaa.html",
    reads=("quotas",),
)
def workers_quota(view: EnvironmentView) -> Iterator[Issue]:
    """`max_workers` of the configuration is no more than the quota for an environment, or than it has already."""
    configured = view.target.settings.settings.max_workers if view.target.settings else None
    current = view.environment.content.max_workers if view.environment.content else None
    if configured is None or (current is not None and configured <= current):
        yield passed("the configuration asks for no more workers")
        return
    allowed = limit(view.quotas.workers, quotas.WORKERS, configured)
    if configured > allowed:
        yield failure(f"The configuration has max_workers: {configured}, and the quota is {allowed}.")
