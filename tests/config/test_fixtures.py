"""Every rule and every kind of mistake as a real file: `good/` loads, `bad/` has its exact messages beside it.

A rule's fixtures are named after it, `<subject>-<rule>[-<variant>].yaml`; a rule without them fails a test.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf.config import ConfigError, load, rules

FIXTURES = Path(__file__).parent / "fixtures"
GOOD = sorted((FIXTURES / "good").glob("*.yaml"))
BAD = sorted((FIXTURES / "bad").glob("*.yaml"))
RULES = {
    f"{module.name}-{rule.__name__}": rule
    for module in pkgutil.iter_modules(rules.__path__)
    for rule in importlib.import_module(f"{rules.__name__}.{module.name}").RULES
}
LINE = re.compile(r"[^:\n]+\.(?:yaml|toml|json):[0-9]+: (?:[^\n:]+(?:\[[0-9]+\])*: )?\S[^\n]*")


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


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_a_good_and_a_bad_fixture(name: str) -> None:
    assert [file for file in GOOD if of_rule(file, name)]
    assert [file for file in BAD if of_rule(file, name)]


@pytest.mark.parametrize(
    "file", [file for file in BAD if any(of for of in RULES if file.stem.startswith(of))], ids=stem
)
def test_the_bad_fixture_of_a_rule_is_refused_by_that_rule(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = (rule for name, rule in RULES.items() if of_rule(file, name))
    monkeypatch.setattr(rules, "_rules", tuple)
    deployment = load(file)

    assert list(rule(deployment))


def of_rule(file: Path, name: str) -> bool:
    return file.stem == name or file.stem.startswith(f"{name}-")


def test_every_golden_file_has_its_configuration() -> None:
    assert stems(sorted((FIXTURES / "bad").glob("*.txt"))) == stems(BAD)
