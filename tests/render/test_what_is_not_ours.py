"""What render may not touch: files behind links, names that only look like its own, states, read-only file systems."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from mwaa_tf import render_deployment
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.files import UnreadableFileError, UnwritableFileError
from mwaa_tf.render.changes import FileChanges
from mwaa_tf.render.run import ConflictError
from tests.support import deployment, tree


@pytest.mark.parametrize("place", ["2-environments", "2-environments/data-etl"])
@pytest.mark.parametrize("force", [False, True])
def test_nothing_is_deleted_through_a_linked_folder(tmp_path: Path, place: str, force: bool) -> None:
    """Of an environment that left the configuration: its files are in a folder of someone else now."""
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    render_deployment(deployment(), out)
    (out / "analytics" / place).rename(elsewhere)
    (out / "analytics" / place).symlink_to(elsewhere)
    before = tree(elsewhere)

    with pytest.raises(MwaaTfError, match=f"{place}: is a symbolic link where a folder belongs"):
        render_deployment(deployment(participants=[]), out, force=force)

    assert before
    assert tree(elsewhere) == before


@pytest.mark.parametrize("target", ["shared.json", "missing.json"])
@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
@pytest.mark.parametrize("force", [False, True])
def test_a_linked_manifest_is_a_conflict_and_stays(tmp_path: Path, target: str, region: str, force: bool) -> None:
    """Writing the manifest would replace the link, and leave what it points to as it was."""
    render_deployment(deployment(), tmp_path)
    manifest = tmp_path / "analytics/.mwaa_tf.json"
    manifest.rename(tmp_path / "shared.json")
    manifest.symlink_to(tmp_path / target)
    before = tree(tmp_path)

    with pytest.raises(ConflictError, match=r"\.mwaa_tf\.json: is a symbolic link") as refused:
        render_deployment(deployment(region=region), tmp_path, force=force)

    assert "Nothing was written" in str(refused.value)
    assert manifest.is_symlink()
    assert tree(tmp_path) == before


@pytest.mark.parametrize("target", ["/dev/zero", "pipe"])
def test_a_manifest_that_never_ends_is_refused(tmp_path: Path, target: str) -> None:
    render_deployment(deployment(), tmp_path)
    os.mkfifo(tmp_path / "pipe")
    manifest = tmp_path / "analytics/.mwaa_tf.json"
    manifest.unlink()
    manifest.symlink_to(tmp_path / target)

    with pytest.raises(UnreadableFileError, match=r"\.mwaa_tf\.json: is not a plain file"):
        render_deployment(deployment(), tmp_path)


def test_what_a_killed_run_left_is_deleted_and_nothing_of_a_similar_name(tmp_path: Path) -> None:
    out = tmp_path / "out"
    render_deployment(deployment(), out)
    before = tree(out)
    manifest = out / "analytics/.mwaa_tf.json"
    journal = json.loads(manifest.read_text()) | {"pending": {"1-network/main.tf": ["0" * 64]}}
    manifest.write_text(json.dumps(journal))
    for name in ("1-network/main.tf", "1-network", "mine", "1-network/notes.txt"):
        (out / f"analytics/{name}.mwaa_tf-unfinished").write_text("left")

    render_deployment(deployment(), out)

    mine = {f"analytics/{name}.mwaa_tf-unfinished": b"left" for name in ("mine", "1-network/notes.txt")}
    assert tree(out) == before | mine


def test_without_changes_a_read_only_file_system_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call that writes fails there, even one that would find nothing to do."""
    render_deployment(deployment(), tmp_path)
    os_open = os.open

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    def read_only_open(path: str, flags: int, *rest: int, **options: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            refuse()
        return os_open(path, flags, *rest, **options)

    def mkdir(path: str, *_: object) -> None:
        raise OSError(errno.EEXIST if Path(path).is_dir() else errno.EROFS, "mkdir")

    for name in ("unlink", "rename", "replace", "rmdir", "utime", "chmod", "symlink", "link"):
        monkeypatch.setattr(os, name, refuse)
    monkeypatch.setattr(os, "open", read_only_open)
    monkeypatch.setattr(os, "mkdir", mkdir)

    report = render_deployment(deployment(), tmp_path)
    with pytest.raises(UnwritableFileError, match="cannot be written: Read-only file system"):
        render_deployment(deployment(owner={"account_id": "444444444444"}), tmp_path)

    assert report.changes.is_empty


def leave(tmp_path: Path, state: bytes | None) -> FileChanges:
    """What a render changes once the environment is out of the configuration, with ``state`` beside its workspace."""
    render_deployment(deployment(), tmp_path)
    if state is not None:
        (tmp_path / "analytics/2-environments/data-etl/terraform.tfstate").write_bytes(state)
    return render_deployment(deployment(participants=[]), tmp_path, dry_run=True).changes


@pytest.mark.parametrize("state", [None, b"", b"\n", b'{"version": 4, "resources": []}'])
def test_a_workspace_without_resources_may_leave(tmp_path: Path, state: bytes | None) -> None:
    changes = leave(tmp_path, state)

    assert changes.conflicts == ()
    assert "2-environments/data-etl/main.tf" in changes.remove


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (b'{"version": 4, "resources": [{"type": "aws_mwaa_environment"}]}', "still has 1 resource: destroy them"),
        (b'{"version": 3, "modules": [{"resources": {}}]}', "is not a state that mwaa_tf can read"),
        (b"{", "is not a state that mwaa_tf can read"),
        (b"[]", "is not a state that mwaa_tf can read"),
    ],
)
def test_a_workspace_whose_state_may_have_resources_stays(tmp_path: Path, state: bytes, reason: str) -> None:
    (conflict,) = leave(tmp_path, state).conflicts

    assert conflict.path == "2-environments/data-etl/terraform.tfstate"
    assert conflict.reason.startswith(reason)
    assert not conflict.forcible
