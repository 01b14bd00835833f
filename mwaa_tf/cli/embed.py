"""`embed`: copy the modules into an existing Terraform repository."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli._confirm import confirm
from mwaa_tf.cli._output import json_option, print_json
from mwaa_tf.errors import UsageError
from mwaa_tf.text import escape_control_characters, plural

if TYPE_CHECKING:
    from mwaa_tf.embed import RepositoryScan, Upgrade
    from mwaa_tf.render.changes import FileChanges


@click.command()
@click.option(
    "--into", required=True, type=click.Path(path_type=Path), metavar="REPO", help="Root folder of the repository."
)
@click.option("--modules", metavar="A,B", help="Modules to copy, or `all`. [those that every deployment needs]")
@click.option("--path", metavar="DIR", help="Folder for the modules, relative to the repository. [modules/mwaa]")
@click.option("--root", "roots", multiple=True, metavar="DIR", help="Root module that will call them; repeatable.")
@click.option("--prefix", default="mwaa_", show_default=True, help="Prefix of module and variable names.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Paths to ignore; repeatable.")
@click.option("--check", "check", is_flag=True, help="Write nothing; check the copies and everything that uses them.")
@click.option("--upgrade", is_flag=True, help="Show what this version changes for callers, then write it.")
@click.option("--yes", is_flag=True, help="Write without confirmation; only with --upgrade.")
@json_option
def command(
    into: Path,
    modules: str | None,
    path: str | None,
    roots: tuple[str, ...],
    prefix: str,
    exclude: tuple[str, ...],
    check: bool,
    upgrade: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Copy modules into an existing Terraform repository.

    Writes the modules and a manifest, and prints module blocks, or Terragrunt units, that use the repository's VPC,
    providers and tags. Nothing is written if its version constraints, names or edited files conflict with the modules.
    """
    from mwaa_tf.embed import scan_repository

    if check and upgrade:
        raise UsageError("--check and --upgrade are mutually exclusive")
    if (check or upgrade) and (modules or path or roots):
        raise UsageError(
            "--modules, --path and --root cannot be combined with --check or --upgrade, which apply to all copies"
        )
    if yes and not upgrade:
        raise UsageError("--yes only applies with --upgrade")
    scan = scan_repository(into, exclude)
    if check:
        return _check(scan, as_json=as_json)
    if upgrade:
        return _upgrade(scan, yes=yes, as_json=as_json)
    return _embed(scan, modules, path, roots, prefix, as_json=as_json)


def _embed(
    scan: RepositoryScan, modules: str | None, path: str | None, roots: tuple[str, ...], prefix: str, *, as_json: bool
) -> int:
    from mwaa_tf.embed import embed_modules

    chosen = [name.strip() for name in modules.split(",") if name.strip()] if modules is not None else []
    if modules is not None and not chosen:
        raise UsageError("--modules: is empty; omit it for the modules that every deployment needs")
    result = embed_modules(scan, modules=chosen, path=path, only=roots, prefix=prefix)
    problems = [str(problem) for problem in scan.problems]
    if as_json:
        answer = {
            "path": result.copies.path,
            "modules": result.modules,
            **_counts(result.changes),
            "root": result.root,
            "other_roots": result.others,
            "blocks": result.blocks,
            "notes": result.notes,
            "unreadable": problems,
        }
        print_json(answer)
        return 0
    suffix = " (unchanged)" if result.changes.is_empty else ""
    _print_message(f"{result.copies.folder}: {', '.join(result.modules)}{suffix}")
    for note in result.notes:
        _print_message(f"  {note}")
    for problem in problems:
        _print_message(f"  not read: {problem}")
    if result.blocks:
        others = f" (--root selects another one: {', '.join(result.others)})" if result.others else ""
        place = "the root folder of the repository" if result.root in ("", ".") else result.root
        _print_message(f"Paste into {place}{others}:")
        click.echo(err=True)
        click.echo(result.blocks, nl=False)
    return 0


def _check(scan: RepositoryScan, *, as_json: bool) -> int:
    from mwaa_tf.embed import check_repository

    check = check_repository(scan)
    if not check.copies and not check.calls:
        unread = "".join(f"\n{finding}" for finding in check.findings)
        raise UsageError(
            f"{scan.repository.root}: has neither embedded modules nor calls of mwaa_tf's modules by git source; "
            f"omit --check to embed them{unread}"
        )
    if as_json:
        answer = {
            "copies": [
                {"path": copies.path, "version": copies.manifest.release, "modules": copies.modules}
                for copies in check.copies
            ],
            "calls": [
                {
                    "module": embedded.module,
                    "name": embedded.call.name,
                    "file": embedded.call.file,
                    "line": embedded.call.line,
                }
                for embedded in check.calls
            ],
            "findings": [asdict(finding) for finding in check.findings],
            "notes": [asdict(note) for note in check.notes],
        }
        print_json(answer)
    else:
        for finding in check.findings:
            click.secho(str(finding), fg="red")
        for note in check.notes:
            _print_message(str(note))
        modules = sum(len(copies.modules) for copies in check.copies)
        findings = plural(len(check.findings), "finding") if check.findings else "no findings"
        click.echo(f"{plural(modules, 'module')}, {plural(len(check.calls), 'call')}: {findings}")
    return 1 if check.findings else 0


def _upgrade(scan: RepositoryScan, *, yes: bool, as_json: bool) -> int:
    from mwaa_tf.embed import apply_upgrade, plan_upgrades

    if not scan.copies:
        raise UsageError(f"{scan.repository.root}: has no embedded modules; omit --upgrade to embed them")
    upgrades = plan_upgrades(scan)
    due = [upgrade for upgrade in upgrades if upgrade.is_due]
    if not as_json:
        for upgrade in upgrades:
            _show(upgrade)
    write = bool(due) and (yes or (not as_json and sys.stdin.isatty() and confirm("Write the new modules?")))
    for upgrade in due if write else ():
        changes = apply_upgrade(upgrade)
        if not as_json:
            click.echo(f"{upgrade.copies.folder}: files: {_summary(changes)}")
    if as_json:
        print_json([{**_as_data(upgrade), "written": write} for upgrade in upgrades])
    elif due and not write:
        _print_message("Nothing was written; use --yes to write.")
    return 1 if due and not write else 0


def _show(upgrade: Upgrade) -> None:
    copies = upgrade.copies
    if not upgrade.is_due:
        click.echo(f"{copies.folder}: up to date with mwaa_tf {upgrade.release}")
        return
    click.echo(f"{copies.folder}: mwaa_tf {copies.manifest.release} -> {upgrade.release}")
    for module in copies.modules:
        changes = [change for change in upgrade.contract_changes if change.module == module]
        click.echo(f"{module}:{'' if changes else ' inputs and outputs unchanged'}")
        for change in changes:
            click.echo(escape_control_characters(str(change)))
    for finding in upgrade.affected:
        click.secho(str(finding), fg="yellow")


def _as_data(upgrade: Upgrade) -> dict[str, Any]:
    return {
        "path": upgrade.copies.path,
        "from": upgrade.copies.manifest.release,
        "to": upgrade.release,
        "contract": [asdict(change) for change in upgrade.contract_changes],
        "affected": [asdict(finding) for finding in upgrade.affected],
        **_counts(upgrade.changes),
    }


def _counts(changes: FileChanges) -> dict[str, Any]:
    return {
        "created": changes.create,
        "updated": changes.update,
        "removed": changes.remove,
        "unchanged": len(changes.unchanged),
    }


def _summary(changes: FileChanges) -> str:
    counts = [
        (len(changes.create), "created"),
        (len(changes.update), "updated"),
        (len(changes.remove), "removed"),
        (len(changes.unchanged), "unchanged"),
    ]
    return ", ".join(f"{count} {change}" for count, change in counts if count)


def _print_message(message: str) -> None:
    click.echo(escape_control_characters(message), err=True)
