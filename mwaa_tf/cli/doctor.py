"""`doctor`: find what is wrong with environments, and say how to fix it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli._doctor_output import (
    explain_check,
    file_formats,
    list_checks,
    print_diagnosis,
    progress,
    write_files,
)
from mwaa_tf.cli._doctor_permissions import print_permissions
from mwaa_tf.cli._doctor_plans import check_plan_usage, planned_views
from mwaa_tf.cli._options import FilledPath, config_option, load_jobs
from mwaa_tf.cli._output import json_option
from mwaa_tf.doctor.formats import format_names
from mwaa_tf.errors import UsageError
from mwaa_tf.text import did_you_mean, join_words

if TYPE_CHECKING:
    from mwaa_tf.doctor import CollectOptions, Target


@click.command(
    short_help="Find what is wrong with environments, and say how to fix it.",
    epilog="Exit codes: 0 no check failed, 1 a check failed, 2 invalid usage. What could not be checked is reported, "
    "and is no failure.",
)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@config_option
@click.option("--name", metavar="ENVIRONMENT", help="Look at the environment of that name in AWS; needs no config.")
@click.option("--region", metavar="REGION", help="With --name: its region. [default: AWS_REGION]")
@click.option("--profile", metavar="PROFILE", help="With --name: profile of the environment's account.")
@click.option("--owner-profile", metavar="PROFILE", help="With --name: profile of the account that owns the VPC.")
@click.option(
    "--plan",
    "plans",
    multiple=True,
    metavar="FILE|FOLDER",
    help="Look at what plans would apply, and ask nothing of AWS: FILE, FOLDER, NAME=FILE or -. Repeatable.",
)
@click.option("--principal", metavar="ARN", help="Also examine which Airflow roles that user or role gets.")
@click.option("--from-here", is_flag=True, help="Also connect from this machine, which should be inside the VPC.")
@click.option("--only", multiple=True, metavar="GLOB", help="Only checks whose id or group matches. Repeatable.")
@click.option("--list", "listing", is_flag=True, help="List the checks.")
@click.option("--explain", metavar="ID", help="Explain a check: what it proves, and why that matters.")
@click.option("--format", "form", type=click.Choice(format_names()), help="[default: by the output file, or text]")
@click.option(
    "-O",
    "--output-file",
    "files",
    multiple=True,
    type=FilledPath(path_type=Path),
    metavar="FILE",
    help="Write to FILE instead of printing: doctor.md, page.html. Repeatable.",
)
@click.option("--permissions", is_flag=True, help="Print the read-only IAM policies that it needs, by account.")
@click.option("-v", "--verbose", is_flag=True, help="Show the checks that passed, too.")
@json_option
def command(
    keys: tuple[str, ...],
    configs: tuple[Path, ...],
    name: str | None,
    region: str | None,
    profile: str | None,
    owner_profile: str | None,
    plans: tuple[str, ...],
    principal: str | None,
    from_here: bool,
    only: tuple[str, ...],
    listing: bool,
    explain: str | None,
    form: str | None,
    files: tuple[Path, ...],
    permissions: bool,
    verbose: bool,
    as_json: bool,
) -> int:
    """Find what is wrong with environments, and say how to fix it.

    A KEY is an environment of the configuration (data-etl); default: all. Asks AWS with the credentials of each
    account and changes nothing. Credentials of one account are enough: what only others can tell is reported as not
    checked, with the reason.
    """
    from mwaa_tf.doctor import CollectOptions, collect, examine, sections_read, select_checks

    chosen = select_checks(only)
    if explain is not None:
        return explain_check(explain)
    if listing:
        return list_checks(chosen, as_json=as_json)
    formats = file_formats(files, form)
    named = Named(name, region, profile, owner_profile)
    options = CollectOptions(principal_arn=principal or "", from_here=from_here)
    if plans:
        check_plan_usage({**named.options, **_asking(options, permissions=permissions)})
        diagnosis = examine(planned_views(plans, keys, sections_read(chosen)), chosen)
    else:
        targets = _targets(configs, keys, named)
        if permissions:
            return print_permissions(targets, options, as_json=as_json)
        with progress() as listener:
            views, calls = collect(targets, sections_read(chosen), options=options, listener=listener)
        diagnosis = examine(views, chosen, calls=calls)
    if formats:
        write_files(diagnosis, formats, verbose=verbose)
    else:
        print_diagnosis(diagnosis, "json" if as_json else form or "text", verbose=verbose)
    return 1 if diagnosis.has_failures else 0


@dataclass(frozen=True, slots=True)
class Named:
    """An environment that is named on the command line, and not in a configuration."""

    name: str | None
    region: str | None
    profile: str | None
    owner_profile: str | None

    @property
    def options(self) -> dict[str, str | None]:
        """The options by name."""
        return {
            "--name": self.name,
            "--region": self.region,
            "--profile": self.profile,
            "--owner-profile": self.owner_profile,
        }

    def check_usage(self) -> None:
        """Raise :class:`UsageError` for options that need another one."""
        if self.name:
            return
        for option, value in self.options.items():
            if value is not None:
                raise UsageError(f"{option} needs --name: a configuration has its own")


def _asking(options: CollectOptions, *, permissions: bool) -> dict[str, object]:
    """The other options that a plan does not go with."""
    return {
        "--principal": options.principal_arn,
        "--from-here": options.from_here,
        "--permissions": permissions,
    }


def _targets(configs: Sequence[Path], keys: Sequence[str], named: Named) -> tuple[Target, ...]:
    """The environments to look at."""
    named.check_usage()
    if named.name is None:
        return _configured(configs, keys)
    if keys:
        raise UsageError(f"--name and the key {keys[0]!r} are mutually exclusive")
    return (_named(named.name, named),)


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
    return Target(name, name, region, Account("participant", "", None, named.profile), owner)


def _configured(configs: Sequence[Path], keys: Sequence[str]) -> tuple[Target, ...]:
    from mwaa_tf.doctor import targets_of

    targets = [target for job in load_jobs(configs, quiet=True) for target in targets_of(job.deployment)]
    known = list(dict.fromkeys(target.key for target in targets))
    for key in keys:
        if key not in known:
            listed = join_words(known, "and") if known else "none"
            raise UsageError(f"unknown environment {key!r}{did_you_mean(key, known)}; known are {listed}")
    return tuple(target for target in targets if not keys or target.key in keys)
