"""Temporary folders: private, deleted at the end, and by the next run where there was no end."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mwaa_tf.temporary import TemporaryFolder, delete_abandoned
from tests.support import REPOSITORY

#: Creates a folder with a file and a link, says where, and waits to be killed.
HOLDER = """\
import os, sys
from mwaa_tf.temporary import TemporaryFolder
folder = TemporaryFolder()
(folder.path / "inner").mkdir()
(folder.path / "inner/file").touch()
(folder.path / "link").symlink_to(sys.argv[1])
print(folder.path, flush=True)
sys.stdin.read()
"""

#: Creates and deletes folders, with a search before each, and looks whether each stays while it is in use.
RACER = """\
import sys, tempfile
from pathlib import Path
from mwaa_tf.temporary import TemporaryFolder, delete_abandoned
for number in range(150):
    delete_abandoned(Path(tempfile.gettempdir()))
    with TemporaryFolder() as folder:
        (folder / "file").write_text(str(number))
        delete_abandoned(Path(tempfile.gettempdir()))
        assert (folder / "file").read_text() == str(number)
"""


@pytest.fixture
def parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary folders."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@contextmanager
def other_process(target: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process, and its temporary folder, in which ``link`` leads to ``target``."""
    command = [sys.executable, "-c", HOLDER, str(target)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_is_the_users_own_and_deleted_at_the_end(parent: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "file").touch()
    with TemporaryFolder() as folder:
        assert folder.parent == parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "link").symlink_to(target)
    assert names(parent) == []
    assert names(target) == ["file"]


def test_a_folder_that_nobody_deleted_goes_with_its_object(parent: Path) -> None:
    folder = TemporaryFolder()
    assert folder.path.is_dir()
    del folder
    assert names(parent) == []


def test_what_a_killed_process_left_is_deleted_by_the_next_and_what_is_in_use_stays(
    parent: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "file").touch()
    with other_process(target) as (killed, left), other_process(target) as (_, in_use):
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert names(parent) == sorted([left.name, in_use.name])

        with TemporaryFolder() as own:
            assert names(parent) == sorted([in_use.name, own.name])

        assert names(in_use) == ["inner", "link"]
    assert names(target) == ["file"]


def test_only_folders_that_this_user_created_here_are_deleted(parent: Path, tmp_path: Path) -> None:
    with TemporaryFolder() as folder:
        prefix = folder.name[:-8]
    assert re.fullmatch(rf"mwaa_tf-{os.geteuid()}-[0-9a-f]{{8}}-", prefix)
    target = tmp_path / "target"
    target.mkdir()
    (target / "file").touch()
    (parent / f"{prefix}abandon_").mkdir()
    (parent / f"{prefix}linked__").symlink_to(target)
    (parent / f"{prefix}a_file__").touch()
    others = ["mwaa_tf-abcdefgh", f"mwaa_tf-{os.geteuid() + 1}-{prefix[-9:]}abcdefgh", "mwaa_tf-mutation-abcdefgh"]
    for name in others:
        (parent / name).mkdir()

    delete_abandoned(parent)

    assert names(parent) == sorted([*others, f"{prefix}a_file__", f"{prefix}linked__"])
    assert names(target) == ["file"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_stays_whatever_its_name(parent: Path) -> None:
    with TemporaryFolder() as folder:
        name = f"{folder.name[:-8]}abcdefgh"
    (parent / name).mkdir()
    os.chown(parent / name, 65534, 65534)

    delete_abandoned(parent)

    assert names(parent) == [name]


def test_a_folder_that_is_deleted_before_it_is_locked_is_replaced_by_another(
    parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created: list[str] = []
    mkdtemp = tempfile.mkdtemp

    def raced(**options: str) -> str:
        created.append(mkdtemp(**options))
        if len(created) < 3:
            delete_abandoned(parent)
        return created[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", raced)
    with TemporaryFolder() as folder:
        assert (len(created), str(folder)) == (3, created[-1])
        assert names(parent) == [folder.name]


def test_processes_that_create_and_search_at_once_take_nothing_from_each_other(parent: Path) -> None:
    racers = [subprocess.Popen([sys.executable, "-c", RACER], cwd=REPOSITORY) for _ in range(4)]
    assert [racer.wait(120) for racer in racers] == [0] * 4
    assert names(parent) == []


def test_a_forked_process_leaves_the_folder_to_its_parent(parent: Path) -> None:
    script = (
        "import os, sys\nfrom mwaa_tf.temporary import TemporaryFolder\nfolder = TemporaryFolder()\n"
        "child = os.fork()\nif child == 0: sys.exit()\nos.waitpid(child, 0)\nassert folder.path.is_dir()\n"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], cwd=REPOSITORY, check=False)
    assert done.returncode == 0
    assert names(parent) == []
