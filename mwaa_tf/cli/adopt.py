"""`adopt`: find and import what an interrupted apply did not record in state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._options import config_option, load_jobs, output_option, render_command
from mwaa_tf.cli._output import json_option, print_json
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.text import did_you_mean, message_lines, one_line, shell_quoted

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Workspace
    from mwaa_tf.lifecycle.credentials import WorkspaceCredentials
    from mwaa_tf.lifecycle.orphans import SearchResult
    from mwaa_tf.render import Job
    from mwaa_tf.terraform import Terraform


@dataclass(frozen=True, slots=True)
class _WorkspaceSearch:
    """The result of a search for a workspace, by its folder, or why there is none."""

    folder: Path
    result: SearchResult | None = None
    error: str = ""
    needs_account: str = ""
    """The account whose credentials are needed; ``error`` says more."""

    @property
    def needs_decision(self) -> bool:
        """Whether a person has to do more than apply: the search failed, or its result leaves something open."""
        if self.result is None:
            return not self.needs_account
        return bool(self.result.ambiguous or self.result.unclear or self.result.unmanaged_rules)

    def as_data(self) -> dict[str, Any]:
        """The search for a program."""
        result = asdict(self.result) if self.result else {}
        return {
            "workspace": str(self.folder),
            "error": self.error,
            "needs_account": self.needs_account,
            **result,
        }


@click.command(short_help="Find AWS resources that an interrupted apply did not record in state.")
@click.argument("workspaces", nargs=-1, metavar="[WORKSPACE]...", shell_complete=_completion.workspaces)
@config_option
@output_option
@click.option("--write", is_flag=True, help="Write the import blocks to adopt.tf in each workspace.")
@json_option
def command(workspaces: tuple[str, ...], configs: tuple[Path, ...], output: Path, write: bool, as_json: bool) -> int:
    """Find AWS resources that an interrupted apply created but did not record in state.

    Plans each WORKSPACE, such as 1-network (default: all), and looks in its account for resources that the plan would
    create again: by name, parent and tags. Prints `import` blocks for them, so that the next apply imports instead of
    creating. Also lists tainted resources that the next apply would replace. Changes nothing in AWS, in a state or,
    without --write, in a WORKSPACE.

    Needs credentials of each WORKSPACE's account. One of another account is reported, and the others are searched; that
    is a failure (exit code 1) only for a WORKSPACE that was named, or if there are credentials of none.
    """
    from mwaa_tf.files import check_writable, create_atomically
    from mwaa_tf.lifecycle.orphans import import_blocks
    from mwaa_tf.lifecycle.orphans.search import ADOPT_FILE
    from mwaa_tf.lifecycle.product_choice import check_product, first_product
    from mwaa_tf.terraform import Terraform

    searches: list[_WorkspaceSearch] = []
    chosen = [
        (output / job.deployment.name / workspace.path, workspace)
        for job, workspace in _chosen(load_jobs(configs, quiet=True), workspaces)
    ]
    for folder, _ in chosen if write else ():
        if folder.is_dir():
            check_writable(folder / ADOPT_FILE)
    involved = [workspace for _, workspace in chosen]
    with Terraform(first=first_product(involved)) as terraform:
        check_product(involved, terraform)
        for (folder, workspace), access in zip(chosen, _credentials(chosen), strict=True):
            search = _search(terraform, folder, workspace, access, render_command(configs, output))
            searches.append(search)
            orphans = search.result.orphans if search.result else ()
            if write and orphans:
                create_atomically(folder / ADOPT_FILE, import_blocks(orphans))
            if as_json:
                continue
            for line in _lines(search, ADOPT_FILE if write else None):
                click.echo(message_lines(line), err=True)
            if orphans and not write:
                click.echo(f"# {one_line(str(folder / ADOPT_FILE))}\n{import_blocks(orphans)}")
    if as_json:
        print_json([search.as_data() for search in searches])
    return _exit_code(searches, named=bool(workspaces))


def _exit_code(searches: list[_WorkspaceSearch], *, named: bool) -> int:
    lacking = [bool(search.needs_account) for search in searches]
    lacks_credentials = any(lacking) if named else all(lacking)
    return 1 if lacks_credentials or any(search.needs_decision for search in searches) else 0


def _credentials(chosen: list[tuple[Path, Workspace]]) -> list[WorkspaceCredentials | None]:
    """Whose credentials there are, for each workspace that is rendered; None for one that is not."""
    from mwaa_tf.lifecycle.credentials import workspace_credentials

    rendered = [folder.is_dir() for folder, _ in chosen]
    present = [workspace for (_, workspace), is_rendered in zip(chosen, rendered, strict=True) if is_rendered]
    answers = iter(workspace_credentials(present))
    return [next(answers) if is_rendered else None for is_rendered in rendered]


def _chosen(jobs: list[Job], paths: tuple[str, ...]) -> list[tuple[Job, Workspace]]:
    """The workspaces of all ``jobs`` in stage order: those at ``paths``, or all where none is given."""
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.lifecycle.order import ordered

    workspaces = [(job, workspace) for job in jobs for workspace in ordered(build_blueprint(job.deployment))]
    known = list(dict.fromkeys(workspace.path for _, workspace in workspaces))
    if unknown := set(paths) - set(known):
        path = min(unknown)
        raise UsageError(f"unknown workspace {path!r}{did_you_mean(path, known)}; allowed are {', '.join(known)}")
    return [(job, workspace) for job, workspace in workspaces if not paths or workspace.path in paths]


def _search(
    terraform: Terraform, folder: Path, workspace: Workspace, access: WorkspaceCredentials | None, render: str
) -> _WorkspaceSearch:
    from mwaa_tf import aws
    from mwaa_tf.lifecycle.orphans import find_orphans
    from mwaa_tf.terraform import RootModule

    if access is None:
        return _WorkspaceSearch(folder, error=f"does not exist; run `{render}` first")
    if not access.is_usable:
        return _WorkspaceSearch(folder, error=str(access), needs_account=access.needs_account)
    try:
        result = find_orphans(RootModule(terraform, folder), lambda service: aws.workspace_client(service, workspace))
    except MwaaTfError as error:
        return _WorkspaceSearch(folder, error=str(error))
    return _WorkspaceSearch(folder, result)


def _lines(search: _WorkspaceSearch, written: str | None) -> Iterator[str]:
    from mwaa_tf.terraform.product import in_use

    folder, result = search.folder, search.result
    if result is None:
        yield f"{folder}: {search.error}"
        return
    count = len(result.orphans)
    if written and count:
        yield f"{folder}: {count} to import; plan and apply it, then remove {folder / written}"
    else:
        yield f"{folder}: {f'{count} to import' if count else 'nothing to import'}"
    for address in result.tainted:
        untaint = f"{in_use().command} -chdir={shell_quoted(folder)} untaint {shell_quoted(address)}"
        yield f"{folder}: {address} will be replaced; to keep it, run before adopting: {untaint}"
    for address, rule_ids in result.unmanaged_rules.items():
        yield f"{folder}: {address} has unmanaged rules: {', '.join(rule_ids)}; remove them"
    for address, import_ids in result.ambiguous.items():
        yield f"{folder}: {address} matches several resources: {', '.join(import_ids)}; import the right one"
    for address, candidates in result.unclear.items():
        for candidate in candidates:
            yield (
                f"{folder}: {address} may be {candidate.import_id}, but {candidate.doubt}; "
                "import it only if it belongs to this deployment"
            )
    if result.unsupported_types:
        yield f"{folder}: no lookup for {', '.join(result.unsupported_types)}"
