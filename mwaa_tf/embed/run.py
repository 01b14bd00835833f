"""`embed`: copy modules into a repository, and write the blocks that call them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from mwaa_tf.contract import Contract
from mwaa_tf.embed import bundle
from mwaa_tf.embed.blocks import Destination, module_blocks, source_from
from mwaa_tf.embed.calls import find_embedded_calls
from mwaa_tf.embed.existing import find_vpcs
from mwaa_tf.embed.local_modules import RepositoryRoot
from mwaa_tf.embed.model import RepositoryFinding, VersionConstraint
from mwaa_tf.embed.providers import ChosenProviders, choose_providers, find_providers
from mwaa_tf.embed.repository import without_dot
from mwaa_tf.embed.scan import RepositoryScan
from mwaa_tf.embed.tags import find_tags
from mwaa_tf.embed.unit_blocks import unit_files, units_folder, vpc_of, vpc_unit
from mwaa_tf.embed.vendored import (
    EmbedConflictError,
    VendoredModules,
    choose_folder,
    edited_files,
    is_current,
    write_modules,
)
from mwaa_tf.embed.versions import constraint_conflicts, lock_file_findings, module_constraints
from mwaa_tf.embed.vpc import RepositoryVpc
from mwaa_tf.embed.wiring import DEFAULT_MODULES, NETWORK_TAGS, call_templates
from mwaa_tf.errors import UsageError
from mwaa_tf.render.changes import FileChanges
from mwaa_tf.text import escape_control_characters

_SHARE_NOTE = (
    "shares the subnets and uses them in one apply: if the environment fails because its account does not see them "
    "yet, apply again, or embed network-tags too, which waits for them"
)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class EmbedResult:
    """What was written, and the blocks that the user has to add."""

    copies: VendoredModules
    modules: tuple[str, ...]
    changes: FileChanges
    root: str
    """The root module that the blocks are for; for Terragrunt, the folder for the units."""
    others: tuple[str, ...]
    """Other root modules, which ``only`` can select."""
    blocks: str
    notes: tuple[str, ...]


def embed_modules(
    scan: RepositoryScan,
    *,
    modules: Sequence[str] = (),
    path: str | None = None,
    only: Sequence[str] = (),
    prefix: str = "mwaa_",
) -> EmbedResult:
    """Copy ``modules`` into the repository and write the blocks that call them.

    ``modules`` has names, by default those that every deployment needs; ``["all"]`` means every one. ``path`` is their
    folder below the repository, by default that of existing copies or ``modules/mwaa``. ``only`` has the folders of the
    root modules that will call them, by default all; ``prefix`` begins the names of blocks and variables. Raises
    :class:`~mwaa_tf.errors.UsageError` for arguments that are not valid in this repository, and
    :class:`~mwaa_tf.embed.vendored.EmbedConflictError` for version constraints, names or edited files that conflict
    with the modules. In both cases nothing was written.
    """
    chosen = choose(modules)
    if not _NAME.fullmatch(f"{prefix}x"):
        raise UsageError(
            f"--prefix {escape_control_characters(prefix)}: "
            "must be the beginning of a Terraform name: letters, digits, _ and -"
        )
    copies = choose_folder(scan.repository, path)
    roots = _roots(scan, only)
    required = module_constraints([bundle.folder(module) for module in chosen])
    _check_conflicts(copies, roots, required)
    locked = [finding for root in roots for finding in lock_file_findings(scan.repository, root, required)]
    notes = [str(finding) for finding in (*locked, *scan.notes)]
    blocks, target, more = _blocks(scan, copies, chosen, roots, only, prefix)
    present = {module for module in copies.modules if module in bundle.names()}
    changes = write_modules(copies, bundle.files({*present, *chosen}))
    others = tuple(root.path for root in roots if root.path != target and not root.is_unit)
    return EmbedResult(copies, chosen, changes, target, others, blocks, (*dict.fromkeys(notes), *more))


def _check_conflicts(
    copies: VendoredModules, roots: Sequence[RepositoryRoot], required: Sequence[VersionConstraint]
) -> None:
    if conflicts := [conflict for root in roots for conflict in constraint_conflicts(root, required)]:
        advice = "Change the constraints, or name the root modules that will call the modules with --root."
        raise EmbedConflictError(list(dict.fromkeys(conflicts)), advice)
    if stale := [*edited_files(copies), *_outdated(copies)]:
        advice = "`mwaa_tf embed --check` shows all findings; `--upgrade` updates copies that were not edited."
        raise EmbedConflictError(stale, advice)


def choose(modules: Sequence[str]) -> tuple[str, ...]:
    """The names of the modules that ``modules`` selects. Raises :class:`UsageError` for an unknown one."""
    known = bundle.names()
    if list(modules) == ["all"]:
        return tuple(known)
    if unknown := [module for module in modules if module not in known]:
        names = escape_control_characters(", ".join(unknown))
        raise UsageError(f"--modules: unknown module {names}; known are {', '.join(known)}")
    return tuple(sorted(set(modules))) if modules else DEFAULT_MODULES


def _roots(scan: RepositoryScan, only: Sequence[str]) -> list[RepositoryRoot]:
    if not only:
        return list(scan.roots)
    folders = [without_dot(posixpath.normpath(folder.replace("\\", "/"))) for folder in only]
    selected = [
        root
        for folder in folders
        for root in scan.roots
        if root.folder == folder or (root.is_unit and root.folder.startswith(f"{folder}/".lstrip("/")))
    ]
    for folder, argument in zip(folders, only, strict=True):
        if not any(root.folder == folder or root.folder.startswith(f"{folder}/") for root in selected):
            known = ", ".join(root.path for root in scan.roots) or "none"
            message = f"--root {argument}: is not a root module of the repository; its root modules: {known}"
            raise UsageError(escape_control_characters(message))
    return list(dict.fromkeys(selected))


def _outdated(copies: VendoredModules) -> list[RepositoryFinding]:
    """A finding if the folder has copies of another version, which must not be mixed with this one's."""
    if not copies.manifest.files or copies.manifest.pending or is_current(copies):
        return []
    return [RepositoryFinding("version", copies.path, None, f"has modules of mwaa_tf {copies.manifest.release}")]


def _blocks(
    scan: RepositoryScan,
    copies: VendoredModules,
    chosen: Sequence[str],
    roots: Sequence[RepositoryRoot],
    only: Sequence[str],
    prefix: str,
) -> tuple[str, str, list[str]]:
    """The blocks, the folder that they are for, and notes about them."""
    root_modules = [root for root in roots if not root.is_unit]
    if roots and not root_modules:
        folder = units_folder(scan, only[0].rstrip("/") if only else None)
        return _units(scan, copies, chosen, folder, prefix)
    root = root_modules[0] if root_modules else RepositoryRoot("", (), frozenset({""}))
    return _root_blocks(scan, copies, chosen, root, prefix)


def _root_blocks(
    scan: RepositoryScan, copies: VendoredModules, chosen: Sequence[str], root: RepositoryRoot, prefix: str
) -> tuple[str, str, list[str]]:
    contracts: dict[str, Contract] = {module: bundle.contract(module) for module in bundle.names()}
    templates = call_templates(contracts)
    called = {
        embedded.module: embedded.call.name
        for embedded in find_embedded_calls(scan)
        if embedded.unit is None and embedded.call.folder == root.folder
    }
    targets = {module: f"{copies.path}/{module}" for module in chosen if module not in called}
    _check_names(scan, root, {f"{prefix}{template.name}" for template in templates if template.module in targets})
    vpcs = find_vpcs(scan, root)
    vpc = vpcs[0] if vpcs else None
    providers = choose_providers(find_providers(scan.repository, root), vpc)
    destination = Destination(
        {module: source_from(root.folder, target) for module, target in targets.items()},
        called,
        prefix,
        vpc,
        providers,
        find_tags(scan.repository, root),
        frozenset(block.labels[0] for _, block in scan.repository.blocks(root.folder, "variable") if block.labels),
    )
    notes = [f"module {name} ({module}) is already called in {root.path}" for module, name in sorted(called.items())]
    notes += [_vpc_note(vpc, is_used=number == 0) for number, vpc in enumerate(vpcs)]
    notes += [providers.note] if providers.note else []
    if providers.owner != providers.participant and {"environment", "subnet-share"} <= {*targets, *called}:
        notes += [_SHARE_NOTE] if NETWORK_TAGS not in {*targets, *called} else []
    return module_blocks(templates, contracts, destination), root.path, notes


def _vpc_note(vpc: RepositoryVpc, *, is_used: bool) -> str:
    place = f"{vpc.name} ({vpc.file}:{vpc.line})"
    if vpc.values:
        return f"{'uses' if is_used else 'does not use'} the VPC {place}"
    advice = ": set the variables for the VPC and its private subnets to its values" if is_used else ""
    return f"does not know the outputs of {place}, which seems to create a VPC{advice}"


def _check_names(scan: RepositoryScan, root: RepositoryRoot, names: Set[str]) -> None:
    taken = [
        RepositoryFinding("name", call.file, call.line, f"module {call.name} already exists")
        for call in scan.calls
        if call.folder == root.folder and call.name in names
    ]
    if taken:
        raise EmbedConflictError(taken, "Choose another prefix with --prefix.")


def _units(
    scan: RepositoryScan, copies: VendoredModules, chosen: Sequence[str], folder: str, prefix: str
) -> tuple[str, str, list[str]]:
    contracts: dict[str, Contract] = {module: bundle.contract(module) for module in bundle.names()}
    called = {
        embedded.module: embedded.call.name
        for embedded in find_embedded_calls(scan)
        if embedded.unit and embedded.unit.folder.rpartition("/")[0] == folder
    }
    unit = vpc_unit(scan, folder)
    vpc = vpc_of(unit, scan)
    sources = {module: f"${{get_repo_root()}}/{copies.path}//{module}" for module in chosen if module not in called}
    destination = Destination(sources, called, prefix, vpc, ChosenProviders(None, None), None, frozenset())
    notes = [f"unit {name} ({module}) already exists" for module, name in sorted(called.items())]
    if vpc:
        notes.append(f"uses the VPC {vpc.name} ({vpc.file}:{vpc.line})")
    elif unit:
        notes.append(f"does not use the unit {unit.folder}: its name cannot be part of a reference")
    text = unit_files(call_templates(contracts), contracts, destination, folder, unit or scan.units[0])
    return text, folder or ".", notes
