"""Names: unique, and within AWS's lengths after prefixing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, Path, environment_rule, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa import quotas

#: AWS's limits, in characters: IAM's CreateRole, S3's bucket naming rules.
_ROLE, _BUCKET = 64, 63
#: Leaves room for `-private-subnets` within the 64 characters of a resource share's name.
_DEPLOYMENT = 48
_BASTION_SUFFIX = "-bastion"
_ACCOUNT_SUFFIX = 13


@rule("names-unique", reads=("participants[=].name",))
def unique(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """No two participants have the same name."""
    names = ((("participants", i, "name"), participant.name) for i, participant in enumerate(deployment.participants))
    yield from _repeated(names, "participant")


@rule("names-unique-environments", reads=("participants[=].name", "participants[=].environments[=].name"))
def unique_environments(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """No two environments of a participant have the same name."""
    for i, participant in enumerate(deployment.participants):
        names = (
            (("participants", i, "environments", j, "name"), environment.name)
            for j, environment in enumerate(participant.environments)
        )
        yield from _repeated(names, f"environment of {participant.name}")


def _repeated(names: Iterable[tuple[Path, str]], kind: str) -> Iterator[Breach]:
    known: set[str] = set()
    for path, name in names:
        if name in known:
            yield path, f"another {kind} is named {name}; names must be unique"
        known.add(name)


@rule("names-unique-keys", reads=("participants[=].name", "participants[=].environments[=].name"))
def unique_keys(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The names of a participant and its environment make a key that no other environment has."""
    keys: dict[str, tuple[str, str]] = {}
    for environment in deployment.environments:
        names = (environment.participant.name, environment.settings.name)
        first = keys.setdefault(environment.key, names)
        if first != names:
            yield (
                environment.path("name"),
                f"makes the key {environment.key}, which environment {first[1]} of {first[0]} has already; "
                "allowed is any name that makes another key",
            )


@rule("names-lengths-of-the-deployment", reads=("name",))
def deployment_length(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The resource share's name fits (RAM API reference, CreateResourceShare)."""
    if len(deployment.name) > _DEPLOYMENT:
        yield (
            ("name",),
            f"has {len(deployment.name)} characters; {_DEPLOYMENT} are allowed, so that the resource share's name fits",
        )


#: What makes an environment's name in AWS.
_NAME = ("name", "participant.name", "environment.name")


@environment_rule("names-lengths", reads=(*_NAME, "environment.existing.name"))
def lengths(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The prefixed name fits (MWAA API reference, CreateEnvironment)."""
    yield from _longer(environment, "an environment", len(environment.name), quotas.NAME_LENGTH)


@environment_rule(
    "names-lengths-of-a-bastion", reads=(*_NAME, "environment.existing.name", "environment.access.bastion.enabled")
)
def bastion_lengths(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The name of the bastion's role fits (IAM API reference, CreateRole)."""
    bastion = environment.settings.access.bastion
    if bastion and bastion.enabled:
        yield from _longer(environment, "its bastion's role", len(environment.name) + len(_BASTION_SUFFIX), _ROLE)


@environment_rule(
    "names-lengths-of-a-bucket",
    reads=(*_NAME, "environment.existing[]", "environment.source_bucket.arn", "environment.source_bucket.name"),
)
def bucket_lengths(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The name of the created bucket fits (S3 user guide, bucketnamingrules)."""
    bucket = environment.settings.source_bucket
    if environment.settings.existing is None and bucket.arn is None and bucket.name is None:
        yield from _longer(environment, "its bucket", len(environment.name) + _ACCOUNT_SUFFIX, _BUCKET)


def _longer(environment: ResolvedEnvironment, kind: str, length: int, limit: int) -> Iterator[Breach]:
    if length > limit:
        yield (
            environment.path("name"),
            f"makes the name {environment.name}, so that {kind} would have {length} characters; AWS allows {limit}",
        )
