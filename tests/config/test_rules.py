"""What rules declare to read is what they read: every field of it, and nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from mwaa_tf.config.base import Model
from mwaa_tf.config.environment import Environment
from mwaa_tf.config.explain import model_of, step
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import ALSO, ANY, PRESENCE, SAME, Rule
from mwaa_tf.config.rules import all_rules
from mwaa_tf.config.source import SourceError, read
from mwaa_tf.config.unchecked import UncheckedDeployment
from tests.support import EXAMPLES

FIXTURES = Path(__file__).parent / "fixtures"
GOOD = [*sorted((FIXTURES / "good").glob("*.yaml")), *(folder / "mwaa.yaml" for folder in EXAMPLES)]
BAD = [*sorted((FIXTURES / "bad").glob("*-*.yaml")), *sorted((FIXTURES / "warned").glob("*.yaml"))]

Pattern = tuple[str, ...]


class Recorder:
    """Records which fields of a deployment are read, as paths with ``[*]`` for every index and key."""

    def __init__(self, deployment: UncheckedDeployment) -> None:
        self.reads: set[Pattern] = set()
        self._places: dict[int, set[Pattern]] = {}
        self._kept = deployment  # so that no id is used for another object
        self._place(deployment, ())
        for environment in deployment.environments:
            self._place(environment.participant, ("participants", ANY))
            self._place(environment.settings, ("environment",))
            self._place(environment.written, ("environment",))
            self._place(environment.configured, ("environment",))

    def _place(self, value: Any, path: Pattern) -> None:
        if isinstance(value, BaseModel):
            self._places.setdefault(id(value), set()).add(path)
            for name in type(value).model_fields:
                self._place(value.__dict__[name], (*path, name))
        elif isinstance(value, tuple):
            for part in value:
                self._place(part, (*path, ANY))

    def record(self, value: Any, name: str) -> None:
        """Note that the attribute ``name`` of a model or of a resolved environment was read."""
        if isinstance(value, ResolvedEnvironment):
            self.reads |= {("name",)} if name == "deployment" else set()
            return
        for path in self._places.get(id(value), ()):
            if name == "model_fields_set":
                self.reads.add((*path, SAME))
            elif name == "environments" and path == ():
                self.reads.add(("environment",))
            elif name in type(value).model_fields:
                self.reads.add((*path, name))


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> list[Recorder]:
    """A list whose last recorder is told of each attribute that is read from the configuration."""
    recorders: list[Recorder] = []
    plain = object.__getattribute__
    locating: list[ResolvedEnvironment] = []

    def recorded(self: Any, name: str) -> Any:
        if recorders and not name.startswith("__") and not locating:
            recorders[-1].record(self, name)
        return plain(self, name)

    def located(self: ResolvedEnvironment, *arguments: Any) -> Any:
        locating.append(self)  # where a field was written does not decide whether a rule is broken
        try:
            return path(self, *arguments)
        finally:
            locating.pop()

    path = ResolvedEnvironment.path
    monkeypatch.setattr(ResolvedEnvironment, "path", located)
    for kind in (Model, ResolvedEnvironment):
        monkeypatch.setattr(kind, "__getattribute__", recorded, raising=False)
    return recorders


@cache
def recorders_of(*files: Path) -> tuple[tuple[Recorder, UncheckedDeployment], ...]:
    deployments = []
    for file in files:
        with contextlib.suppress(SourceError, ValidationError):  # a fixture of something else
            deployment = UncheckedDeployment.model_validate(read(file).data)
            deployments.append((Recorder(deployment), deployment))
    return tuple(deployments)


def normal(pattern: Pattern) -> Pattern:
    """A read as a pattern of what is recorded: one name for every way to an environment and to a participant."""
    path = tuple(ANY if part in (SAME, ALSO) else part for part in pattern)
    for before, after in (
        (("participants", ANY, "environments", ANY), ("environment",)),
        (("participants", ANY, "defaults"), ("environment",)),
        (("participant",), ("participants", ANY)),
    ):
        if path[: len(before)] == before:
            path = (*after, *path[len(before) :])
    return path


def declared(rule: Rule) -> Iterator[Pattern]:
    for pattern in rule.reads:
        if pattern[0] == "account":
            yield normal(("owner", *pattern[1:]))
            yield normal(("participants", ANY, *pattern[1:]))
        else:
            yield normal(pattern)


def matches(pattern: Pattern, path: Pattern) -> bool:
    return all(ANY in (mine, theirs) or mine == theirs for mine, theirs in zip(pattern, path, strict=False))


def covers(pattern: Pattern, path: Pattern) -> bool:
    """Whether reading ``path`` is declared by ``pattern``: it is in it, or on the way to it."""
    if pattern[0] == "environment" and path == ("participants", ANY, "environments"):
        return True
    if pattern[-1] == PRESENCE:
        return len(path) < len(pattern) and matches(pattern, path)
    return matches(pattern, path)


def recorded_reads(rule: Rule, files: list[Path], recording: list[Recorder]) -> set[Pattern]:
    reads: set[Pattern] = set()
    for recorder, deployment in recorders_of(*files):
        recorder.reads.clear()
        recording.append(recorder)
        list(rule.violations(deployment))
        recording.clear()
        reads |= {normal(path) for path in recorder.reads}
    return reads


def unread(rule: Rule, files: list[Path], recording: list[Recorder]) -> list[Pattern]:
    """What ``rule`` declares and reads in none of ``files``."""
    reads = recorded_reads(rule, files, recording)

    def is_read(field: Pattern) -> bool:
        while field[-1] in (ANY, PRESENCE):  # a key or an index is no attribute: what holds it is read
            field = field[:-1]
        return any(len(path) >= len(field) and matches(field, path) for path in reads)

    return [field for field in sorted(set(declared(rule))) if not is_read(field)]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_reads_nothing_that_it_does_not_declare(rule: Rule, recording: list[Recorder]) -> None:
    reads = recorded_reads(rule, [*GOOD, *BAD], recording)

    assert [path for path in sorted(reads) if not any(covers(pattern, path) for pattern in declared(rule))] == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_reads_all_that_it_declares(rule: Rule, recording: list[Recorder]) -> None:
    assert unread(rule, [*GOOD, *BAD], recording) == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_has_a_good_configuration_in_which_it_reads_all_but_the_names_of_its_messages(
    rule: Rule, recording: list[Recorder]
) -> None:
    assert [field for field in unread(rule, GOOD, recording) if field[-1] != "name"] == []


def test_no_two_rules_have_the_same_id() -> None:
    ids = [rule.id for rule in all_rules()]

    assert len(set(ids)) == len(ids) > 50


def test_every_read_is_a_field_of_the_configuration() -> None:
    """A misspelled read would never be held against what is removed."""
    unknown = [(rule.id, pattern) for rule in all_rules() for pattern in declared(rule) if not exists(pattern)]

    assert unknown == []


def exists(pattern: Pattern) -> bool:
    kind: Any = UncheckedDeployment
    if pattern[0] == "environment":
        kind, pattern = Environment, pattern[1:]
    for part in pattern:
        if part == PRESENCE or (part == ANY and model_of(kind)):
            return True  # any of its fields
        kind = step(kind, 0) or step(kind, "") if part == ANY else step(kind, part)
        if kind is None:
            return False
    return True
