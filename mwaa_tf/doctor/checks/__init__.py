"""Checks: pure functions from the view of an environment to what is wrong with it.

There is a folder for each group and a file for each check; nothing lists them by hand. The docstring of the function is
its page in docs/doctor.md: what it proves, and why that matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import cleandoc

from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.plugins import load_plugins, plugin_names

Function = Callable[[EnvironmentView], Iterator[Issue]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the catalogue."""

    id: str
    """``GROUP.NAME``, such as ``network.black-hole-route``; never changes."""
    title: str
    """What holds if it passes: ``No route leads nowhere``."""
    fix: str
    """What to do, where a finding says nothing else."""
    source: str
    """Address of the page that it rests on."""
    reads: tuple[str, ...]
    """The sections of the view that it reads, besides the environment itself."""
    covers: tuple[str, ...]
    """What it covers of other tools, each ``SOURCE: ITEM``: ``verify_env: check_nacl``, ``checkov: CKV_AWS_66``."""
    proves: str
    """What it looks at and why that matters, in Markdown."""
    function: Function

    @property
    def group(self) -> str:
        """The folder that it is in."""
        return self.id.partition(".")[0]

    def as_data(self) -> dict[str, str]:
        """For programs: what it is called, and where it comes from."""
        return {"id": self.id, "group": self.group, "title": self.title, "source": self.source}


@dataclass(frozen=True, slots=True)
class Group:
    """A folder of checks."""

    name: str
    title: str
    order: int
    """A lower one is more likely the cause of what the others find, and is shown first."""


_CHECKS: dict[str, Check] = {}


def check(
    id: str,
    *,
    title: str,
    fix: str,
    source: str,
    reads: tuple[str, ...] = (),
    covers: tuple[str, ...] = (),
) -> Callable[[Function], Function]:
    """Register a check: a function that yields what is wrong, and nothing if all is well.

    Where it asks for a fact that could not be read, it ends and is reported as not checkable, with the reason.
    """

    def register(function: Function) -> Function:
        if id in _CHECKS:
            raise ValueError(f"two checks have the id {id}")
        folder = function.__module__.removeprefix(f"{__name__}.").partition(".")[0]
        if not id.startswith(f"{folder}."):
            raise ValueError(f"the check {id} is in the folder {folder}")
        _CHECKS[id] = Check(id, title, fix, source, reads, covers, cleandoc(function.__doc__ or ""), function)
        return function

    return register


@cache
def groups() -> tuple[Group, ...]:
    """All groups, in their order."""
    packages = [(name, import_module(f"{__name__}.{name}")) for name in plugin_names(__name__)]
    return tuple(
        sorted((Group(name, package.TITLE, package.ORDER) for name, package in packages), key=lambda each: each.order)
    )


@cache
def checks() -> tuple[Check, ...]:
    """All checks, by group and id."""
    for group in groups():
        load_plugins(f"{__name__}.{group.name}")
    order = {group.name: group.order for group in groups()}
    return tuple(sorted(_CHECKS.values(), key=lambda each: (order[each.group], each.id)))
