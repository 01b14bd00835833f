"""Killed, full, shared and obstructed: a clear error, and nothing lost."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import render_deployment
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.files import UnwritableFileError, replace_file
from tests.support import REPOSITORY, deployment, many, tree

_RENDER = """
import sys
from mwaa_tf import render_deployment
from tests.support import many
print("ready", flush=True)
sys.stdin.readline()
render_deployment(many(4, 25, region=sys.argv[2]), sys.argv[1])
"""


def _rendering(folder: Path, region: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _RENDER, str(folder), region],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdout.readline()
    process.stdin.write("go\n")
    process.stdin.flush()
    return process


def test_a_killed_run_leaves_whole_files_and_the_next_one_finishes(tmp_path: Path) -> None:
    """Ten kills, each when another file has just changed, in a change of every workspace; then a look at every file."""
    seeded = random.Random(20)  # noqa: S311
    render_deployment(many(4, 25, region="us-east-1"), tmp_path)
    old, new = tree(tmp_path), tree_of(many(4, 25, region="eu-west-1"), tmp_path / "other")
    changing = sorted(path for path in old if old[path] != new[path] and not path.endswith(".mwaa_tf.json"))
    partial = 0
    for path in seeded.sample(changing, 10):
        with _rendering(tmp_path, "eu-west-1") as process:
            while process.poll() is None and (tmp_path / path).read_bytes() == old[path]:
                time.sleep(0.001)
            process.kill()
        now = {
            path: contents
            for path, contents in tree(tmp_path).items()
            if not path.startswith("other/") and "-unfinished" not in path and not path.endswith(".mwaa_tf.json")
        }
        assert all(contents in (old[path], new[path]) for path, contents in now.items())
        assert now.keys() == old.keys() - {"analytics/.mwaa_tf.json"}
        partial += len({contents == new[path] for path, contents in now.items() if old[path] != new[path]}) == 2
        render_deployment(many(4, 25, region="us-east-1"), tmp_path)
        assert {path: text for path, text in tree(tmp_path).items() if not path.startswith("other/")} == old

    assert partial > 0, "no kill came in the middle: the test shows nothing"


@pytest.mark.parametrize("environments", [1, 60], ids=["rendered", "cached"])
def test_a_manifest_that_was_never_finished_is_deleted_by_a_run_that_changes_nothing(
    environments: int, tmp_path: Path
) -> None:
    config = many(1, environments)
    render_deployment(config, tmp_path)
    before = tree(tmp_path)
    (tmp_path / "analytics" / ".mwaa_tf.json.mwaa_tf-unfinished").write_text('{ "version": 1, "fi')

    render_deployment(config, tmp_path)

    assert tree(tmp_path) == before


def tree_of(configured: object, folder: Path) -> dict[str, bytes]:
    render_deployment(configured, folder)  # type: ignore[arg-type]
    return tree(folder)


def test_ctrl_c_leaves_nothing_unfinished(tmp_path: Path) -> None:
    with _rendering(tmp_path, "us-east-1") as process:
        while process.poll() is None and not (tmp_path / "analytics/2-environments/team0-env3").exists():
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)

    assert process.returncode != 0
    assert not [path for path in tree(tmp_path) if "-unfinished" in path]
    assert render_deployment(many(4, 25, region="us-east-1"), tmp_path).changes.create
    assert render_deployment(many(4, 25, region="us-east-1"), tmp_path).changes.is_empty


def test_a_full_disk_is_an_error_and_the_next_run_finishes(tmp_path: Path) -> None:
    """No file may grow beyond 600 bytes: the kernel refuses the write half-way, as a full disk does."""
    render_deployment(many(1, 1), tmp_path)
    before = tree(tmp_path)
    script = (
        "import resource, sys; from mwaa_tf import render_deployment; from tests.support import many;"
        "from mwaa_tf.errors import MwaaTfError\n"
        "configured = many(1, 1, region='eu-west-1')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))\n"
        "try: render_deployment(configured, sys.argv[1])\n"
        "except MwaaTfError as error: sys.exit(str(error))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.endswith("/.mwaa_tf.json: cannot be written: File too large. Nothing was written\n")
    assert "Traceback" not in done.stderr
    assert tree(tmp_path) == before
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 600
    assert render_deployment(many(1, 1, region="eu-west-1"), tmp_path).changes.update


def test_a_file_system_that_becomes_read_only_leaves_whole_files_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render_deployment(many(1, 1), tmp_path)
    configured = many(1, 1, region="eu-west-1")
    replaced: list[Path] = []

    def refuse_the_third(path: Path, contents: bytes, **options: Any) -> None:
        if len(replaced) == 2:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        replaced.append(path)
        replace_file(path, contents, **options)

    monkeypatch.setattr("mwaa_tf.render.write.replace_file", refuse_the_third)
    with pytest.raises(UnwritableFileError) as refused:
        render_deployment(configured, tmp_path)
    monkeypatch.undo()

    assert str(refused.value).endswith(
        ": cannot be written: Read-only file system. Files written before it are complete; "
        "once it can be written, the next run writes the rest"
    )
    assert replaced[0].name == ".mwaa_tf.json"
    assert render_deployment(configured, tmp_path).changes.update
    assert render_deployment(configured, tmp_path).changes.is_empty


@pytest.mark.parametrize("call", ["mkdir", "journal"])
def test_a_file_system_that_is_read_only_from_the_beginning_gets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    if call == "mkdir":
        monkeypatch.setattr(Path, "mkdir", refuse)
    else:
        monkeypatch.setattr("mwaa_tf.render.write.replace_file", refuse)

    with pytest.raises(UnwritableFileError, match=r"cannot be written: Read-only file system\. Nothing was written$"):
        render_deployment(many(1, 1), tmp_path / "out")

    assert tree(tmp_path) == {}


def test_a_second_render_at_the_same_time_is_refused(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path)
    descriptor = os.open(tmp_path / "analytics", os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with pytest.raises(MwaaTfError, match="another render is running here"):
            render_deployment(deployment(region="eu-west-1"), tmp_path)
    finally:
        os.close(descriptor)

    assert render_deployment(deployment(region="eu-west-1"), tmp_path).changes.update


def test_two_renders_at_once_end_with_the_files_of_one_of_them(tmp_path: Path) -> None:
    processes = [_rendering(tmp_path, region) for region in ("us-east-1", "eu-west-1")]
    codes = []
    for process in processes:
        with process:
            codes.append(process.wait(60))

    assert 0 in codes
    fresh = [
        render_deployment(many(4, 25, region=region), tmp_path, dry_run=True).changes.is_empty
        for region in ("us-east-1", "eu-west-1")
    ]
    assert sorted(fresh) == [False, True]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("place", ["analytics", "analytics/1-network", "analytics/2-environments"])
def test_nothing_is_written_through_a_linked_folder(tmp_path: Path, place: str, force: bool) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / "out" / place
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)

    with pytest.raises(MwaaTfError, match="is a symbolic link where a folder belongs"):
        render_deployment(deployment(), tmp_path / "out", force=force)

    assert not list(elsewhere.iterdir())


def test_a_linked_file_stops_the_run_and_force_backs_up_the_link(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path / "out")
    main = tmp_path / "out/analytics/1-network/main.tf"
    target = tmp_path / "target.tf"
    target.write_text("# elsewhere\n")
    main.unlink()
    main.symlink_to(target)

    with pytest.raises(MwaaTfError, match=r"main\.tf: is a symbolic link"):
        render_deployment(deployment(), tmp_path / "out")
    render_deployment(deployment(), tmp_path / "out", force=True)

    assert not main.is_symlink()
    assert target.read_text() == "# elsewhere\n"
    assert main.with_name("main.tf.backup").is_symlink()


def test_a_link_under_the_name_of_an_unfinished_file_is_not_followed(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path / "out")
    target = tmp_path / "target"
    target.write_text("precious")
    (tmp_path / "out/analytics/1-network/main.tf.mwaa_tf-unfinished").symlink_to(target)

    with pytest.raises(MwaaTfError, match="cannot be written"):
        render_deployment(deployment(owner={"account_id": "444444444444"}), tmp_path / "out")

    assert target.read_text() == "precious"


@pytest.mark.parametrize("place", ["analytics/1-network", "analytics/2-environments", "analytics"])
def test_a_file_where_a_folder_belongs_is_named(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a file")

    with pytest.raises(MwaaTfError, match=path.name):
        render_deployment(deployment(), tmp_path)

    assert path.read_text() == "a file"


def test_a_folder_where_a_file_belongs_is_named(tmp_path: Path) -> None:
    (tmp_path / "analytics/1-network/main.tf").mkdir(parents=True)

    with pytest.raises(MwaaTfError, match=r"main\.tf: is not a plain file"):
        render_deployment(deployment(), tmp_path, force=True)


@pytest.mark.parametrize("mode", [0o000, 0o500], ids=["unreadable", "unwritable"])
def test_a_folder_without_permission_is_an_error_in_words(tmp_path: Path, mode: int) -> None:
    """As a user without root's rights, in a process of its own: root may do everything.

    The process begins in the folder, which such a user could not reach through the folders above.
    """
    out = tmp_path / "out"
    render_deployment(deployment(), out)
    before = tree(out)
    locked = out / "analytics/1-network"
    for path in [tmp_path, out, *out.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    locked.chmod(mode)
    script = (
        "import os, sys; from mwaa_tf import render_deployment; from tests.support import deployment;"
        "from mwaa_tf.errors import MwaaTfError\n"
        "configured = deployment(owner={'account_id': '444444444444'})\n"
        "render_deployment(configured, sys.argv[2], dry_run=True)\n"
        "os.chdir(sys.argv[1])\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: render_deployment(configured, 'out')\n"
        "except MwaaTfError as error: sys.exit(str(error))"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path), str(tmp_path / "scratch")],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        locked.chmod(0o777)

    assert done.returncode == 1
    assert "Permission denied" in done.stderr
    assert "1-network" in done.stderr
    assert "Traceback" not in done.stderr
    finished = {path: text for path, text in tree(out).items() if not path.endswith(".mwaa_tf.json")}
    assert finished.items() <= before.items() | finished.items()
    assert render_deployment(deployment(), out).changes.conflicts == ()
    assert tree(out) == before
