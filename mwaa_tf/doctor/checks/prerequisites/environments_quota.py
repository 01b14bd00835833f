"""The account may have the environment."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import is_planned
from mwaa_tf.doctor.checks.prerequisites._quota import limit
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa import quotas
from mwaa_tf.text import plural

REQUEST = "Request a quota increase in the Service Quotas console, or delete an environment that is not needed"


@check(
    "prerequisites.environments-quota",
    title="The account may have the environment",
    fix=REQUEST,
    source="https://docs.aws.amazon.com/general/latest/gr/mwaa.html",
    reads=("quotas",),
)
def environments_quota(view: EnvironmentView) -> Iterator[Issue]:
    """The environments that exist, and those of the configuration that do not yet, are no more than the quota.

    The quota holds for an account in a region. Where it cannot be read, what AWS grants to everyone is enough for a
    pass, and not for a failure.
    """
    if not is_planned(view):
        yield passed("the environment exists")
        return
    existing = set(view.quotas.environment_names.value)
    account_id = view.target.participant.account_id
    deployment = view.target.deployment
    configured = {
        environment.name
        for environment in (deployment.environments if deployment else ())
        if environment.participant.account_id == account_id and not environment.settings.existing
    }
    wanted = len(existing | configured)
    allowed = limit(view.quotas.environments, quotas.ENVIRONMENTS, wanted)
    if wanted > allowed:
        yield failure(
            f"Account {account_id} may have {plural(allowed, 'environment')} in {view.target.region}, has "
            f"{len(existing)}, and would have {wanted}."
        )
