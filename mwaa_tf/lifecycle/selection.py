"""Which workspaces a command is for: by path, by stage, by environment, by pattern."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.errors import UsageError
from mwaa_tf.lifecycle.order import ordered
from mwaa_tf.text import did_you_mean, join_words, truncate


def select_among(
    blueprints: dict[str, Blueprint], keys: Sequence[str] = (), only: Sequence[str] = ()
) -> dict[str, frozenset[str]]:
    """The paths of the workspaces that one of ``keys`` names and one of the patterns ``only`` matches; all for none.

    They are by the name of the deployment, as ``blueprints`` is; a key need only be of one of them. A key is a path
    (``2-environments/data-etl``), the folder of a stage (``2-environments``), or that of an environment (``data-etl``).
    A pattern is one of :mod:`fnmatch`, whose ``*`` also matches ``/``. Raises :class:`~mwaa_tf.errors.UsageError` for a
    key or a pattern that is of no workspace, and if no workspace is of both a key and a pattern.
    """
    workspaces = [(name, workspace) for name, blueprint in blueprints.items() for workspace in ordered(blueprint)]
    names = {workspace.path: _names(workspace) for _, workspace in workspaces}
    known = list(dict.fromkeys(name for path in names for name in names[path]))
    for key in keys:
        if _clean(key) not in known:
            raise UsageError(f"unknown workspace {key!r}{did_you_mean(key, known)}; known are {_listed(known)}")
    for pattern in only:
        if not any(fnmatchcase(path, _clean(pattern)) for path in names):
            raise UsageError(f"--only {pattern!r} matches no workspace; known are {_listed(names)}")
    wanted = {_clean(key) for key in keys}
    chosen: dict[str, set[str]] = {name: set() for name in blueprints}
    for name, workspace in workspaces:
        is_named = not wanted or not wanted.isdisjoint(names[workspace.path])
        if is_named and (not only or any(fnmatchcase(workspace.path, _clean(pattern)) for pattern in only)):
            chosen[name].add(workspace.path)
    if keys and only and not any(chosen.values()):
        patterns = join_words([repr(pattern) for pattern in only], "or")
        raise UsageError(f"no workspace of {join_words(keys, 'and')} matches --only {patterns}")
    return {name: frozenset(paths) for name, paths in chosen.items()}


def _names(workspace: Workspace) -> tuple[str, ...]:
    """What names ``workspace`` on a command line."""
    reference = Stage.parse(workspace.path)
    key = _served_key(workspace) or (reference.key if reference else None)
    return tuple(dict.fromkeys([workspace.path, workspace.stage.folder, *([key] if key else [])]))


def _served_key(workspace: Workspace) -> str | None:
    """The environment that access methods serve: they may have been taken over from another, and have its key then."""
    if workspace.stage is not Stage.ACCESS:
        return None
    reads = (Stage.parse(read.workspace) for read in workspace.reads)
    return next((read.key for read in reads if read and read.stage is Stage.ENDPOINTS), None)


def _clean(path: str) -> str:
    """``path`` without the slash that a shell completes."""
    return path.rstrip("/")


def _listed(names: Iterable[str]) -> str:
    return truncate(", ".join(names), 600)
