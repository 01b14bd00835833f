"""The formats that people read as text, one plan per feature."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from mwaa_tf.review.formats import Options, format_names, write
from tests.review.samples import FEATURES, REAL, reviewed

_ENDINGS = {"markdown": "md", "text": "txt"}


@pytest.mark.parametrize("form", _ENDINGS)
@pytest.mark.parametrize("name", [*FEATURES, *REAL])
def test_a_format_is_what_it_was(name: str, form: str, golden: Callable[[str, str], None]) -> None:
    (document,) = write(reviewed(name), form)

    golden(f"golden/{name}.{_ENDINGS[form]}", document)


def test_the_formats_are_the_files_of_their_folder() -> None:
    assert set(format_names()) == {"html", "json", "junit", "markdown", "sarif", "text"}


def test_a_format_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no format 'pdf'; known are html, json, junit, markdown, sarif, text"):
        write(reviewed("create"), "pdf")


def test_colours_change_nothing_but_colours() -> None:
    import click

    (plain,) = write(reviewed("mwaa_replace"), "text")
    (coloured,) = write(reviewed("mwaa_replace"), "text", Options(colour=True, width=200))

    assert coloured != plain
    assert click.unstyle(coloured) == plain


@pytest.mark.parametrize(
    ("name", "line", "colour"),
    [
        ("mwaa_replace", "HIGH: ", "red"),
        ("policy", "MEDIUM: ", "yellow"),
        ("addresses", "LOW: ", "cyan"),
        ("mwaa_replace", "  -/+ replace ", "magenta"),
        ("delete", "  - delete ", "red"),
        ("update", "  ~ update ", "yellow"),
        ("create", "  + create ", "green"),
        ("create", "      + ", "green"),
        ("delete", "      - ", "red"),
        ("update", "      ~ ", "yellow"),
        ("policy", "      @ ", "bright_black"),
        ("checks", "  ! ", "red"),
        ("errored", "  planning failed", "red"),
    ],
)
def test_a_line_has_the_colour_of_what_it_says(name: str, line: str, colour: str) -> None:
    import click

    (coloured,) = write(reviewed(name), "text", Options(colour=True))
    start = click.style(line, fg=colour, reset=False).removesuffix(line)

    written = [text for text in coloured.splitlines() if click.unstyle(text).startswith(line)]
    assert written
    assert all(text.startswith(start) for text in written)


def test_a_narrow_terminal_wraps_no_line_of_a_change() -> None:
    import click

    (coloured,) = write(reviewed("values"), "text", Options(colour=True, width=60))

    assert all(len(line) <= 60 for line in click.unstyle(coloured).splitlines() if line.startswith("      "))


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("name", FEATURES)
def test_a_narrow_terminal_cuts_nothing_but_values(name: str, width: int) -> None:
    import click

    (plain,) = write(reviewed(name), "text")
    (coloured,) = write(reviewed(name), "text", Options(colour=True, width=width))
    shown = click.unstyle(coloured)

    # A line of a value begins with six blanks, or four below a heading, and its sign.
    lines = [line for line in plain.splitlines() if not re.match(r" {4,}\S? ", line)]
    assert [line for line in lines if " ".join(line.split()) not in " ".join(shown.split())] == []


@pytest.mark.parametrize("width", [40, 60, 80])
def test_sentences_are_folded_between_words_on_a_narrow_terminal(width: int) -> None:
    import click

    (coloured,) = write(reviewed("mwaa_replace"), "text", Options(colour=True, width=width))

    is_address = re.compile(r"\b(aws|module)\b|^Fingerprint|https:").search
    sentences = [line for line in click.unstyle(coloured).splitlines() if not is_address(line)]
    assert [line for line in sentences if len(line) > width] == []


def test_a_narrow_terminal_does_not_cut_the_fingerprint_which_is_copied_into_a_command() -> None:
    import click

    review = reviewed("create")
    (coloured,) = write(review, "text", Options(colour=True, width=80))

    assert click.unstyle(coloured).splitlines()[-1] == f"Fingerprint {review.fingerprint}"
