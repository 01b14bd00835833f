"""PNG: what a person sees who cannot open an SVG, and what is said where it cannot be drawn."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from mwaa_tf.errors import UsageError
from mwaa_tf.graph import draw, draw_bytes
from mwaa_tf.graph.formats import png
from mwaa_tf.installation import install_extra
from tests.graph.cases import CASES, EXAMPLE_BLUEPRINTS
from tests.graph.geometry import read
from tests.graph.test_command import CONFIG
from tests.support import run

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def size(picture: bytes) -> tuple[int, int]:
    """Width and height, as the header has them (PNG specification, IHDR)."""
    assert picture.startswith(_SIGNATURE)
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


@pytest.mark.parametrize("example", EXAMPLE_BLUEPRINTS)
def test_every_example_is_drawn_at_twice_the_size_of_the_svg(example: str) -> None:
    plan = EXAMPLE_BLUEPRINTS[example]
    view = read(draw([plan], "svg")).view

    assert size(draw_bytes([plan], "png")) == (2 * view.right, 2 * view.bottom)


def test_text_is_drawn_and_the_background_is_that_of_the_theme(browser: Browser, tmp_path: Path) -> None:
    plan = CASES["smallest"]
    for theme, background in (("light", [255, 255, 255]), ("dark", [13, 17, 23])):
        picture = tmp_path / f"{theme}.png"
        picture.write_bytes(draw_bytes([plan], "png", theme="dark" if theme == "dark" else "light"))
        page = browser.new_page()
        page.goto(picture.as_uri())
        pixels = page.evaluate(
            """() => {
                const image = document.images[0], canvas = document.createElement("canvas");
                canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
                const context = canvas.getContext("2d"); context.drawImage(image, 0, 0);
                return {corner: [...context.getImageData(60, 20, 1, 1).data].slice(0, 3),
                        heading: [...context.getImageData(32, 44, 240, 40).data]};
            }"""
        )
        page.close()

        assert pixels["corner"] == background
        # Black on white or white on black: the name of the deployment is there.
        reds = pixels["heading"][::4]
        assert max(reds) - min(reds) > 180


def test_without_a_theme_the_picture_is_the_light_one() -> None:
    assert draw_bytes([CASES["smallest"]], "png") == draw_bytes([CASES["smallest"]], "png", theme="light")


def test_the_file_is_written_and_the_ending_decides(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text(CONFIG.format(name="analytics"))

    done = run("graph", "--detail", "-O", "picture.PNG", cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "picture.PNG").read_bytes().startswith(_SIGNATURE)


def test_names_that_are_markup_are_drawn_as_text() -> None:
    assert size(draw_bytes([CASES["hostile"]], "png"))


def test_without_the_library_the_error_names_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text(CONFIG.format(name="analytics"))
    hidden = (
        "import importlib.util, sys\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, package=None: None if name == 'resvg_py' else find(name, package)\n"
        "from mwaa_tf.__main__ import main\n"
        "sys.argv = ['mwaa_tf', 'graph', '-O', 'a.png']\n"
        "sys.exit(main())\n"
    )

    done = subprocess.run([sys.executable, "-c", hidden], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr == f"Error: PNG needs a library that is not installed: {install_extra('png')}; SVG needs none\n"
    assert "mwaa_tf[" not in done.stderr  # pip would look for mwaa_tf in an index, where it may be another package
    assert not (tmp_path / "a.png").exists()


def test_without_fonts_nothing_is_drawn_and_the_error_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "SANS", "'A Font That Nobody Has'")

    with pytest.raises(UsageError, match="PNG needs a proportional font, and none of these is installed: 'A Font"):
        draw_bytes([CASES["smallest"]], "png")


def test_large_pictures_are_drawn_at_their_own_size_and_larger_ones_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    view = read(draw([CASES["smallest"]], "svg")).view
    pixels = int(view.right * view.bottom)

    monkeypatch.setattr(png, "_MOST_PIXELS", pixels)
    assert size(draw_bytes([CASES["smallest"]], "png")) == (view.right, view.bottom)

    monkeypatch.setattr(png, "_MOST_PIXELS", pixels - 1)
    with pytest.raises(UsageError, match=r"\d+ x \d+ pixels are too many for a PNG; draw fewer"):
        draw_bytes([CASES["smallest"]], "png")


def test_a_terminal_gets_no_binary_data(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text(CONFIG.format(name="analytics"))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "mwaa_tf", "graph", "--format", "png"]

    done = subprocess.run(command, cwd=tmp_path, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    os.close(ours)

    assert (done.returncode, done.stderr) == (2, "Error: a PNG is not text: name a file with -O\n")


def test_png_is_not_text() -> None:
    with pytest.raises(ValueError, match="png is not text: use draw_bytes"):
        draw([CASES["smallest"]], "png")
