"""Which files in the folder of the policies are replaced, and which are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf import files
from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.cli import run
from mwaa_tf.errors import UsageError
from mwaa_tf.permissions import check_permissions_folder, folder, write_permissions
from tests.permissions.test_permissions import ENVIRONMENT, called, long_record
from tests.support import DATA, OWNER, REPOSITORY, deployment, tree

POLICY = f"data-{DATA}.json"
CALLS = [called(ENVIRONMENT, "airflow", "GetEnvironment", "analytics-data-etl")]
OTHER_CALLS = [called(ENVIRONMENT, "airflow", "CreateEnvironment", "analytics-data-etl")]


def write(path: Path, calls: object = CALLS, **changes: object) -> None:
    write_permissions(calls, [], build_blueprint(deployment(**changes)), path)  # type: ignore[arg-type]


def check(path: Path, **changes: object) -> None:
    check_permissions_folder(path, build_blueprint(deployment(**changes)))


def test_files_of_an_earlier_run_are_replaced_and_removed(tmp_path: Path) -> None:
    write(tmp_path, long_record(200))
    assert (tmp_path / f"data-{DATA}-1.json").exists()
    check(tmp_path)
    write(tmp_path)
    written = tree(tmp_path)
    assert set(written) == {POLICY, "permissions.md"}
    check(tmp_path)
    write(tmp_path)
    assert tree(tmp_path) == written


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    other = {"README.md": b"mine\n", f"{DATA}.json": b"{}", f"data-{DATA}-notes.json": b"{}"}
    for name, contents in other.items():
        (tmp_path / name).write_bytes(contents)
    check(tmp_path)
    write(tmp_path)
    assert {name: contents for name, contents in tree(tmp_path).items() if name in other} == other


@pytest.mark.parametrize(
    "name",
    [POLICY, f"data-{DATA}-1.json", f"data-{DATA}-plan.json", f"data-{DATA}-plan-trust.json", f"owner-{OWNER}.json"],
)
def test_a_file_that_no_run_wrote_is_refused_before_the_rehearsal(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}")
    with pytest.raises(UsageError) as error:
        check(tmp_path)
    assert str(error.value).splitlines() == [
        f"{tmp_path / name}: was not written by mwaa_tf",
        "Nothing was written. Move them, or choose another directory.",
    ]


def test_a_table_that_no_run_wrote_is_refused(tmp_path: Path) -> None:
    (tmp_path / "permissions.md").write_text("# Permissions of our team\n")
    with pytest.raises(UsageError, match=r"permissions\.md: was not written by mwaa_tf"):
        check(tmp_path)
    with pytest.raises(UsageError, match=r"permissions\.md: was not written by mwaa_tf"):
        write(tmp_path)
    assert tree(tmp_path) == {"permissions.md": b"# Permissions of our team\n"}


@pytest.mark.parametrize("name", [POLICY, "permissions.md"])
@pytest.mark.parametrize("calls", [CALLS, []], ids=["needed", "not needed any more"])
def test_a_file_that_was_edited_since_is_refused(tmp_path: Path, name: str, calls: object) -> None:
    write(tmp_path)
    edited = (tmp_path / name).read_text().replace("GetEnvironment", "*", 1)
    (tmp_path / name).write_text(edited)
    before = tree(tmp_path)
    with pytest.raises(UsageError, match=f"{name}: was edited since mwaa_tf wrote it"):
        check(tmp_path)
    with pytest.raises(UsageError, match=f"{name}: was edited since mwaa_tf wrote it"):
        write(tmp_path, calls)
    assert tree(tmp_path) == before


def test_the_folder_of_another_deployment_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(UsageError, match=r"permissions\.md: has the permissions of another deployment"):
        check(tmp_path, name="platform")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("{}")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / POLICY).symlink_to(tmp_path / "mine.json")
    with pytest.raises(UsageError, match=f"{POLICY}: is a symbolic link"):
        check(tmp_path / "out")
    assert (tmp_path / "mine.json").read_text() == "{}"


def test_a_table_from_someone_else_removes_nothing_outside_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("{}")
    out = tmp_path / "out"
    write(out)
    digest = folder._digest(b"{}")
    table = (out / "permissions.md").read_text().replace("-->\n", f"{digest}  ../mine.json\n-->\n")
    (out / "permissions.md").write_text(table)
    write(out, OTHER_CALLS)
    assert (tmp_path / "mine.json").exists()


@pytest.mark.parametrize("writes", range(1, 5))
def test_a_run_that_was_killed_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    """The first write is that of the table with both digests, the last that of the table with the new ones."""
    write(tmp_path, [*CALLS, called("1-network", "ec2", "DescribeVpcs")])
    count = 0

    def killed(target: Path, contents: bytes) -> None:
        nonlocal count
        count += 1
        if count == writes:
            raise KeyboardInterrupt
        files.replace_file(target, contents)

    changed = [*OTHER_CALLS, called("1-network", "ec2", "CreateVpc")]
    with monkeypatch.context() as patch:
        patch.setattr(folder, "replace_file", killed)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path, changed)
    check(tmp_path)
    write(tmp_path, changed)
    write(tmp_path / "fresh", changed)
    fresh = tree(tmp_path / "fresh")
    assert {name: contents for name, contents in tree(tmp_path).items() if "/" not in name} == fresh


def test_the_command_refuses_before_the_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mwaa_tf.rehearsal.run.rehearse", lambda *_, **__: pytest.fail("the rehearsal began"))
    (tmp_path / f"owner-{OWNER}.json").write_text("{}")
    config = REPOSITORY / "examples" / "smallest" / "mwaa.yaml"
    assert run(["rehearse", "-c", str(config), "--permissions", str(tmp_path)]) == 2
    assert f"owner-{OWNER}.json: was not written by mwaa_tf" in capsys.readouterr().err
