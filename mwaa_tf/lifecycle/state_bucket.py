"""The workspace that makes the bucket of all states: its own is in a local file first, and then moves into the bucket.

The rendered files stay as they are. A file beside them that Terraform lets override the backend makes the difference;
as long as it is there, the state is the local one. Every step can be taken again where it was cut off.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.terraform import RootModule, TerraformError
from mwaa_tf.terraform.events import Summary
from mwaa_tf.terraform.root_module import OnEvent

#: Terraform reads what ends in `_override.tf` last, and over the rest.
OVERRIDE = "backend_override.tf"

_LOCAL = 'terraform {\n  backend "local" {}\n}\n'

#: Where the local backend keeps a state, and where Terraform remembers which backend there was.
_STATES = ("terraform.tfstate", "terraform.tfstate.backup")
_BACKEND = ".terraform/terraform.tfstate"

#: In the error of a backend that looks for a bucket that is not there.
_MISSING = ("NoSuchBucket", "S3 bucket does not exist", "must have been previously created")


@dataclass(frozen=True)
class StateBucketModule(RootModule):
    """The root module that makes the bucket in which its own state is kept.

    ``init_environ`` has the variables of each `init`, also of those that move the state.
    """

    init_environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_local(self) -> bool:
        """Whether its state is still, or again, a local file."""
        return self._override.exists()

    def init(self, environ: Mapping[str, str] | None = None) -> None:
        """Connect to the bucket or, where there is none, to a local file; complete what was cut off."""
        if self.is_local or _resources(self.folder / _STATES[0]):
            self._move()
            return
        try:
            RootModule.init(self, environ)
        except TerraformError as error:
            if not any(text in str(error) for text in _MISSING):
                raise
            self._put_override()
            self._move()

    def apply(self, *, plan: Path | None = None, on_event: OnEvent | None = None) -> Summary:
        """Make the bucket, or change it; a local state then moves into it."""
        summary = RootModule.apply(self, plan=plan, on_event=on_event)
        if self.is_local:
            self._override.unlink()
            self._move()
        return summary

    def destroy(self, *, on_event: OnEvent | None = None) -> Summary:
        """Take the state out of the bucket, then destroy the bucket with every other state in it."""
        # Where it is protected, this fails before anything has moved.
        self.plan(destroy=True)
        if not self.is_local:
            self._put_override()
            self._move()
        summary = RootModule.destroy(self, on_event=on_event)
        self._override.unlink()
        self._forget(_BACKEND)
        return summary

    @property
    def _override(self) -> Path:
        return self.folder / OVERRIDE

    def _put_override(self) -> None:
        try:
            self._override.write_text(_LOCAL, encoding="utf-8")
        except OSError as error:
            raise MwaaTfError(f"{self._override}: cannot be written: {error.strerror}") from None

    def _move(self) -> None:
        """Have the state where the files now say it is."""
        self.terraform.init(self.folder, backend=True, migrate=True, environ={**self.environ, **self.init_environ})
        if not self.is_local:
            self._forget()

    def _forget(self, *more: str) -> None:
        for name in (*_STATES, *more):
            (self.folder / name).unlink(missing_ok=True)


def _resources(state: Path) -> bool:
    """Whether ``state`` is one with anything in it: Terraform leaves an empty file where it took a state away."""
    try:
        return bool(json.loads(state.read_bytes())["resources"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
