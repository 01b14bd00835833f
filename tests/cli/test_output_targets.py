"""Where a command writes to is looked at before minutes of work, or a person's answers, would be lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click
import pytest

from mwaa_tf.cli import run as run_here
from mwaa_tf.files import UnwritableFileError, check_writable, check_writable_folder
from tests.cli.commands import all_commands
from tests.cli.test_hostile_conditions import PLAN
from tests.support import REPOSITORY, tree

#: Option -> a call with a target that cannot be written, what its message names, and the work that must not begin.
TARGETS = {
    "rehearse --permissions": (
        "rehearse --permissions mwaa.yaml/inside",
        "mwaa.yaml/inside: cannot be written: Not a directory",
        "mwaa_tf.rehearsal.run.rehearse",
    ),
    "rehearse --env-file": (
        "rehearse --serve --env-file none/aws.sh",
        "none/aws.sh: cannot be written: No such file or directory",
        "mwaa_tf.rehearsal.serve.local_aws_for",
    ),
    "review --output-file": (
        "review plan.json -O page.html -O none/comment.md",
        "none/comment.md: cannot be written: No such file or directory",
        "mwaa_tf.review.read.read_plans",
    ),
    "review --post": ("review plan.json --post github", "GITHUB_REPOSITORY", "mwaa_tf.review.read.read_plans"),
    "doctor --output-file": (
        "doctor --plan plan.json -O page.html -O none/doctor.md",
        "none/doctor.md: cannot be written: No such file or directory",
        "mwaa_tf.cli.doctor.planned_views",
    ),
    "graph --output-file": (
        "graph -O none/picture.svg",
        "none/picture.svg: cannot be written: No such file or directory",
        "mwaa_tf.cli.graph.load_jobs",
    ),
    "init --config": (
        "init -c none/mwaa.yaml",
        "none/mwaa.yaml: cannot be written: No such file or directory",
        "mwaa_tf.cli.init._ask",
    ),
    "plan --report": (
        "plan --report none/report.json",
        "none/report.json: cannot be written: No such file or directory",
        "mwaa_tf.cli.plan.patient_terraform",
    ),
    "apply --report": (
        "apply --yes --report none/report.xml",
        "none/report.xml: cannot be written: No such file or directory",
        "mwaa_tf.cli.apply.patient_terraform",
    ),
    "destroy --report": (
        "destroy --confirm analytics --report none/report.json",
        "none/report.json: cannot be written: No such file or directory",
        "mwaa_tf.cli.destroy.patient_terraform",
    ),
    "adopt --write": (
        "adopt --write",
        "generated/analytics/1-network/adopt.tf: cannot be written: Is a directory",
        "mwaa_tf.cli.adopt._search",
    ),
}

#: Other options with a path: what is read, or written without long work before.
OTHERS = {
    *("plan --config", "plan --output", "apply --config", "apply --output", "destroy --config", "destroy --output"),
    "dags bisect --config",
    *("status --config", "status --output"),
    *("upgrade --config", "upgrade --output"),
    "login --config",
    *("succession --config", "succession --output"),
    "doctor --config",
    *("adopt --config", "adopt --output", "check --config", "check --output", "graph --config"),
    *("rehearse --config", "render --config", "schema --output-file"),
    "render --output",  # all is computed in less than a second, and compared with the folder before the first write
    "embed --into",  # compared with the copies before the first write
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: the smallest configuration, a plan, and a workspace whose adopt.tf is no file."""
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", tmp_path)
    (tmp_path / "plan.json").write_text(json.dumps(PLAN))
    (tmp_path / "generated/analytics/1-network/adopt.tf").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    return tmp_path


def test_every_option_with_a_path_is_known() -> None:
    options = {
        f"{name} {parameter.opts[-1]}"
        for name, command in all_commands()
        for parameter in command.params
        if isinstance(parameter, click.Option) and isinstance(parameter.type, click.Path)
    }

    assert options == OTHERS | TARGETS.keys() - {"review --post", "adopt --write"}


@pytest.mark.parametrize("option", TARGETS)
def test_a_target_that_cannot_be_written_is_named_before_the_work_begins(
    folder: Path, option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call, message, work = TARGETS[option]
    monkeypatch.setattr(work, lambda *_, **__: pytest.fail("the work began"))
    before = tree(folder)

    code = run_here(call.split())

    assert code == 2
    assert message in capsys.readouterr().err
    assert tree(folder) == before


@pytest.mark.parametrize("name", ["new.svg", "existing.svg", "link.svg", "pipe", "/dev/null", "n" * 255])
def test_a_file_that_can_be_written_stays_as_it_is(tmp_path: Path, name: str) -> None:
    import os

    (tmp_path / "existing.svg").write_text("mine")
    (tmp_path / "link.svg").symlink_to("existing.svg")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())

    check_writable(tmp_path / name)

    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "existing.svg").read_text() == "mine"


@pytest.mark.parametrize("name", ["none/a.svg", "folder", "circle", "n" * 256, "a\0b", "/proc/none.svg"])
def test_a_file_that_cannot_be_written_is_refused_as_writing_it_would_be(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle").symlink_to("circle")

    with pytest.raises(UnwritableFileError, match="cannot be written: "):
        check_writable(tmp_path / name)


@pytest.mark.parametrize("name", ["existing", "new", "new/folder/below", "."])
def test_a_folder_that_can_be_written_stays_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / "existing").mkdir()

    check_writable_folder(tmp_path / name)

    assert [path.name for path in tmp_path.rglob("*")] == ["existing"]


@pytest.mark.parametrize("name", ["file", "file/below", "n" * 256, "/proc/none", "broken", "a\0b"])
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "broken").symlink_to("missing/target")

    with pytest.raises(UnwritableFileError, match="cannot be written: "):
        check_writable_folder(tmp_path / name)
