"""Every format, over the whole corpus of plans."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mwaa_tf.review.formats import Options, names, write
from tests.review import pages
from tests.review.samples import CORPUS, reviewed

_ENDINGS = {"html": "html", "json": "json", "markdown": "md", "text": "txt"}

#: As JSON and as pages the real plans are long, and of the same shape as the others.
_LONG = {"html", "json"}

_CASES = [(name, form) for name in CORPUS for form in _ENDINGS if not (name.startswith("real/") and form in _LONG)]


@pytest.mark.parametrize(("name", "form"), _CASES)
def test_a_format_is_what_it_was(name: str, form: str, golden: Callable[[str, str], None]) -> None:
    (document,) = write(reviewed(name), form)

    golden(f"golden/{name}.{_ENDINGS[form]}", pages.body(document) if form == "html" else document)


def test_there_are_enough_plans_of_every_kind() -> None:
    assert len(CORPUS) >= 30


def test_the_formats_are_the_files_of_their_folder() -> None:
    assert set(names()) == {"html", "json", "markdown", "text"}


def test_a_format_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no format 'pdf'; there are html, json, markdown, text"):
        write(reviewed("create"), "pdf")


def test_colours_change_nothing_but_colours() -> None:
    import click

    (plain,) = write(reviewed("mwaa_replace"), "text")
    (coloured,) = write(reviewed("mwaa_replace"), "text", Options(colour=True, width=200))

    assert coloured != plain
    assert click.unstyle(coloured) == plain


def test_a_narrow_terminal_wraps_no_line_of_a_change() -> None:
    import click

    (coloured,) = write(reviewed("long_value"), "text", Options(colour=True, width=60))

    assert all(len(line) <= 60 for line in click.unstyle(coloured).splitlines() if line.startswith("      "))
