"""Names: unique, and within AWS's lengths after prefixing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.rules import Violation

#: AWS's limits, in characters: MWAA's CreateEnvironment, IAM's CreateRole, S3's bucket naming rules.
_ENVIRONMENT, _ROLE, _BUCKET = 80, 64, 63
#: Leaves room for `-private-subnets` within the 64 characters of a resource share's name.
_DEPLOYMENT = 48
_ROLE_SUFFIX = "-execution"
_BASTION_SUFFIX = "-bastion"
_ACCOUNT_SUFFIX = 13


def unique(deployment: Deployment) -> Iterator[Violation]:
    """No two participants, environments or keys are named alike."""
    yield from _repeated(
        ((("participants", i, "name"), participant.name) for i, participant in enumerate(deployment.participants)),
        "participant",
    )
    for i, participant in enumerate(deployment.participants):
        yield from _repeated(
            (
                (("participants", i, "environments", j, "name"), environment.name)
                for j, environment in enumerate(participant.environments)
            ),
            f"environment of {participant.name}",
        )
    keys: dict[str, tuple[str, str]] = {}
    for member in deployment.environments:
        parts = (member.participant.name, member.settings.name)
        first = keys.setdefault(member.key, parts)
        if first != parts:
            yield (
                member.path("name"),
                f"makes the key {member.key}, which environment {first[1]} of {first[0]} has already; "
                "allowed is any name that makes another key",
            )


def _repeated(named: Iterable[tuple[tuple[str | int, ...], str]], what: str) -> Iterator[Violation]:
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield path, f"another {what} is named {name}; names must be unique"
        seen.add(name)


def lengths(deployment: Deployment) -> Iterator[Violation]:
    """The names that come out of prefixing fit what AWS allows."""
    if len(deployment.name) > _DEPLOYMENT:
        yield (
            ("name",),
            f"has {len(deployment.name)} characters; {_DEPLOYMENT} are allowed, so that the resource share's name fits",
        )
    for member in deployment.environments:
        limits = [(_ENVIRONMENT, "an environment", len(member.name))]
        made = member.settings.existing is None
        if made and member.settings.execution_role.arn is None:
            limits.append((_ROLE, "its execution role", len(member.name) + len(_ROLE_SUFFIX)))
        bastion = member.settings.access.bastion
        if bastion and bastion.enabled:
            limits.append((_ROLE, "its bastion's role", len(member.name) + len(_BASTION_SUFFIX)))
        bucket = member.settings.source_bucket
        if made and bucket.arn is None and bucket.name is None:
            limits.append((_BUCKET, "its bucket", len(member.name) + _ACCOUNT_SUFFIX))
        for limit, what, length in limits:
            if length > limit:
                yield (
                    member.path("name"),
                    f"makes the name {member.name}, so that {what} would have {length} characters; AWS allows {limit}",
                )


RULES = (unique, lengths)
