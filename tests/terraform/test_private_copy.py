"""The private copy in which Terraform runs: what its paths lead to, and what is not in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mwaa_tf.files import UnreadableFileError
from mwaa_tf.terraform import Diagnostic
from mwaa_tf.terraform.private_copy import PrivateCopy


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one workspace."""
    for name in ("live/1-network/main.tf", "live/1-network/dags/etl.py", "modules/network/main.tf", "requirements.txt"):
        file = tmp_path / "repository" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {name}\n")
    return tmp_path / "repository"


@pytest.fixture
def copies(tmp_path: Path) -> PrivateCopy:
    (tmp_path / "scratch").mkdir()
    return PrivateCopy(tmp_path / "scratch/copy")


def opened(folder: Path, name: str) -> str:
    """What a process that runs in ``folder`` reads from ``name``; unlike Path, it leaves `..` to the system."""
    return Path(f"{folder}/{name}").read_text()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main.tf", "# live/1-network/main.tf\n"),
        ("dags/etl.py", "# live/1-network/dags/etl.py\n"),
        ("../../modules/network/main.tf", "# modules/network/main.tf\n"),
        ("../../requirements.txt", "# requirements.txt\n"),
        ("../1-network/main.tf", "# live/1-network/main.tf\n"),
        ("../../../repository/requirements.txt", "# requirements.txt\n"),
    ],
)
def test_relative_paths_lead_to_the_users_files(copies: PrivateCopy, root: Path, name: str, text: str) -> None:
    assert opened(copies.add(root / "live/1-network"), name) == text


def test_relative_paths_up_to_the_root_lead_to_the_users_files(copies: PrivateCopy, root: Path) -> None:
    copy = copies.add(root / "live/1-network")
    top = "../" * (len((root / "live/1-network").resolve().parts) - 1)
    assert opened(copy, f"{top}{str(root).lstrip('/')}/requirements.txt") == "# requirements.txt\n"


def test_a_new_file_and_a_replaced_lock_file_stay_in_the_copy(copies: PrivateCopy, root: Path) -> None:
    workspace = root / "live/1-network"
    (workspace / ".terraform.lock.hcl").write_text("# pinned\n")
    (workspace / ".terraform").mkdir()
    copy = copies.add(workspace)
    assert opened(copy, ".terraform.lock.hcl") == "# pinned\n"

    (copy / ".terraform").mkdir()
    (copy / ".terraform.lock.hcl").write_text("# another\n")

    assert (workspace / ".terraform.lock.hcl").read_text() == "# pinned\n"
    assert list((workspace / ".terraform").iterdir()) == []


def test_a_folder_that_is_named_as_a_file_of_terraform_is_no_link(copies: PrivateCopy, root: Path) -> None:
    """Terraform skips the folder and would fail to read the link."""
    (root / "live/1-network/old.tf").mkdir()
    (root / "live/1-network/old.tf/kept.txt").write_text("kept\n")
    copy = copies.add(root / "live/1-network")
    assert not (copy / "old.tf").is_symlink()
    assert opened(copy, "old.tf/kept.txt") == "kept\n"


@pytest.mark.parametrize("order", [("live", "live/1-network"), ("live/1-network", "live")])
def test_a_workspace_inside_another_is_a_folder_of_its_own(
    copies: PrivateCopy, root: Path, order: tuple[str, str]
) -> None:
    for folder in order:
        (root / folder / ".terraform.lock.hcl").write_text(f"# {folder}\n")
    paths = {folder: copies.add(root / folder) for folder in order}
    assert paths["live"] / "1-network" == paths["live/1-network"]
    for folder, path in paths.items():
        assert not (path / ".terraform.lock.hcl").is_symlink()
        assert opened(path, ".terraform.lock.hcl") == f"# {folder}\n"


def test_a_workspace_behind_a_link_is_where_the_link_leads(copies: PrivateCopy, root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/linked").symlink_to(root / "live/1-network")
    copy = copies.add(tmp_path / "elsewhere/linked")
    assert opened(copy, "../../requirements.txt") == "# requirements.txt\n"
    assert copies.add(root / "live/1-network") == copy


def test_a_link_of_the_user_leads_where_it_led(copies: PrivateCopy, root: Path) -> None:
    (root / "live/1-network/shared.tf").symlink_to("../../modules/network/main.tf")
    (root / "live/1-network/.#main.tf").symlink_to("nobody@nowhere")
    copy = copies.add(root / "live/1-network")
    assert opened(copy, "shared.tf") == "# modules/network/main.tf\n"
    assert (copy / ".#main.tf").readlink() == root / "live/1-network/.#main.tf"


def test_the_folder_for_the_copy_is_not_in_the_copy(copies: PrivateCopy, root: Path, tmp_path: Path) -> None:
    """What follows links, as a search for files may, would go round in it."""
    copy = copies.add(root / "live/1-network")
    assert {path.name for path in (copy / "../../..").iterdir()} == {"repository"}
    assert (tmp_path / "scratch").is_dir()


def test_a_folder_above_that_may_not_be_listed_is_passed(
    copies: PrivateCopy, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As /home is on machines with many users."""
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path) == root.resolve().parent:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert opened(copies.add(root / "live/1-network"), "../../requirements.txt") == "# requirements.txt\n"


def test_a_lock_file_that_cannot_be_read_is_named(copies: PrivateCopy, root: Path) -> None:
    os.mkfifo(root / "live/1-network/.terraform.lock.hcl")
    with pytest.raises(UnreadableFileError, match=r"1-network/\.terraform\.lock\.hcl: is not a plain file"):
        copies.add(root / "live/1-network")


def test_messages_have_the_users_paths(copies: PrivateCopy, root: Path) -> None:
    workspace = root / "live/1-network"
    copy = copies.add(workspace)
    (copy / ".terraform/modules").mkdir(parents=True)
    (copy / ".terraform/modules/absolute").symlink_to(root / "modules/network")
    (copy / ".terraform/modules/git").mkdir()

    def file(name: str) -> str | None:
        return copies.as_users(Diagnostic("error", "a", "b", name, 1), workspace).file

    assert file("main.tf") == "main.tf"
    assert file(f"{copy}/main.tf") == "main.tf"
    assert file(f"{root}/modules/network/main.tf") == "../../modules/network/main.tf"
    assert file(".terraform/modules/absolute/main.tf") == "../../modules/network/main.tf"
    assert file(".terraform/modules/git/main.tf") == ".terraform/modules/git/main.tf"
    text = copies.as_users(Diagnostic("error", f"in {copy}:", f'no file at "{copy}/a"'), workspace)
    assert (text.summary, text.detail) == (f"in {workspace}:", f'no file at "{workspace}/a"')
