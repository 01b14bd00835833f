"""States in files."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mwaa_tf.blueprint import Workspace
from mwaa_tf.files import UnreadableFileError, read_plain_file
from mwaa_tf.lifecycle.state_bucket import OVERRIDE
from mwaa_tf.lifecycle.status.locks import local_lock
from mwaa_tf.lifecycle.status.readings import LARGEST_STATE, StateProblem, StateReading
from mwaa_tf.lifecycle.status.state_contents import EncryptedStateError, InvalidStateError, parse_state


def local_state_file(workspace: Workspace, folder: Path) -> Path | None:
    """The file with the state of ``workspace``, rendered in ``folder``; None where it is not kept in a file.

    The state of the workspace that creates the state bucket is a file until the bucket exists.
    """
    if workspace.backend.kind == "local":
        return folder / str(workspace.backend.settings.get("path", "terraform.tfstate"))
    if workspace.owns_state_bucket and (folder / OVERRIDE).is_file():
        return folder / "terraform.tfstate"
    return None


def read_local_state(file: Path) -> StateReading:
    """The state in ``file``."""
    try:
        status = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return StateReading(str(file))
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        return StateReading(str(file), problem=StateProblem.UNREADABLE, reason=f"{file}: {reason}")
    lock = local_lock(file)
    modified, user = datetime.fromtimestamp(status.st_mtime, UTC), _user_name(status.st_uid)
    try:
        contents = parse_state(read_plain_file(file, LARGEST_STATE))
    except UnreadableFileError as error:
        return StateReading(str(file), lock=lock, problem=StateProblem.UNREADABLE, reason=str(error))
    except EncryptedStateError as error:
        reading = StateReading(str(file), None, modified, user, lock, StateProblem.UNREADABLE, f"{file}: {error}")
        return replace(reading, is_encrypted=True)
    except InvalidStateError as error:
        # Terraform may be writing it: it does not replace the file in one step.
        problem = StateProblem.TRANSIENT if lock else StateProblem.UNREADABLE
        return StateReading(str(file), lock=lock, problem=problem, reason=f"{file}: {error}")
    return StateReading(str(file), contents, modified, user, lock)


def _user_name(user_id: int) -> str:
    """The name of the user; empty where the system has none, as Windows."""
    with contextlib.suppress(ImportError, KeyError):
        import pwd

        return pwd.getpwuid(user_id).pw_name
    return ""
