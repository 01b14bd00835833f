"""What the guides show is what the commands print.

In a ```console block each `$ ` line is run, in a folder of its own for each guide, and what follows is compared with
what it printed: all of it, but where a line `… (reason)` stands for what is left out. ```python blocks are run there
too, after the consoles; those that begin with the name of a file are that file.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mwaa_tf import load, render_deployment
from mwaa_tf.config.source.read import read
from tests.docs.guides import FILE, GUIDES, Shell, blocks, commands, prints
from tests.support import REPOSITORY

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Stands for a clone: a guide may make a folder beside it."""
    return Path(shutil.copytree(FIXTURES, tmp_path / "clone"))


@pytest.mark.parametrize("guide", [guide for guide in GUIDES if blocks(guide, "console")], ids=lambda path: path.name)
def test_the_commands_of_a_guide_print_what_it_shows(guide: Path, folder: Path) -> None:
    shell = Shell(folder)
    for console in blocks(guide, "console"):
        for command, shown in commands(console):
            output = shell.run(command).stdout
            assert output == shown or prints(output, shown), f"{command}\n{output}"
    for code in blocks(guide, "python"):
        if not FILE.match(code):
            subprocess.run([sys.executable, "-c", code], cwd=shell.folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    "guide",
    [guide for guide in GUIDES if blocks(guide, "python") and not blocks(guide, "console")],
    ids=lambda path: path.name,
)
def test_the_python_of_a_guide_without_commands_runs(guide: Path, folder: Path) -> None:
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", folder)
    for code in blocks(guide, "python"):
        if not FILE.match(code):
            subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, capture_output=True)


def test_the_tests_that_the_rehearsal_guide_shows_pass(tmp_path: Path) -> None:
    for code in blocks(REPOSITORY / "docs/rehearsal.md", "python"):
        if file := FILE.match(code):
            (tmp_path / file[1]).write_text(code)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--strict-markers", "-p", "no:cacheprovider", tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.parametrize("guide", [guide for guide in GUIDES if blocks(guide, "yaml")], ids=lambda path: path.name)
def test_the_configurations_of_a_guide_load(guide: Path, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").touch()  # which a configuration uploads
    for number, text in enumerate(blocks(guide, "yaml")):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text)
        assert load(path).environments


@pytest.mark.parametrize("guide", ["pipelines.md", "pull-requests.md"])
def test_the_configurations_of_pipelines_have_no_warning(guide: str, tmp_path: Path) -> None:
    for number, text in enumerate(blocks(REPOSITORY / "docs" / guide, "yaml")):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text)
        if any(load(path).pipelines.enabled):
            assert not load(path).warnings, text


@pytest.mark.parametrize(("platform", "engine"), [("GitHub", "github"), ("GitLab", "gitlab")])
def test_the_section_of_a_platform_has_a_configuration_that_renders_its_pipeline(
    platform: str, engine: str, tmp_path: Path
) -> None:
    section = (
        (REPOSITORY / "docs/pull-requests.md")
        .read_text("utf-8")
        .partition(f"\n## {platform}\n")[2]
        .partition("\n## ")[0]
    )
    path = tmp_path / "mwaa.yaml"
    path.write_text(section.partition("```yaml\n")[2].partition("```")[0])

    assert list(load(path).pipelines.enabled) == [engine]


def test_the_terraform_in_the_readme_is_the_rendered_one(folder: Path) -> None:
    (shown,) = blocks(REPOSITORY / "README.md", "hcl")
    (configuration,) = blocks(REPOSITORY / "README.md", "yaml")
    (folder / "shown.yaml").write_text(configuration)

    report = render_deployment(load(folder / "shown.yaml"), folder / "out")

    assert report.wanted["3-endpoints/data-etl/main.tf"].decode() == shown
    assert read(folder / "shown.yaml").data == read(REPOSITORY / "examples/smallest/mwaa.yaml").data


def test_what_is_left_out_needs_a_reason() -> None:
    assert prints("a\nb\nc\n", "a\n… (the rest)\n")
    assert prints("a\nb\nc\n", "… (before)\nb\n… (after)\n")
    assert not prints("a\nb\nc\n", "a\n…\n")
    assert not prints("a\nb\nc\n", "a\n… (the rest)\nd\n")


def test_a_folder_that_a_command_enters_holds_for_the_next(tmp_path: Path) -> None:
    shell = Shell(tmp_path)

    assert shell.run("mkdir deep && cd deep && echo in >&2").stdout == "in\n"
    assert shell.run("pwd").stdout == f"{tmp_path}/deep\n"
    assert shell.run("false").returncode == 1


@pytest.mark.parametrize("guide", [guide for guide in GUIDES if any(map(FILE.match, blocks(guide, "python")))])
def test_a_file_in_a_guide_is_python(guide: Path) -> None:
    for code in blocks(guide, "python"):
        compile(code, f"{guide.name}", "exec")


def test_the_first_dag_is_the_same_in_both_places() -> None:
    readme, day = (
        [code for code in blocks(REPOSITORY / page, "python") if "hello" in code]
        for page in ("README.md", "docs/a-day-with-airflow.md")
    )

    assert readme == day
    assert len(readme) == 1
