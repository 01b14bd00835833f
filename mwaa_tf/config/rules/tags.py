"""Tags that fit together: those of the deployment, those of an environment, and those that the modules add."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, Path, environment_rule, rule
from mwaa_tf.config.tags import NAME
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa import quotas

#: Why two keys may not differ in case only.
_REASON = "IAM, whose roles get these tags, does not tell keys apart by case"


@rule("tags-case", reads=("tags[=]", "tags[+]"))
def case(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Keys differ by more than case (IAM user guide, id_tags), also from the `Name` that the modules add."""
    yield from _clashes((("tags", key) for key in deployment.tags), is_reported=lambda _: True)


@environment_rule("tags-case-of-environments", reads=("tags[+]", "environment.tags[=]", "environment.tags[+]"))
def case_of_environments(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The same of an environment's tags, to which the deployment's are added (terraform-provider-aws, default_tags)."""
    keys = {NAME, *deployment.tags, *environment.settings.tags}
    if len({key.lower() for key in keys}) == len(keys):
        return
    paths: list[Path] = [("tags", key) for key in deployment.tags]
    paths += [environment.path("tags", key) for key in environment.settings.tags]
    yield from _clashes(paths, is_reported=lambda path: len(path) > 2)


def _clashes(paths: Iterable[Path], *, is_reported: Callable[[Path], bool]) -> Iterator[Breach]:
    known: dict[str, Path] = {NAME.lower(): (NAME,)}
    for path in paths:
        key = str(path[-1])
        first = known.setdefault(key.lower(), path)
        if first[-1] == key or not is_reported(path):
            continue
        if len(first) == 1:
            yield (
                path,
                f"differs from the {NAME} that the modules add only in case; {_REASON}. Write {NAME}, or leave it out",
            )
        else:
            yield path, f"differs from {first[-1]} only in case; {_REASON}", (first,)


@rule("tags-number", reads=("tags",))
def number(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """With the `Name` that the modules add, a resource has at most 50 tags (MWAA API reference, TagResource)."""
    if (count := len({NAME, *deployment.tags})) > quotas.TAGS:
        yield ("tags",), _too_many(count)


@environment_rule("tags-number-of-environments", reads=("tags", "environment.tags"))
def number_of_environments(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The same of an environment's tags, to which the deployment's are added (terraform-provider-aws, default_tags)."""
    count = len({NAME, *deployment.tags, *environment.settings.tags})
    if count > quotas.TAGS >= len({NAME, *deployment.tags}):
        yield environment.path("tags"), _too_many(count)


def _too_many(count: int) -> str:
    return f"{count} tags, with the {NAME} that the modules add and the deployment's own; AWS allows {quotas.TAGS}"


@rule("tags-number-of-the-network", reads=("participants[=].network_tags",))
def number_of_the_network(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """With a `Name`, the shared VPC has at most 50 tags (EC2 user guide, Using_Tags)."""
    for i, participant in enumerate(deployment.participants):
        if (count := len({NAME, *participant.network_tags})) > quotas.TAGS:
            yield ("participants", i, "network_tags"), f"{count} tags, with {NAME}; AWS allows {quotas.TAGS}"
