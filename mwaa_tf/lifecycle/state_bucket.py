"""The workspace with the bucket of all states: its own state is a local file first and then moves into the bucket.

The rendered files stay as they are. An additional file overrides the backend: as long as it
exists, the state is local. Every step can be repeated after an interruption.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.files import write_atomically
from mwaa_tf.terraform import RootModule, TerraformError
from mwaa_tf.terraform.events import Summary
from mwaa_tf.terraform.product import in_use
from mwaa_tf.terraform.root_module import OnEvent
from mwaa_tf.text import one_line

#: Terraform reads files that end in `_override.tf` last, and over all others.
OVERRIDE = "backend_override.tf"

_LOCAL_BACKEND = 'terraform {\n  backend "local" {}\n}\n'

#: Where the local backend keeps a state, and where Terraform remembers the last backend.
_STATE_FILES = ("terraform.tfstate", "terraform.tfstate.backup")
_BACKEND_FILE = ".terraform/terraform.tfstate"

#: The local state on its way into the bucket: under its own name, `init` would offer to copy it over what is there.
_MOVING = "terraform.tfstate.moving"

#: In the error of `state push` (Terraform's internal/states/statemgr/migrate.go).
_REFUSED = "cannot import state"

#: In the error of a backend whose bucket does not exist.
_BUCKET_MISSING = ("NoSuchBucket", "S3 bucket does not exist", "must have been previously created")


@dataclass(frozen=True)
class StateBucketModule(RootModule):
    """The root module of the bucket that its own state is kept in.

    ``init_environ`` has the variables of each `init`, including those that move the state.
    """

    init_environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_local(self) -> bool:
        """Whether its state is a local file: before the first apply, or during a destroy."""
        return self._read_override() is not None

    @property
    def is_initialised(self) -> bool:
        """Never: each :meth:`init` looks where the state is."""
        return False

    def init(self, environ: Mapping[str, str] | None = None) -> None:
        """Connect to the bucket or, if it does not exist, to a local file; complete an interrupted move."""
        if self.is_local:
            self._move_out_of_bucket()
            return
        if (self.folder / _MOVING).exists() or _has_resources(self.folder / _STATE_FILES[0]):
            self._move_into_bucket()
            return
        try:
            RootModule.init(self, environ)
        except TerraformError as error:
            if not is_bucket_missing(error):
                raise
            write_atomically(self._override, _LOCAL_BACKEND)
            self._move_out_of_bucket()

    def apply(self, *, plan: Path | None = None, on_event: OnEvent | None = None) -> Summary:
        """Create or change the bucket; a local state then moves into it."""
        is_local = self.is_local
        summary = RootModule.apply(self, plan=plan, on_event=on_event)
        if is_local:
            self._override.unlink()
            self._move_into_bucket()
        return summary

    def destroy(self, *, on_event: OnEvent | None = None) -> Summary:
        """Move the state out of the bucket, then destroy the bucket with every other state in it."""
        is_local = self.is_local
        # A protected bucket makes this fail before anything has moved.
        self.plan(destroy=True)
        if not is_local:
            write_atomically(self._override, _LOCAL_BACKEND)
            self._move_out_of_bucket()
        summary = RootModule.destroy(self, on_event=on_event)
        self._override.unlink()
        self._remove(*_STATE_FILES, _BACKEND_FILE)
        return summary

    @property
    def _override(self) -> Path:
        return self.folder / OVERRIDE

    def _read_override(self) -> str | None:
        """The file that overrides the backend; None where it does not exist.

        Raises :class:`UsageError` for one of someone else: it would be deleted once the state has moved.
        """
        try:
            text = self._override.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise UsageError(f"{self._override}: cannot be read: {error}") from error
        if text != _LOCAL_BACKEND:
            raise UsageError(
                f"{self._override} is not the one that mwaa_tf writes as long as the bucket does not exist; "
                "move it away, or apply this workspace with Terraform"
            )
        return text

    def _move_out_of_bucket(self) -> None:
        """Copy the state to the local file, over an older one; connect to that file if no bucket was used before."""
        self.terraform.init(self.folder, backend=True, migrate=True, environ={**self.environ, **self.init_environ})

    def _move_into_bucket(self) -> None:
        """Move the local state into the bucket, unless the bucket has a newer state, or one of other resources.

        `init -migrate-state -force-copy` would overwrite either without a word (tried with Terraform 1.11): a state
        file that was left in a checkout would replace what others have applied since. `state push` compares lineage
        and serial. Raises :class:`MwaaTfError` where it refuses; both states are as they were then.
        """
        local, moving = self.folder / _STATE_FILES[0], self.folder / _MOVING
        if _has_resources(local):
            if moving.exists():
                raise UsageError(f"{moving} and {local} both have a state: keep the right one, and move the other away")
            local.rename(moving)
        self._remove(_BACKEND_FILE)
        RootModule.init(self, self.init_environ)
        if not moving.exists():
            return
        result = self.terraform.run(self.folder, ["state", "push", "-no-color", _MOVING], self.environ)
        if result.returncode != 0:
            error = self.terraform.failed(self.folder, ["state", "push"], result)
            if _REFUSED not in result.stderr:
                raise error
            pull = f"{in_use().command} state pull"
            raise MwaaTfError(
                f"{moving}: was not moved, because the bucket has a newer state or one of other resources: "
                f"{one_line(result.stderr)}; compare it with `{pull}`, then delete it"
            ) from error
        self._remove(_MOVING, _STATE_FILES[1])

    def _remove(self, *names: str) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)


def is_bucket_missing(error: MwaaTfError) -> bool:
    """Whether Terraform failed because the bucket of its state does not exist."""
    return isinstance(error, TerraformError) and any(text in str(error) for text in _BUCKET_MISSING)


def _has_resources(state: Path) -> bool:
    """Whether a state file has resources: Terraform leaves an empty file behind where it moved a state away."""
    try:
        return bool(json.loads(state.read_bytes())["resources"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
