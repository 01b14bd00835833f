"""The steps in which workspaces are applied, and the paths that say which step a workspace belongs to."""

from __future__ import annotations

from enum import IntEnum
from functools import cached_property

from msgspec import Struct

from mwaa_tf.lazy_pattern import LazyPattern


class Stage(IntEnum):
    """A step of a deployment. Its number is the order in which workspaces are applied."""

    STATE = 0
    NETWORK = 1
    ENVIRONMENTS = 2
    ENDPOINTS = 3
    ACCESS = 4

    @cached_property
    def label(self) -> str:
        """The stage in words, as commands take it: ``environments``."""
        return self.name.lower()

    @cached_property
    def folder(self) -> str:
        """Its folder in a deployment's: ``2-environments``."""
        return f"{self.value}-{self.label}"

    def path(self, key: str | None = None) -> str:
        """The path of a workspace below the deployment's folder: ``1-network``, ``2-environments/data-etl``."""
        return self.folder if key is None else f"{self.folder}/{key}"

    @classmethod
    def parse(cls, path: str) -> WorkspaceRef | None:
        """Which workspace ``path`` names, whatever folders it lies in; None for a path that is not of mwaa_tf."""
        match = _WORKSPACE.search(path)
        return WorkspaceRef(path[: match.start()], _BY_FOLDER[match["folder"]], match["key"]) if match else None


class WorkspaceRef(Struct, frozen=True):
    """A workspace by its path: the folder of its deployment, its stage, and the key of its environment."""

    deployment: str
    stage: Stage
    key: str | None

    def shares_environment(self, other: WorkspaceRef) -> bool:
        """Whether both are of one deployment, and of one environment where each is of one."""
        return self.deployment == other.deployment and (None in (self.key, other.key) or self.key == other.key)


_BY_FOLDER = {stage.folder: stage for stage in Stage}
_WORKSPACE = LazyPattern(rf"(?:^|/)(?P<folder>{'|'.join(_BY_FOLDER)})(?:/(?P<key>[^/]+))?(?:/|$)")
