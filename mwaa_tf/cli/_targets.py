"""Which environments a command is about: those of configurations, or one that is named."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._options import DEFAULT_OUTPUT, ambiguous_environment, given_options, load_jobs
from mwaa_tf.errors import UsageError
from mwaa_tf.mwaa.names import ENVIRONMENT_NAME
from mwaa_tf.text import did_you_mean, join_words, shell_quoted, truncate, unknown

if TYPE_CHECKING:
    from mwaa_tf.doctor import EnvironmentView, Target


@dataclass(frozen=True, slots=True)
class Named:
    """An environment that is named on the command line, and not in a configuration."""

    name: str | None
    region: str | None
    profile: str | None
    owner_profile: str | None

    @property
    def options(self) -> dict[str, str | None]:
        """The values by option."""
        return {
            "--name": self.name,
            "--region": self.region,
            "--profile": self.profile,
            "--owner-profile": self.owner_profile,
        }

    def copied(self, region: str) -> str:
        """The options as a command to copy has them, in ``region``."""
        options = {**self.options, "--region": region}
        return " ".join(f"{option} {shell_quoted(value)}" for option, value in options.items() if value)

    def check_usage(self) -> None:
        """Raise :class:`UsageError` for options that need another one, and for a name that no environment has."""
        for option, value in self.options.items():
            if value is not None and not value.strip():
                raise UsageError(f"{option} is empty; leave it out, or give it a value")
        if self.name is not None and not re.fullmatch(ENVIRONMENT_NAME, self.name):
            raise UsageError(
                f"--name {truncate(self.name, 100)!r} is no name of an environment, which has at most 80 letters, "
                "digits, hyphens and underscores and begins with a letter"
            )
        for option, value in self.options.items():
            if value is not None and not self.name:
                raise UsageError(f"{option} needs --name: a configuration has its own")


_OPTIONS = (
    click.option("--name", metavar="ENVIRONMENT", help="Look at the environment of that name in AWS; needs no config."),
    click.option(
        "--region",
        metavar="REGION",
        help="With --name: its region. [default: AWS_REGION]",
        shell_complete=_completion.regions,
    ),
    click.option("--profile", metavar="PROFILE", help="With --name: profile of the environment's account."),
    click.option("--owner-profile", metavar="PROFILE", help="With --name: profile of the account that owns the VPC."),
)


def named_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of :class:`Named`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def find_targets(configs: Sequence[Path], keys: Sequence[str], named: Named) -> tuple[Target, ...]:
    """The environments: those of ``keys``, or all of the configurations; or the one that is named."""
    named.check_usage()
    if named.name is None:
        return _configured(configs, keys)
    if keys:
        raise UsageError(f"--name and the key {keys[0]!r} are mutually exclusive")
    return (_named(named.name, named),)


def find_target(configs: Sequence[Path], key: str | None, named: Named) -> Target:
    """The environment of ``key``, or the one that there is, or the one that is named."""
    targets = find_targets(configs, () if key is None else (key,), named)
    known = list(dict.fromkeys(target.key for target in targets))
    if len(targets) > len(known) == 1:
        raise ambiguous_environment(known[0])
    if len(targets) != 1:
        raise UsageError(f"a KEY is required: the configuration has {join_words(known) if known else 'none'}")
    return targets[0]


def check_exists(view: EnvironmentView) -> None:
    """Raise :class:`UsageError` for an environment that was named on the command line and is not in AWS.

    One of a configuration may be applied later; of a name that is not used there is nothing to say.
    """
    from mwaa_tf.access.login import Tokens
    from mwaa_tf.doctor.reading import GapKind

    gap = view.environment.gap
    if gap and gap.kind is GapKind.ABSENT:
        raise UsageError(f"--name: {Tokens(view.target).missing_environment(gap.reason)}")


def _named(name: str, named: Named) -> Target:
    from mwaa_tf.blueprint import Account
    from mwaa_tf.doctor import Target
    from mwaa_tf.mwaa.regions import ALL_REGIONS

    region = named.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not region:
        raise UsageError("--name needs --region, or the variable AWS_REGION")
    if region not in ALL_REGIONS:
        raise UsageError(f"unknown region {region!r}{did_you_mean(region, ALL_REGIONS)}")
    owner = Account("owner", "", None, named.owner_profile) if named.owner_profile else None
    account = Account("participant", "", None, named.profile)
    return Target(name, name, region, account, owner, options=named.copied(region))


def _configured(configs: Sequence[Path], keys: Sequence[str]) -> tuple[Target, ...]:
    from mwaa_tf.doctor import targets_of

    options = " ".join(given_options(configs, DEFAULT_OUTPUT))
    targets = [
        replace(target, options=options)
        for job in load_jobs(configs, quiet=True)
        for target in targets_of(job.deployment)
    ]
    known = list(dict.fromkeys(target.key for target in targets))
    for key in keys:
        if key not in known:
            raise UsageError(unknown("environment", key, known))
    return tuple(target for target in targets if not keys or target.key in keys)
