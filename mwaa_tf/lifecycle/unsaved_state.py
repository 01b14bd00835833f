"""The state that Terraform could not save: `errored.tfstate`, which it then writes in the workspace.

Source: Terraform's internal/backend/local/backend_apply.go (`backupStateForError`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.files import UnreadableFileError, read_plain_file
from mwaa_tf.terraform import RootModule
from mwaa_tf.terraform.product import in_use
from mwaa_tf.text import shell_quoted

#: Its name, in the folder of the workspace.
ERRORED_STATE = "errored.tfstate"

#: Bytes; a state of a thousand resources has some megabytes.
_LARGEST = 2**28


class UnsavedStateError(MwaaTfError):
    """A workspace has a state that Terraform could not save: nothing may be planned without it."""


def check_state_is_saved(module: RootModule) -> None:
    """Raise :class:`UnsavedStateError` if the folder of ``module`` has a state that is newer than the saved one.

    Raises :class:`~mwaa_tf.terraform.TerraformError` with the lock if the state is locked: Terraform can then not have
    released it either.
    """
    unsaved = module.folder / ERRORED_STATE
    if not unsaved.exists() or not _is_newer(unsaved, module.pull_state()):
        return
    module.plan()
    product = in_use()
    push = f"{product.command} -chdir={shell_quoted(module.folder)} state push {ERRORED_STATE}"
    raise UnsavedStateError(
        f"{unsaved}: {product.name} could not save this state, and what it created is recorded nowhere else; save "
        f"it first: `{push} && rm {shell_quoted(unsaved)}`"
    )


def _is_newer(unsaved: Path, saved: str) -> bool:
    """Whether the state in ``unsaved`` is not in the backend yet; also if that cannot be told."""
    try:
        theirs = _decoded(read_plain_file(unsaved, _LARGEST))
        serial = int(theirs.get("serial", 0))
    except (UnreadableFileError, ValueError, TypeError, ArithmeticError, RecursionError):
        return True
    ours = _decoded(saved or "{}")
    if not ours:
        return True
    return theirs.get("lineage") != ours.get("lineage") or serial > int(ours.get("serial", 0))


def _decoded(text: str | bytes) -> dict[str, Any]:
    data = json.loads(text)
    return data if isinstance(data, dict) else {}
