"""Environments that replace others, both running side by side for a while."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.succession import METHODS, has_methods
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.text import did_you_mean, join_words

_NAME = "participants[=].environments[*].name"


def _siblings(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[ResolvedEnvironment]:
    """The other environments of its participant, in the order of the configuration."""
    for other in deployment.environments:
        same = other.participant_index == environment.participant_index
        if same and other.environment_index != environment.environment_index:
            yield other


def _predecessor(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> ResolvedEnvironment | None:
    name = environment.written.succeeds
    others = () if name is None else _siblings(deployment, environment)
    return next((other for other in others if other.written.name == name), None)


@environment_rule(
    "succession-predecessor",
    reads=("participant.name", _NAME, "environment.name", "environment.succeeds", "participants[=].environments"),
)
def predecessor(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The predecessor is another environment of the participant, which succeeds none itself."""
    name = environment.written.succeeds
    if name is None:
        return
    path = environment.path("succeeds")
    siblings = {each.name: each for each in environment.participant.environments if each is not environment.written}
    other = siblings.get(name)
    if name == environment.written.name:
        yield path, "an environment cannot succeed itself; the successor needs another name"
    elif other is None:
        known = f"the others are {join_words(siblings)}" if siblings else "it has no other"
        yield path, f"{environment.participant.name} has no environment {name}{did_you_mean(name, siblings)}; {known}"
    elif other.succeeds is not None:
        yield path, f"{name} itself succeeds {other.succeeds}; finish that succession first"


@environment_rule(
    "succession-existing",
    reads=(_NAME, "environment.name", "environment.succeeds", "participants[=].environments[*].existing[]"),
)
def existing(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """This deployment creates both environments of a succession."""
    if other := _predecessor(deployment, environment):
        for each in (other.written, environment.written):
            if each.existing:
                yield environment.path("succeeds"), f"{each.name} is externally managed; both must be created here"


@environment_rule("succession-one-successor", reads=(_NAME, "participants[=].environments[*].succeeds"))
def one_successor(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """No two environments succeed the same one."""
    name = environment.written.succeeds
    for other in _siblings(deployment, environment) if name else ():
        if other.written.succeeds == name and other.environment_index < environment.environment_index:
            yield environment.path("succeeds"), f"{other.written.name} succeeds {name} already; leave it to one"
            return


@environment_rule(
    "succession-access",
    reads=(_NAME, "environment.succeeds", "environment.access", "participants[=].environments[*].access"),
)
def access(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Both environments of a succession have the same access methods, so that a switch changes only whom they serve."""
    other = _predecessor(deployment, environment)
    if other is None or not has_methods(other.configured):
        return
    new, old = environment.configured.access, other.configured.access
    if different := [method for method in METHODS if getattr(new, method) != getattr(old, method)]:
        name = other.written.name
        yield (
            environment.path("access"),
            f"{join_words(different)} differs from {name}'s: access methods exist once, and serve {name} until the "
            f"switch to {environment.written.name}; allowed are the same settings",
        )


@environment_rule(
    "succession-access-workspace",
    reads=(_NAME, "environment.access_workspace", "environment.succeeds", "environment.access"),
)
def access_workspace(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The access methods that an environment takes over are its predecessor's, or a former one's."""
    name = environment.written.access_workspace
    if name is None:
        return
    path = environment.path("access_workspace")
    names = {sibling.written.name for sibling in _siblings(deployment, environment)}
    if name in names and name != environment.written.succeeds:
        yield path, f"{name} has its own access methods; allowed is the environment that this one succeeds, or a former"
    elif not has_methods(environment.configured):
        yield path, f"only applies to an environment with {join_words(METHODS, 'or')} in access"


@environment_rule(
    "succession-access-workspace-once",
    reads=(_NAME, "participants[=].environments[*].access_workspace"),
)
def access_workspace_once(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Access methods serve one environment."""
    name = environment.written.access_workspace
    for other in _siblings(deployment, environment) if name else ():
        if other.written.access_workspace == name and other.environment_index < environment.environment_index:
            yield environment.path("access_workspace"), f"the access methods of {name} serve {other.written.name}"
            return


@environment_rule("succession-access-workspace-pipelines", reads=("pipelines", "environment.access_workspace"))
def pipelines(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Pipelines group workspaces by the environment's key, which access methods that were taken over do not have."""
    if environment.written.access_workspace is None:
        return
    if engines := sorted(set(deployment.pipelines.enabled) & {"github", "gitlab"}):
        yield (
            environment.path("access_workspace"),
            f"the jobs of {join_words(engines)} do not apply access methods that were taken over; leave either out",
        )


@environment_rule(
    "succession-bucket",
    reads=(
        "name",
        _NAME,
        "participant.name",
        "participant.account_id",
        "environment.succeeds",
        "environment.source_bucket",
        "participants[=].environments[*].source_bucket",
    ),
)
def source_bucket(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The successor's DAGs are not in the bucket that is removed with its predecessor, which has created it."""
    other = _predecessor(deployment, environment)
    if other is None or other.settings.source_bucket.arn:
        return
    created = other.settings.source_bucket.name or f"{deployment.name}-{other.key}-{other.participant.account_id}"
    own = environment.settings.source_bucket
    if (own.arn.rpartition(":")[2] if own.arn else own.name) == created:
        yield (
            environment.path("source_bucket"),
            f"{created} is created by {other.written.name} and removed with it; leave source_bucket out to create a "
            "bucket and copy the DAGs, or give both environments the arn of a bucket that neither creates",
        )
