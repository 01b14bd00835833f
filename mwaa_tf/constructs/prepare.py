"""A deployment made ready for stacks: its blueprint, checked, and where the stacks' relative paths lead."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Protocol

from mwaa_tf.blueprint import Blueprint, Workspace, build_blueprint
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.constructs.library import LIBRARIES, App, Construct, library
from mwaa_tf.constructs.placement import InApp, Placement
from mwaa_tf.contract import check_contracts
from mwaa_tf.errors import UsageError


class Places(Protocol):
    """Where each stack stands."""

    def of(self, workspace: Workspace) -> Placement:
        """The placement of the stack that is made of ``workspace``."""


@dataclass(frozen=True)
class Prepared:
    """What the stacks of one deployment share."""

    blueprint: Blueprint
    places: Places

    def workspace(self, path: str) -> Workspace:
        """The workspace at ``path``. Raises :class:`UsageError` with those that there are."""
        if path not in self.blueprint.by_path:
            there = ", ".join(self.blueprint.by_path)
            raise UsageError(f"{self.blueprint.deployment} has no workspace {path}; it has {there}")
        return self.blueprint.by_path[path]

    def placement(self, workspace: Workspace) -> Placement:
        """Where the stack made of ``workspace`` stands."""
        return self.places.of(workspace)


def prepare(scope: Construct, deployment: Deployment, config_folder: str | os.PathLike[str] = ".") -> Prepared:
    """Check ``deployment`` against the modules' contracts and bring the modules into the app's output folder.

    ``config_folder`` is where relative paths of the deployment start. Made once, it serves several stacks: each of them
    takes it in place of the deployment.
    """
    made = build_blueprint(deployment)
    places = InApp(made, _outdir(scope), config_folder)
    check_contracts(made, places.modules_folder)
    places.copy_modules()
    return Prepared(made, places)


def _outdir(scope: Construct) -> str:
    root = scope.node.root
    if isinstance(root, App):
        return root.outdir
    home = type(root).__module__.partition(".")[0]
    if home in LIBRARIES and home != library.__name__:
        raise UsageError(
            f"the app is one of {home}, but the constructs stand on {library.__name__}: import {home} before "
            "mwaa_tf.constructs, or have only one of them installed"
        )
    # Testing without an app: the stacks are synthesized one by one into a folder of the test's choice.
    return "cdktf.out"
