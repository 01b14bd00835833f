"""`embed`: the modules into an existing Terraform repository."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli._options import json_option
from mwaa_tf.errors import UsageError
from mwaa_tf.text import escape_control_characters

if TYPE_CHECKING:
    from mwaa_tf.embed import Survey, Upgrade
    from mwaa_tf.render.changes import FileChanges


@click.command()
@click.option(
    "--into", required=True, type=click.Path(path_type=Path), metavar="REPO", help="The repository's top folder."
)
@click.option("--modules", metavar="A,B", help="The modules, or `all`. [those of a whole deployment]")
@click.option("--path", metavar="DIR", help="Folder of the modules, below the repository. [modules/mwaa]")
@click.option("--root", "roots", multiple=True, metavar="DIR", help="A root module that will call them; repeatable.")
@click.option("--prefix", default="mwaa_", show_default=True, help="Beginning of the names of module blocks.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Paths that are not looked at; repeatable.")
@click.option("--check", "check", is_flag=True, help="Write nothing; verify the copies and everything that uses them.")
@click.option("--upgrade", is_flag=True, help="Show what this version changes for callers, then write it.")
@click.option("--yes", is_flag=True, help="With --upgrade: write without asking.")
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
    """Bring modules into an existing Terraform repository.

    Copies them with a manifest of what was written, and prints module blocks, or Terragrunt units, that fit what
    the repository has. Nothing is written where its version constraints or names are in the way.
    """
    from mwaa_tf.embed import survey

    if check and upgrade:
        raise UsageError("--check and --upgrade are two things: give one")
    if (check or upgrade) and (modules or path or roots):
        raise UsageError(
            "--modules, --path and --root are for bringing modules in; --check and --upgrade take all copies"
        )
    if yes and not upgrade:
        raise UsageError("--yes belongs to --upgrade")
    found = survey(into, exclude)
    if check:
        return _check(found, as_json=as_json)
    if upgrade:
        return _upgrade(found, yes=yes, as_json=as_json)
    return _embed(found, modules, path, roots, prefix, as_json=as_json)


def _embed(
    found: Survey, modules: str | None, path: str | None, roots: tuple[str, ...], prefix: str, *, as_json: bool
) -> int:
    from mwaa_tf.embed import embed

    chosen = [name.strip() for name in modules.split(",") if name.strip()] if modules is not None else []
    if modules is not None and not chosen:
        raise UsageError("--modules: names no module; leave it out for those of a whole deployment")
    done = embed(found, modules=chosen, path=path, only=roots, prefix=prefix)
    problems = [str(problem) for problem in found.problems]
    if as_json:
        answer = {
            "path": done.copies.path,
            "modules": done.modules,
            **_counts(done.changes),
            "root": done.root,
            "other_roots": done.others,
            "blocks": done.blocks,
            "notes": done.notes,
            "not_read": problems,
        }
        click.echo(json.dumps(answer, indent=2))
        return 0
    nothing = ", as they were" if done.changes.is_empty else ""
    _say(f"{done.copies.folder}: {', '.join(done.modules)}{nothing}")
    for line in done.notes:
        _say(f"  {line}")
    for problem in problems:
        _say(f"  not looked at: {problem}")
    if done.blocks:
        others = f" (--root chooses another: {', '.join(done.others)})" if done.others else ""
        _say(f"To paste in {done.root}{others}:")
        click.echo(err=True)
        click.echo(done.blocks, nl=False)
    return 0


def _check(found: Survey, *, as_json: bool) -> int:
    from mwaa_tf.embed import check

    checked = check(found)
    if as_json:
        answer = {
            "copies": [
                {"path": copies.path, "version": copies.manifest.release, "modules": copies.modules}
                for copies in checked.copies
            ],
            "calls": [
                {"module": our.module, "name": our.call.name, "file": our.call.file, "line": our.call.line}
                for our in checked.calls
            ],
            "findings": [asdict(finding) for finding in checked.findings],
            "notes": [asdict(note) for note in checked.notes],
        }
        click.echo(json.dumps(answer, indent=2))
    else:
        for finding in checked.findings:
            click.secho(str(finding), fg="red")
        for note in checked.notes:
            _say(str(note))
        modules = sum(len(copies.modules) for copies in checked.copies)
        verdict = _number(len(checked.findings), "finding") if checked.findings else "as they should be"
        click.echo(f"{_number(modules, 'module')}, {_number(len(checked.calls), 'call')}: {verdict}")
    return 1 if checked.findings else 0


def _upgrade(found: Survey, *, yes: bool, as_json: bool) -> int:
    from mwaa_tf.embed import carry_out, plan

    if not found.copies:
        raise UsageError(
            f"{found.repository.root}: no modules were embedded here; leave out --upgrade to bring some in"
        )
    upgrades = plan(found)
    due = [upgrade for upgrade in upgrades if upgrade.is_due]
    if not as_json:
        for upgrade in upgrades:
            _show(upgrade)
    write = bool(due) and (yes or (not as_json and sys.stdin.isatty() and click.confirm("Write them?")))
    for upgrade in due if write else ():
        changes = carry_out(upgrade)
        if not as_json:
            click.echo(f"{upgrade.copies.folder}: files: {_summary(changes)}")
    if as_json:
        click.echo(json.dumps([{**_as_data(upgrade), "written": write} for upgrade in upgrades], indent=2))
    elif due and not write:
        _say("Nothing was written; --yes writes.")
    return 1 if due and not write else 0


def _show(upgrade: Upgrade) -> None:
    copies = upgrade.copies
    if not upgrade.is_due:
        click.echo(f"{copies.folder}: the modules are those of mwaa_tf {upgrade.release}")
        return
    click.echo(f"{copies.folder}: mwaa_tf {copies.manifest.release} -> {upgrade.release}")
    for module in copies.modules:
        changes = [change for change in upgrade.contract_changes if change.module == module]
        click.echo(f"{module}:{'' if changes else ' inputs and outputs stay as they are'}")
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
    return ", ".join(f"{count} {what}" for count, what in counts if count)


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _say(message: str) -> None:
    click.echo(escape_control_characters(message), err=True)
