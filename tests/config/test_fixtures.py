"""Every rule and every kind of mistake as a real file: `good/` loads, `bad/` and `warned/` have their exact messages.

A rule's fixtures are named after its subject, `<subject>-<case>.yaml`; a rule that reports none of them fails a test.
That each rule also meets good fixtures, `test_rules.py` sees to: it reads every field that it declares in some of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf.config import ConfigError, Severity, load
from mwaa_tf.config.rule import Rule
from mwaa_tf.config.rules import all_rules
from tests.support import EXAMPLES, REPOSITORY

FIXTURES = Path(__file__).parent / "fixtures"
GOOD = sorted((FIXTURES / "good").glob("*.yaml"))
BAD = sorted((FIXTURES / "bad").glob("*.yaml"))
WARNED = sorted((FIXTURES / "warned").glob("*.yaml"))
RULES = {rule.id: rule for rule in all_rules()}
WARNINGS = {rule.id for rule in all_rules() if rule.severity is Severity.WARNING}
LINE = re.compile(r"[^:\n]+\.(?:yaml|toml|json):[0-9]+: (?:warning: )?(?:[^\n:]+(?:\[[0-9]+\])*: )?\S[^\n]*")


def stem(file: Path) -> str:
    return file.stem


def stems(files: list[Path]) -> list[str]:
    return [file.stem for file in files]


@pytest.mark.parametrize("file", GOOD, ids=stem)
def test_a_good_configuration_loads(file: Path) -> None:
    assert load(file).name


@pytest.mark.parametrize("file", BAD, ids=stem)
def test_a_bad_configuration_is_refused_with_these_words(
    file: Path, monkeypatch: pytest.MonkeyPatch, golden: Callable[[str, str], None]
) -> None:
    monkeypatch.chdir(file.parent)

    with pytest.raises(ConfigError) as refused:
        load(file.name)

    golden(f"fixtures/bad/{file.stem}.txt", f"{refused.value}\n")


@pytest.mark.parametrize("file", WARNED, ids=stem)
def test_a_configuration_is_accepted_with_these_warnings(
    file: Path, monkeypatch: pytest.MonkeyPatch, golden: Callable[[str, str], None]
) -> None:
    monkeypatch.chdir(file.parent)

    warnings = load(file.name).warnings

    golden(f"fixtures/warned/{file.stem}.txt", "".join(f"{warning}\n" for warning in warnings))
    assert all(LINE.fullmatch(str(warning)) for warning in warnings)


@pytest.mark.parametrize("file", WARNED, ids=stem)
def test_warnings_are_errors_where_the_caller_is_strict(file: Path) -> None:
    warnings = load(file).warnings

    with pytest.raises(ConfigError) as refused:
        load(file, strict=True)

    assert [(error.path, error.message, error.line) for error in refused.value.problems] == [
        (warning.path, warning.message, warning.line) for warning in warnings
    ]
    assert refused.value.warnings == ()
    assert "warning" not in str(refused.value).replace("without a warning", "")


def test_strictness_refuses_nothing_that_has_no_warnings() -> None:
    silent = [file for file in GOOD if not load(file).warnings]

    assert len(silent) > 50
    assert all(load(file, strict=True).name for file in silent)


def test_a_warning_beside_an_error_is_reported_with_it() -> None:
    with pytest.raises(ConfigError) as refused:
        load(FIXTURES / "bad" / "access_alb-subnets.yaml")

    assert {warning.rule for warning in refused.value.warnings} == {"addresses-subnets"}
    assert all(warning.severity is Severity.WARNING and warning.line for warning in refused.value.warnings)
    assert "addresses-subnets" not in {problem.rule for problem in refused.value.problems}


@pytest.mark.parametrize("file", BAD, ids=stem)
def test_every_message_is_one_printable_line_with_its_place(file: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load(file)

    for line in str(refused.value).split("\n"):
        assert line.isprintable()
        assert LINE.fullmatch(line.removeprefix(f"{file.parent}/"))


@pytest.mark.parametrize("file", BAD, ids=stem)
def test_no_message_repeats_a_secret(file: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load(file)

    assert "hunter2" not in str(refused.value).lower()


def problems_by_rule(file: Path) -> set[str]:
    with pytest.raises(ConfigError) as refused:
        load(file)
    return {problem.rule or "" for problem in refused.value.problems}


@pytest.mark.parametrize("subject", sorted({rule.module.rpartition(".")[2] for rule in RULES.values()}))
def test_a_subject_has_good_and_bad_fixtures(subject: str) -> None:
    assert [file for file in GOOD if file.stem.startswith(f"{subject}-")]
    assert [file for file in (*BAD, *WARNED) if file.stem.startswith(f"{subject}-")]


def test_every_rule_refuses_a_bad_fixture() -> None:
    reported = {rule for file in BAD for rule in problems_by_rule(file)}

    assert RULES.keys() - WARNINGS - reported == set()


def test_every_rule_that_warns_warns_of_a_fixture_and_refuses_none() -> None:
    warned = {warning.rule for file in WARNED for warning in load(file).warnings}

    assert warned == WARNINGS
    assert WARNINGS & {rule for file in BAD for rule in problems_by_rule(file)} == set()


def test_every_problem_has_the_id_of_a_rule_or_of_what_is_wrong_with_a_value() -> None:
    reported = {rule for file in BAD for rule in problems_by_rule(file)}

    assert reported - RULES.keys() == {
        "choice", "length", "missing-file", "range", "repeated-key", "required", "syntax", "type", "unknown-key",
        "value",
    }  # fmt: skip


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is_and_what_must_hold(rule: Rule) -> None:
    subject = rule.module.rpartition(".")[2].replace("_", "-")

    assert re.fullmatch(rf"{subject}(-[a-z]+)+", rule.id)
    assert rule.summary.endswith(".")


def test_the_rules_that_refuse_each_fixture(golden: Callable[[str, str], None]) -> None:
    lines = [f"{file.stem}: {', '.join(sorted(problems_by_rule(file)))}\n" for file in BAD]

    golden("golden/rules-of-fixtures.txt", "".join(lines))


def test_the_warnings_about_good_fixtures_and_examples(golden: Callable[[str, str], None]) -> None:
    lines = [
        f"{file.parent.name}/{file.stem}: {', '.join(sorted({str(warning.rule) for warning in warnings}))}\n"
        for file in [*GOOD, *(folder / "mwaa.yaml" for folder in EXAMPLES), REPOSITORY / "mwaa.yaml"]
        if (warnings := load(file).warnings)
    ]

    golden("golden/warnings-of-good-fixtures.txt", "".join(lines))


def test_every_golden_file_has_its_configuration() -> None:
    assert stems(sorted((FIXTURES / "bad").glob("*.txt"))) == stems(BAD)
    assert stems(sorted((FIXTURES / "warned").glob("*.txt"))) == stems(WARNED)
