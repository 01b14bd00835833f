"""`adopt`: after a Terraform that was killed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli._options import config_option, json_option, load_jobs, output_option
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.text import escape_control_characters

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Workspace
    from mwaa_tf.lifecycle.orphans import SearchResult
    from mwaa_tf.render import Job
    from mwaa_tf.terraform import Terraform


@dataclass(frozen=True, slots=True)
class _Searched:
    """A workspace's folder, and what was found for it or why that could not be."""

    folder: Path
    found: SearchResult | None = None
    error: str = ""


@click.command()
@click.argument("workspaces", nargs=-1, metavar="[WORKSPACE]...")
@config_option
@output_option
@click.option("--write", is_flag=True, help="Write the import blocks into the workspaces, as adopt.tf.")
@json_option
def command(workspaces: tuple[str, ...], configs: tuple[Path, ...], output: Path, write: bool, as_json: bool) -> int:
    """Find what a Terraform that was killed made in AWS and did not save.

    Plans each WORKSPACE, such as 1-network (by default all), and looks in its account for what the plan would create
    once more: by name, place and tags. What it finds it prints as `import` blocks, with which the next apply takes it
    over. It also names what the state has as half made (tainted), which the next apply would replace. Neither AWS nor
    a state is changed.
    """
    from mwaa_tf.lifecycle.orphans import import_blocks
    from mwaa_tf.lifecycle.orphans.search import ADOPT_FILE
    from mwaa_tf.terraform import Terraform

    chosen = [(job, workspace) for job in load_jobs(configs) for workspace in _workspaces(job, workspaces)]
    if unknown := set(workspaces) - {workspace.path for _, workspace in chosen}:
        raise UsageError(f"there is no workspace {min(unknown)!r}; {_known(configs)}")
    searched: list[_Searched] = []
    with Terraform() as terraform:
        for job, workspace in chosen:
            folder = output / job.deployment.name / workspace.path
            result = _search(terraform, folder, workspace)
            searched.append(result)
            orphans = result.found.orphans if result.found else ()
            if write and orphans:
                (folder / ADOPT_FILE).write_text(import_blocks(orphans), encoding="utf-8")
            if as_json:
                continue
            for line in _lines(result, ADOPT_FILE if write else None):
                click.echo(escape_control_characters(line), err=True)
            if orphans and not write:
                click.echo(f"# {folder / ADOPT_FILE}\n{import_blocks(orphans)}")
    if as_json:
        click.echo(json.dumps([_data(result) for result in searched], indent=2))
    return 0 if all(map(_clear, searched)) else 1


def _workspaces(job: Job, wanted: tuple[str, ...]) -> Iterator[Workspace]:
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.lifecycle.order import stages

    for stage in stages(build_blueprint(job.deployment)):
        yield from (workspace for workspace in stage if not wanted or workspace.path in wanted)


def _known(configs: tuple[Path, ...]) -> str:
    paths = [workspace.path for job in load_jobs(configs) for workspace in _workspaces(job, ())]
    return f"allowed are {', '.join(dict.fromkeys(paths))}"


def _search(terraform: Terraform, folder: Path, workspace: Workspace) -> _Searched:
    from mwaa_tf import aws
    from mwaa_tf.lifecycle.orphans import find_orphans
    from mwaa_tf.terraform import RootModule

    if not folder.is_dir():
        return _Searched(folder, error="is not there: `mwaa_tf render` writes it")
    module = RootModule(terraform, folder)
    try:
        if not (folder / ".terraform").is_dir():
            module.init()
        found = find_orphans(module, lambda service: aws.client(service, workspace.account, workspace.region))
    except MwaaTfError as error:
        return _Searched(folder, error=str(error))
    return _Searched(folder, found)


def _clear(searched: _Searched) -> bool:
    """Whether nothing is left to decide but to apply."""
    found = searched.found
    return found is not None and not (found.unclear or found.unmanaged)


def _lines(searched: _Searched, written: str | None) -> Iterator[str]:
    folder, found = searched.folder, searched.found
    if found is None:
        yield f"{folder}: {searched.error}"
        return
    count = len(found.orphans)
    if written and count:
        yield f"{folder}: {count} to import; plan and apply it, then remove {folder / written}"
    else:
        yield f"{folder}: {f'{count} to import' if count else 'nothing to import'}"
    for address in found.tainted:
        keep = f"terraform -chdir={folder} untaint {shlex.quote(address)}"
        yield f"{folder}: {address} would be made anew; to keep it, before adopting: {keep}"
    for address, ids in found.unmanaged.items():
        yield f"{folder}: {address} has rules that nothing manages: {', '.join(ids)}; remove them"
    for address, ids in found.unclear.items():
        yield f"{folder}: {address} could be any of {', '.join(ids)}: import the right one"
    if found.not_looked_for:
        yield f"{folder}: cannot look for {', '.join(found.not_looked_for)}"


def _data(searched: _Searched) -> dict[str, Any]:
    found = asdict(searched.found) if searched.found else {}
    return {"workspace": str(searched.folder), "error": searched.error, **found}
