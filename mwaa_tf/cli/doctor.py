"""`doctor`: find what is wrong with environments, and say how to fix it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli import _completion
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
from mwaa_tf.cli._options import FilledPath, config_option
from mwaa_tf.cli._output import json_option
from mwaa_tf.cli._targets import Named, check_exists, find_targets, named_options
from mwaa_tf.errors import UsageError
from mwaa_tf.plugins import plugin_names

if TYPE_CHECKING:
    from mwaa_tf.doctor import CollectOptions


@click.command(
    short_help="Find what is wrong with environments, and say how to fix it.",
    epilog="Exit codes: 0 no check failed, 1 a check failed, 2 invalid usage. What could not be checked is reported, "
    "and is no failure.",
)
@click.argument("keys", nargs=-1, metavar="[KEY]...", shell_complete=_completion.environments)
@config_option
@named_options
@click.option(
    "--plan",
    "plans",
    multiple=True,
    metavar="FILE|FOLDER",
    help="Look at what plans would apply, and ask nothing of AWS: FILE, FOLDER, NAME=FILE or -. Repeatable.",
    shell_complete=_completion.files,
)
@click.option("--principal", metavar="ARN", help="Also examine which Airflow roles that user or role gets.")
@click.option("--from-here", is_flag=True, help="Also connect from this machine, which should be inside the VPC.")
@click.option("--only", multiple=True, metavar="GLOB", help="Only checks whose id or group matches. Repeatable.")
@click.option("--list", "listing", is_flag=True, help="List the checks.")
@click.option("--explain", metavar="ID", help="Explain a check: what it proves, and why that matters.")
@click.option(
    "--format",
    "form",
    type=click.Choice(plugin_names("mwaa_tf.doctor.formats")),
    help="[default: by the output file, or text]",
)
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

    if principal is not None and not principal.strip():
        raise UsageError("--principal is empty; leave it out, or give it the ARN of a user or role")
    chosen = select_checks(only)
    if explain is not None:
        _refuse_others("--explain", {"--output-file": files, "--format": form, "--only": only, "--list": listing})
        return explain_check(explain, as_json=as_json)
    if listing:
        _refuse_others("--list", {"--output-file": files, "--format": form})
        return list_checks(chosen, as_json=as_json)
    formats = file_formats(files, form)
    named = Named(name, region, profile, owner_profile)
    options = CollectOptions(principal_arn=principal or "", from_here=from_here)
    if plans:
        check_plan_usage({**named.options, **_asking(options, permissions=permissions)})
        diagnosis = examine(planned_views(plans, keys, sections_read(chosen), configs), chosen)
    else:
        targets = find_targets(configs, keys, named)
        if permissions:
            _refuse_others("--permissions", {"--output-file": files, "--format": form, "--only": only})
            return print_permissions(targets, options, as_json=as_json)
        with progress() as listener:
            views, calls = collect(targets, sections_read(chosen), options=options, listener=listener)
        if name is not None:
            check_exists(views[0])
        diagnosis = examine(views, chosen, calls=calls)
    if formats:
        write_files(diagnosis, formats, verbose=verbose)
    else:
        print_diagnosis(diagnosis, "json" if as_json else form or "text", verbose=verbose)
    return 1 if diagnosis.has_failures else 0


def _asking(options: CollectOptions, *, permissions: bool) -> dict[str, object]:
    """The other options that a plan does not go with."""
    return {
        "--principal": options.principal_arn,
        "--from-here": options.from_here,
        "--permissions": permissions,
    }


def _refuse_others(chosen: str, options: Mapping[str, object]) -> None:
    """Raise :class:`UsageError` for one of ``options`` that has a value: beside ``chosen`` it would change nothing."""
    for option, value in options.items():
        if value:
            raise UsageError(f"{option} and {chosen} are mutually exclusive: redirect the output of --json")
