"""The word list: each rule finds what it is for, only where people read, and names what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.words import WordList, WordRule, check, load

WORDS = load()


def found(text: str, words: WordList = WORDS) -> list[str]:
    return [word for _, word, _ in words.search(text)]


@pytest.mark.parametrize("rule", WORDS.rules, ids=lambda rule: rule.words[0])
def test_a_rule_finds_its_bad_example_and_passes_its_good_one(rule: WordRule) -> None:
    assert rule in [matched for _, _, matched in WORDS.search(rule.bad)]
    assert found(rule.good) == []
    assert rule.use
    assert rule.why


@pytest.mark.parametrize("rule", WORDS.rules, ids=lambda rule: rule.words[0])
def test_a_rule_finds_each_of_its_words_in_any_case(rule: WordRule) -> None:
    for word in rule.words:
        assert rule in [matched for _, _, matched in WORDS.search(f"Here {word.upper()}.")], word


def test_a_word_is_found_whole_and_in_phrases_that_run_over_a_line() -> None:
    assert found("The file is\n    there already.") == ["is there already"]
    assert found("He withheld it, upheld it and canewood grew.") == []


def test_a_phrase_that_is_allowed_is_passed_and_no_more_than_that() -> None:
    assert found("a third party") == []
    assert found("a third party, and another party") == ["party"]


def test_in_python_only_strings_count(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text(
        '"""Whoever reads this."""\n'
        "# Whoever reads that.\n"
        "held = whoever = 1\n"
        'print(f"{held} is\\n"\n'
        '      "made anew")\n',
        encoding="utf-8",
    )

    hits = check(WORDS, source, tmp_path)

    assert [(hit.line, hit.word) for hit in hits] == [(1, "Whoever"), (5, "made anew")]


def test_a_hit_names_file_line_word_and_replacement(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n\nMade\nelsewhere.\n", encoding="utf-8")

    (hit,) = check(WORDS, page, tmp_path)

    assert str(hit).startswith("page.md:3: 'Made elsewhere': use externally managed")
