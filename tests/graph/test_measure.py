"""Text that fits its box in whatever font the reader has."""

from __future__ import annotations

import pytest

from mwaa_tf.graph.measure import Font, fit, fit_middle, width, wrap

SANS, MONO = Font(12), Font(11, mono=True)

#: Advance widths of Helvetica (and Arial) in 1/1000 em, from space to tilde, as its AFM file lists them.
HELVETICA = [
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *([556] * 10),
    *(278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556),
    *(278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334),
    *(260, 334, 584),
]


def test_no_character_is_taken_for_narrower_than_it_is_in_helvetica() -> None:
    for code, advance in enumerate(HELVETICA, start=32):
        assert width(chr(code) * 100, SANS) >= advance * 100 * SANS.size / 1000, chr(code)


@pytest.mark.parametrize("text", ["漢字かな交じり", "🚀🚀🚀", "ｆｕｌｌ"])
@pytest.mark.parametrize("font", [SANS, MONO])
def test_wide_characters_count_as_wide(text: str, font: Font) -> None:
    assert width(text, font) >= len(text) * font.size


@pytest.mark.parametrize(
    "text", ["", "short", "an-environment-with-a-name-that-is-far-too-long-" * 4, "漢" * 90, "W" * 300]
)
@pytest.mark.parametrize("room", [40, 100, 208])
def test_what_is_cut_fits_and_says_so(text: str, room: int) -> None:
    for font in (SANS, MONO):
        for cut in (fit(text, font, room), fit_middle(text, font, room)):
            assert width(cut, font) <= room
            assert cut == text or "…" in cut


def test_a_path_is_cut_in_the_middle() -> None:
    cut = fit_middle("a-very-long-participant-a-very-long-environment", MONO, 170)

    assert cut.startswith("a-very")
    assert cut.endswith("environment")


def test_text_breaks_at_spaces_and_after_hyphens_where_that_saves_a_line() -> None:
    assert wrap("endpoints of it: database", SANS, 110, 3) == ("endpoints of it:", "database")
    assert wrap("of one-two-three-four-five-six it", SANS, 120, 3) == ("of one-two-three-", "four-five-six it")


def test_a_name_that_is_too_long_for_a_line_breaks_after_a_hyphen_but_not_before_an_asterisk() -> None:
    assert wrap("data-engineering-platform-etl", MONO, 150, 4) == ("data-engineering-", "platform-etl")
    assert wrap("environment platform-marketing-*, PENDING", SANS, 160, 3)[-1].endswith("marketing-*, PENDING")


def test_no_more_lines_than_allowed_and_nothing_lost_but_the_end() -> None:
    lines = wrap("one two three four five six seven eight nine ten", SANS, 60, 3)

    assert lines == ("one two", "three", "four fiv…")
    assert wrap("", SANS, 60, 3) == ()
