import stat
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.files import UnwritableFileError, write_atomically
from mwaa_tf.lifecycle import private_folder
from mwaa_tf.lifecycle.private_folder import PrivateFolder


def test_plans_and_logs_are_the_users_alone_and_ignored_by_git(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    private = PrivateFolder(tmp_path)
    plan = private.plans("2-environments/data-etl") / "plan.tfplan"
    plan.write_bytes(b"secret")
    private.log("1-network", "apply").write_text("secret")
    for folder in (private.path, *private.path.rglob("*")):
        if folder.is_dir():
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    status = subprocess.run(["git", "-C", tmp_path, "status", "--porcelain"], check=True, capture_output=True)
    assert status.stdout == b""


def test_a_folder_that_others_can_read_is_closed(tmp_path: Path) -> None:
    (tmp_path / ".mwaa_tf").mkdir(mode=0o755)
    assert stat.S_IMODE(PrivateFolder(tmp_path).plans("1-network").parents[1].stat().st_mode) == 0o700


def test_the_first_workspaces_may_begin_at_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def write_slowly(path: Path, *arguments: Any, **options: Any) -> None:
        written.append(path.name)
        time.sleep(0.1)
        write_atomically(path, *arguments, **options)

    monkeypatch.setattr(private_folder, "write_atomically", write_slowly)
    private = PrivateFolder(tmp_path)

    with ThreadPoolExecutor(4) as threads:
        logs = [*threads.map(lambda number: private.log(f"2-environments/data-{number}", "init"), range(4))]

    assert written == [".gitignore"]
    assert all(log.parent.is_dir() for log in logs)


@pytest.mark.parametrize("link", [".mwaa_tf", ".mwaa_tf/plans", ".mwaa_tf/plans/1-network"])
def test_a_link_to_elsewhere_is_refused(tmp_path: Path, link: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    place = tmp_path / "deployment" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(elsewhere)
    with pytest.raises(UnwritableFileError, match="is not a folder"):
        PrivateFolder(tmp_path / "deployment").plans("1-network")
    assert not any(elsewhere.iterdir())


def test_a_log_holds_the_last_run_only(tmp_path: Path) -> None:
    private = PrivateFolder(tmp_path)
    private.log("1-network", "apply").write_text("the run before")
    assert not private.log("1-network", "apply").exists()
