"""What the guides show is what the commands print.

In a ```console block each `$ ` line is run, in a folder of its own for each guide, and what follows is compared with
what it printed. ```python blocks are run there too, after the consoles.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf import load, render_deployment
from mwaa_tf.config.source.read import read
from tests.support import REPOSITORY

GUIDES = [REPOSITORY / "README.md", *sorted(REPOSITORY.glob("docs/*.md"))]
FIXTURES = Path(__file__).parent / "fixtures"

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
#: The first line of a block that is a file of its own.
_FILE = re.compile(r"# (\w+\.py)\n")
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def blocks(guide: Path, language: str) -> list[str]:
    return [text for kind, text in _BLOCK.findall(guide.read_text("utf-8")) if kind == language]


def commands(console: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block, and what it is shown to print."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize("guide", [guide for guide in GUIDES if blocks(guide, "console")], ids=lambda path: path.name)
def test_the_commands_of_a_guide_print_what_it_shows(guide: Path, folder: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for console in blocks(guide, "console"):
        for command, shown in commands(console):
            done = subprocess.run(
                ["bash", "-c", f"exec 2>&1; {command}"],
                cwd=folder,
                env={**os.environ, "PATH": path},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.stdout == shown, command
    for code in blocks(guide, "python"):
        subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    "guide",
    [guide for guide in GUIDES if blocks(guide, "python") and not blocks(guide, "console")],
    ids=lambda path: path.name,
)
def test_the_python_of_a_guide_without_commands_runs(guide: Path, folder: Path) -> None:
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", folder)
    for code in blocks(guide, "python"):
        if not _FILE.match(code):
            subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, capture_output=True)


def test_the_tests_that_the_rehearsal_guide_shows_pass(tmp_path: Path) -> None:
    for code in blocks(REPOSITORY / "docs/rehearsal.md", "python"):
        if file := _FILE.match(code):
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


@pytest.mark.parametrize("guide", sorted({*GUIDES, *REPOSITORY.glob("*.md")}), ids=lambda path: path.name)
def test_links_lead_somewhere(guide: Path) -> None:
    missing = [link for link in _LINK.findall(guide.read_text("utf-8")) if not (guide.parent / link).exists()]

    assert missing == []
