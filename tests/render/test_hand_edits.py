"""Edited files are never overwritten or deleted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mwaa_tf import render_deployment
from mwaa_tf.errors import MwaaTfError
from tests.support import deployment, many, tree

MAIN = "analytics/1-network/main.tf"


def test_an_edited_file_stops_the_run_before_anything_is_written(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path)
    (tmp_path / MAIN).write_text("# mine\n")
    before = tree(tmp_path)

    with pytest.raises(MwaaTfError, match=r"1-network/main\.tf: was edited since it was rendered"):
        render_deployment(deployment(region="eu-west-1"), tmp_path)

    assert tree(tmp_path) == before


def test_force_renders_anew_and_keeps_a_copy_each_time(tmp_path: Path) -> None:
    rendered = render_deployment(deployment(), tmp_path).wanted["1-network/main.tf"]
    for text in ("# first\n", "# second\n"):
        (tmp_path / MAIN).write_text(text)
        report = render_deployment(deployment(), tmp_path, force=True)
        assert len(report.backups) == 1

    assert (tmp_path / MAIN).read_bytes() == rendered
    assert (tmp_path / f"{MAIN}.backup").read_text() == "# first\n"
    assert (tmp_path / f"{MAIN}.backup-1").read_text() == "# second\n"


def test_a_file_that_was_there_first_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / MAIN).parent.mkdir(parents=True)
    (tmp_path / MAIN).write_text("# somebody's\n")

    with pytest.raises(MwaaTfError, match="was not rendered by mwaa_tf"):
        render_deployment(deployment(), tmp_path)

    assert tree(tmp_path) == {MAIN: b"# somebody's\n"}


def test_what_people_and_terraform_put_beside_stays(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path)
    beside = {
        "analytics/1-network/mine.tf": b"# mine\n",
        "analytics/1-network/.terraform.lock.hcl": b"# lock\n",
        "analytics/1-network/.terraform/modules/modules.json": b"{}",
        "analytics/1-network/terraform.tfvars": b"",
        "analytics/notes/README.md": b"notes",
    }
    for path, contents in beside.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(contents)

    report = render_deployment(deployment(region="eu-west-1"), tmp_path)

    assert report.changes.update
    assert {path: tree(tmp_path)[path] for path in beside} == beside


def test_what_leaves_the_configuration_is_removed_where_it_is_ours(tmp_path: Path) -> None:
    render_deployment(many(2, 2), tmp_path)

    report = render_deployment(many(2, 1), tmp_path)

    assert not (tmp_path / "analytics/2-environments/team1-env1").exists()
    assert (tmp_path / "analytics/2-environments/team1-env0/main.tf").exists()
    assert len(report.changes.remove) == 2 * (5 + 5)
    assert render_deployment(many(2, 1), tmp_path).changes.is_empty


def test_what_leaves_the_configuration_stays_where_it_was_edited(tmp_path: Path) -> None:
    render_deployment(many(1, 2), tmp_path)
    edited = tmp_path / "analytics/2-environments/team0-env1/main.tf"
    edited.write_text("# mine\n")
    before = tree(tmp_path)

    with pytest.raises(MwaaTfError, match="no longer in the configuration, but was edited"):
        render_deployment(many(1, 1), tmp_path)
    assert tree(tmp_path) == before

    render_deployment(many(1, 1), tmp_path, force=True)
    assert not edited.exists()
    assert edited.with_name("main.tf.backup").read_text() == "# mine\n"


def test_a_persons_file_keeps_the_folder_of_a_removed_workspace(tmp_path: Path) -> None:
    render_deployment(many(1, 2), tmp_path)
    mine = tmp_path / "analytics/2-environments/team0-env1/mine.tf"
    mine.write_text("# mine\n")

    render_deployment(many(1, 1), tmp_path)

    assert [path.name for path in mine.parent.iterdir()] == ["mine.tf"]


@pytest.mark.parametrize("force", [False, True])
def test_a_workspace_whose_local_state_has_resources_is_not_removed(tmp_path: Path, force: bool) -> None:
    render_deployment(many(1, 2), tmp_path)
    state = tmp_path / "analytics/2-environments/team0-env1/terraform.tfstate"
    state.write_text('{"version": 4, "resources": [{"type": "aws_mwaa_environment"}]}')
    before = tree(tmp_path)

    with pytest.raises(MwaaTfError, match="still has 1 resource: destroy them before"):
        render_deployment(many(1, 1), tmp_path, force=force)

    assert tree(tmp_path) == before


def test_a_deleted_file_comes_back(tmp_path: Path) -> None:
    rendered = render_deployment(deployment(), tmp_path).wanted["1-network/main.tf"]
    (tmp_path / MAIN).unlink()

    assert render_deployment(deployment(), tmp_path).changes.create == ("1-network/main.tf",)
    assert (tmp_path / MAIN).read_bytes() == rendered


def test_unchanged_files_keep_their_time_stamp(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path)
    for path in tmp_path.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)

    render_deployment(deployment(), tmp_path)

    assert {path.stat().st_mtime for path in tmp_path.rglob("*") if path.is_file()} == {1.0}


def test_a_change_of_one_environment_touches_only_its_files(tmp_path: Path) -> None:
    render_deployment(many(1, 3), tmp_path)
    changed = many(1, 3).model_dump()
    changed["participants"][0]["environments"][1]["environment_class"] = "mw1.large"

    report = render_deployment(deployment(participants=changed["participants"]), tmp_path)

    assert report.changes.update == ("2-environments/team0-env1/main.tf",)
    assert (report.changes.create, report.changes.remove) == ((), ())


def test_a_lost_manifest_takes_over_what_matches_and_nothing_else(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path)
    (tmp_path / "analytics/.mwaa_tf.json").unlink()

    assert render_deployment(deployment(), tmp_path).changes.is_empty
    (tmp_path / "analytics/.mwaa_tf.json").unlink()
    with pytest.raises(MwaaTfError, match="was not rendered by mwaa_tf"):
        render_deployment(deployment(region="eu-west-1"), tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": 1, "files": []}', "[" * 100_000])
def test_a_broken_manifest_stops_the_run_in_words(tmp_path: Path, text: str) -> None:
    render_deployment(deployment(), tmp_path)
    (tmp_path / "analytics/.mwaa_tf.json").write_text(text)

    with pytest.raises(MwaaTfError, match="not a manifest of mwaa_tf; restore it"):
        render_deployment(deployment(), tmp_path)


def test_a_manifest_of_a_later_format_is_left_alone(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path)
    (tmp_path / "analytics/.mwaa_tf.json").write_text('{"version": 2, "files": {}}')

    with pytest.raises(MwaaTfError, match="another version of mwaa_tf"):
        render_deployment(deployment(), tmp_path)


def test_a_manifest_cannot_reach_outside_its_folder(tmp_path: Path) -> None:
    import hashlib
    import json

    render_deployment(deployment(), tmp_path / "out")
    victim = tmp_path / "victim.txt"
    victim.write_text("precious")
    path = tmp_path / "out/analytics/.mwaa_tf.json"
    data = json.loads(path.read_text())
    for name in ("../../victim.txt", str(victim)):
        data["files"][name] = hashlib.sha256(b"precious").hexdigest()
    path.write_text(json.dumps(data))

    with pytest.raises(MwaaTfError, match="outside"):
        render_deployment(deployment(), tmp_path / "out")

    assert victim.read_text() == "precious"


def test_a_gitignore_of_a_person_is_never_replaced(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path)
    own = tmp_path / "analytics/.gitignore"
    own.write_text("*.tfstate\n")

    with pytest.raises(MwaaTfError, match=r"\.gitignore: was edited since it was rendered"):
        render_deployment(deployment(region="eu-west-1"), tmp_path)

    assert own.read_text() == "*.tfstate\n"


def test_a_gitignore_that_was_there_first_is_a_conflict_and_force_keeps_it_as_a_backup(tmp_path: Path) -> None:
    own = tmp_path / "analytics/.gitignore"
    own.parent.mkdir()
    own.write_text("mine\n")

    with pytest.raises(MwaaTfError, match=r"\.gitignore: was not rendered by mwaa_tf"):
        render_deployment(deployment(), tmp_path)
    assert own.read_text() == "mine\n"

    report = render_deployment(deployment(), tmp_path, force=True)
    assert report.backups == (".gitignore.backup",)
    assert (tmp_path / "analytics/.gitignore.backup").read_text() == "mine\n"


def test_a_gitignore_of_a_person_that_ignores_as_much_stays(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path)
    own = tmp_path / "analytics/.gitignore"
    mine = b"# mine\r\n.idea/\r\n" + own.read_bytes()
    own.write_bytes(mine)

    for region in ("eu-west-1", "us-east-1"):
        render_deployment(deployment(region=region), tmp_path)
        assert own.read_bytes() == mine

    own.write_bytes(mine.replace(b"*.plan\n", b"").replace(b"tfplan*\n", b""))
    with pytest.raises(MwaaTfError, match=r"and lacks \*\.plan and tfplan\*: add what is missing"):
        render_deployment(deployment(), tmp_path)
