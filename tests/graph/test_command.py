"""`graph` as a person calls it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from mwaa_tf.graph.formats import format_names, format_of_ending
from mwaa_tf.plugins import load_plugin
from tests.support import EXAMPLES, REPOSITORY, run, tree

CONFIG = """\
name: {name}
region: us-east-1
owner: {{ account_id: "111111111111" }}
participants:
  - {{ name: data, account_id: "222222222222", environments: [{{ name: etl }}] }}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one configuration."""
    (tmp_path / "mwaa.yaml").write_text(CONFIG.format(name="analytics"))
    return tmp_path


def test_the_picture_goes_to_the_terminal_and_nothing_is_written(folder: Path) -> None:
    before = tree(folder)

    done = run("graph", cwd=folder)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("form", "start"), [("svg", "<?xml"), ("mermaid", "flowchart LR"), ("dot", 'digraph "analytics"')]
)
def test_every_format_can_be_asked_for(folder: Path, form: str, start: str) -> None:
    assert run("graph", "--format", form, cwd=folder).stdout.startswith(start)


def test_a_terminal_that_knows_only_ascii_gets_the_same_bytes(folder: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}

    done = run("graph", "--format", "mermaid", cwd=folder, env=environment)

    assert done.returncode == 0


def test_the_file_holds_what_the_terminal_would_show(folder: Path) -> None:
    shown = run("graph", cwd=folder).stdout

    done = run("graph", "-O", "picture.svg", cwd=folder)

    assert (done.returncode, done.stdout) == (0, "")
    assert (folder / "picture.svg").read_text("utf-8") == shown
    assert sorted(path.name for path in folder.iterdir()) == ["mwaa.yaml", "picture.svg"]


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("a.svg", "<?xml"),
        ("a.DOT", "digraph"),
        ("a.gv", "digraph"),
        ("a.mmd", "flowchart"),
        ("a.mermaid", "flowchart"),
        ("picture", "<?xml"),
    ],
)
def test_the_ending_of_the_file_decides_on_the_format(folder: Path, name: str, beginning: str) -> None:
    done = run("graph", "-O", name, cwd=folder)

    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / name).read_text("utf-8").startswith(beginning)


def test_every_format_has_an_ending_and_no_two_the_same() -> None:
    endings = [ending for name in format_names() for ending in load_plugin("mwaa_tf.graph.formats", name).ENDINGS]

    assert sorted(set(endings)) == sorted(endings)
    assert {format_of_ending(ending) for ending in endings} == set(format_names())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-O", "a.pdf"], "a.pdf: .pdf is the ending of no format; choose one with --format: dot, mermaid, png or svg"),
        (["-O", "a.png", "--format", "svg"], "a.png: the ending is that of png, but --format is svg"),
        (["-O", "a.dot", "--theme", "dark"], "--theme is for png and svg"),
        (["-O", "a.dot", "--format", "svg"], "a.dot: the ending is that of dot, but --format is svg"),
    ],
)
def test_an_ending_of_another_format_is_refused(folder: Path, arguments: list[str], message: str) -> None:
    done = run("graph", *arguments, cwd=folder)

    assert (done.returncode, done.stderr) == (2, f"Error: {message}\n")
    assert [path.name for path in folder.iterdir()] == ["mwaa.yaml"]


def test_a_file_of_any_name_gets_the_format_that_is_asked_for(folder: Path) -> None:
    run("graph", "-O", "a.txt", "--format", "mermaid", cwd=folder)

    assert (folder / "a.txt").read_text("utf-8").startswith("flowchart")


def test_a_link_keeps_leading_to_the_picture(folder: Path) -> None:
    (folder / "elsewhere.svg").write_text("old")
    (folder / "picture.svg").symlink_to("elsewhere.svg")

    run("graph", "--output-file", "picture.svg", cwd=folder)

    assert (folder / "picture.svg").is_symlink()
    assert (folder / "elsewhere.svg").read_text("utf-8").startswith("<?xml")


def test_a_device_takes_the_picture_and_stays_a_device(folder: Path) -> None:
    done = run("graph", "-O", os.devnull, cwd=folder)

    assert done.returncode == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("target", ["missing/picture.svg", ".", "loop.svg"])
def test_a_place_that_cannot_be_written_is_named(folder: Path, target: str) -> None:
    (folder / "loop.svg").symlink_to("loop.svg")

    done = run("graph", "-O", target, cwd=folder)

    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: {target}: cannot be written: ")
    assert len(done.stderr.splitlines()) == 1


def test_several_configurations_make_one_picture(folder: Path) -> None:
    (folder / "other.yaml").write_text(CONFIG.format(name="reporting"))

    done = run("graph", "-c", ".", cwd=folder)

    assert done.stdout.count("<svg") == 1
    assert "<title>analytics, reporting: accounts" in done.stdout


def test_a_wrong_configuration_is_explained_and_nothing_drawn(folder: Path) -> None:
    (folder / "mwaa.yaml").write_text(CONFIG.format(name="analytics") + "nme: x\n")

    done = run("graph", "-O", "picture.svg", cwd=folder)

    assert done.returncode == 2
    assert "mwaa.yaml:6: nme" in done.stderr
    assert not (folder / "picture.svg").exists()


def test_a_wrong_format_is_refused_with_those_there_are(folder: Path) -> None:
    done = run("graph", "--format", "pdf", cwd=folder)

    assert done.returncode == 2
    assert "'dot', 'mermaid', 'png', 'svg'" in done.stderr


@pytest.mark.parametrize("example", [path.name for path in EXAMPLES])
def test_every_example_can_be_drawn(tmp_path: Path, example: str) -> None:
    shutil.copytree(REPOSITORY / "examples" / example, tmp_path, dirs_exist_ok=True)

    done = run("graph", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")


def test_detail_adds_addresses_zones_and_gateways_to_every_format(folder: Path) -> None:
    for form in ("svg", "mermaid", "dot"):
        plain, detailed = (run("graph", "--format", form, *more, cwd=folder).stdout for more in ([], ["--detail"]))

        assert "NAT gateway in each zone" in detailed
        assert "NAT gateway" not in plain


def test_a_theme_is_drawn_whatever_the_screen_is(folder: Path) -> None:
    run("graph", "--theme", "dark", "-O", "dark.svg", cwd=folder)
    run("graph", "--theme", "light", "-O", "light.svg", cwd=folder)

    dark, light = ((folder / f"{theme}.svg").read_text("utf-8") for theme in ("dark", "light"))
    assert "prefers-color-scheme" not in dark + light
    assert ".page { fill: #0d1117; }" in dark
    assert ".page { fill: #ffffff; }" in light
