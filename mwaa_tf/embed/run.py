"""`embed`: the modules into a repository, and what to write there so that they are used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mwaa_tf.contract import Contract
from mwaa_tf.embed import bundle
from mwaa_tf.embed.blocks import Setting, module_blocks, source_from
from mwaa_tf.embed.calls import our_calls
from mwaa_tf.embed.existing import networks, providers, tags
from mwaa_tf.embed.local_modules import Root
from mwaa_tf.embed.model import Finding
from mwaa_tf.embed.scan import Survey
from mwaa_tf.embed.unit_blocks import home, network_of, network_unit, unit_files
from mwaa_tf.embed.vendored import Copies, TakenError, edits, is_current, place, write
from mwaa_tf.embed.versions import clashes, locked, needs
from mwaa_tf.embed.wiring import DEFAULT, models
from mwaa_tf.errors import UsageError
from mwaa_tf.render.changes import FileChanges
from mwaa_tf.text import escape_control_characters

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Embedded:
    """What was written, and what a person pastes where."""

    copies: Copies
    modules: tuple[str, ...]
    changes: FileChanges
    root: str
    """The folder that the blocks are for; for Terragrunt, the one that the units go into."""
    others: tuple[str, ...]
    """Other root modules, for which the blocks may be asked."""
    blocks: str
    notes: tuple[str, ...]


def embed(
    survey: Survey,
    *,
    modules: Sequence[str] = (),
    path: str | None = None,
    only: Sequence[str] = (),
    prefix: str = "mwaa_",
) -> Embedded:
    """Copy ``modules`` into the repository and say how to call them; those of a whole deployment unless named.

    ``only`` has the root modules that will call them. Raises :class:`~mwaa_tf.errors.MwaaTfError` where something of
    the repository's own is in the way, and then nothing was written.
    """
    chosen = choose(modules)
    if not _NAME.fullmatch(f"{prefix}x"):
        raise UsageError(
            f"--prefix {escape_control_characters(prefix)}: "
            "must be the beginning of a Terraform name: letters, digits, _ and -"
        )
    copies = place(survey.repository, path)
    roots = _roots(survey, only)
    ours = needs([bundle.folder(module) for module in chosen])
    if found := [one for root in roots for one in clashes(root, ours)]:
        advice = "Change the constraints, or name the root modules that will call the modules with --root."
        raise TakenError(list(dict.fromkeys(found)), advice)
    if stale := [*edits(copies), *_outdated(copies)]:
        raise TakenError(stale, "`mwaa_tf embed --check` shows all; `--upgrade` brings untouched copies up to date.")
    notes = [str(one) for root in roots for one in locked(survey.repository.root, root, ours)]
    blocks, where, more = _blocks(survey, copies, chosen, roots, only, prefix)
    changes = write(copies, bundle.files({*(module for module in copies.modules if module in bundle.names()), *chosen}))
    others = tuple(root.path for root in roots if root.path != where and not root.is_unit)
    return Embedded(copies, chosen, changes, where, others, blocks, (*dict.fromkeys(notes), *more))


def choose(modules: Sequence[str]) -> tuple[str, ...]:
    """The modules that are meant; ``all`` means every one. Raises :class:`UsageError` for one that is not known."""
    known = bundle.names()
    if list(modules) == ["all"]:
        return tuple(known)
    if unknown := [module for module in modules if module not in known]:
        names = escape_control_characters(", ".join(unknown))
        raise UsageError(f"--modules: there is no module {names}; known are {', '.join(known)}")
    return tuple(sorted(set(modules))) if modules else DEFAULT


def _roots(survey: Survey, only: Sequence[str]) -> list[Root]:
    if not only:
        return list(survey.roots)
    wanted = [one.replace("\\", "/").removeprefix("./").rstrip("/").removeprefix(".") for one in only]
    found = [
        root
        for folder in wanted
        for root in survey.roots
        if root.folder == folder or (root.is_unit and root.folder.startswith(f"{folder}/".lstrip("/")))
    ]
    for folder, written in zip(wanted, only, strict=True):
        if not any(root.folder == folder or root.folder.startswith(f"{folder}/") for root in found):
            known = ", ".join(root.path for root in survey.roots) or "none"
            message = f"--root {written}: is no root module of the repository; those that were found: {known}"
            raise UsageError(escape_control_characters(message))
    return list(dict.fromkeys(found))


def _outdated(copies: Copies) -> list[Finding]:
    """Copies of another version beside which those of this one must not stand."""
    if not copies.manifest.files or copies.manifest.pending or is_current(copies):
        return []
    return [Finding("version", copies.path, None, f"has modules of mwaa_tf {copies.manifest.release}")]


def _blocks(
    survey: Survey, copies: Copies, chosen: Sequence[str], roots: Sequence[Root], only: Sequence[str], prefix: str
) -> tuple[str, str, list[str]]:
    """The blocks, the folder that they are for, and what a person should know about them."""
    contracts: dict[str, Contract] = {module: bundle.contract(module) for module in bundle.names()}
    in_order = models(contracts)
    plain = [root for root in roots if not root.is_unit]
    if roots and not plain:
        folder = home(survey, only[0].rstrip("/") if only else None)
        return _units(survey, copies, chosen, folder, prefix)
    root = plain[0] if plain else Root("", (), frozenset({""}))
    called = {
        our.module: our.call.name for our in our_calls(survey) if our.unit is None and our.call.folder == root.folder
    }
    wanted = {module: copies.path + "/" + module for module in chosen if module not in called}
    names = {f"{prefix}{model.name}" for model in in_order if model.module in wanted}
    taken = [
        Finding("name", call.file, call.line, f"there is a module {call.name} already")
        for call in survey.calls
        if call.folder == root.folder and call.name in names
    ]
    if taken:
        raise TakenError(taken, "Choose another beginning of names with --prefix.")
    there = networks(survey, root)
    setting = Setting(
        {module: source_from(root.folder, target) for module, target in wanted.items()},
        called,
        prefix,
        there[0] if there else None,
        providers(survey.repository, root),
        tags(survey.repository, root),
        frozenset(block.labels[0] for _, block in survey.repository.blocks(root.folder, "variable") if block.labels),
    )
    notes = [f"module {name} ({module}) is called in {root.path} already" for module, name in sorted(called.items())]
    notes += [f"the VPC is {one.name} ({one.file}:{one.line})" for one in there[:1]]
    notes += [f"there is also {one.name} ({one.file}:{one.line})" for one in there[1:]]
    return module_blocks(in_order, contracts, setting), root.path, notes


def _units(
    survey: Survey, copies: Copies, chosen: Sequence[str], folder: str, prefix: str
) -> tuple[str, str, list[str]]:
    contracts: dict[str, Contract] = {module: bundle.contract(module) for module in bundle.names()}
    called = {
        our.module: our.call.name
        for our in our_calls(survey)
        if our.unit and our.unit.folder.rpartition("/")[0] == folder
    }
    unit = network_unit(survey, folder)
    network = network_of(unit, survey)
    sources = {module: f"${{get_repo_root()}}/{copies.path}//{module}" for module in chosen if module not in called}
    setting = Setting(sources, called, prefix, network, (), None, frozenset())
    notes = [f"unit {name} ({module}) is there already" for module, name in sorted(called.items())]
    notes += [f"the VPC is {network.name} ({network.file}:{network.line})"] if network else []
    text = unit_files(models(contracts), contracts, setting, folder, unit or survey.units[0])
    return text, folder or ".", notes
