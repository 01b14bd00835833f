"""What a rule is: an id, the fields that it reads, and a function that reports what breaks it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from mwaa_tf.config.owner import Owner
from mwaa_tf.config.participant import Participant
from mwaa_tf.config.problems import Problem, Severity
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.unchecked import UncheckedDeployment

Path = tuple[str | int, ...]

#: Where a configuration breaks a rule, and what is wrong; then the paths of others that the message names.
Breach = tuple[Path, str] | tuple[Path, str, tuple[Path, ...]]

#: In a pattern of paths: every key or index; that of the violation's path; that of another path which it names; and,
#: at the end, that there is one.
ANY, SAME, ALSO, PRESENCE = "[*]", "[=]", "[+]", "[]"

_PART = re.compile(r"[^.\[\]]+|\[[*=+]?\]")


class Rule(Struct, frozen=True):
    """Something that a configuration must fulfil beyond the types of its fields."""

    id: str
    """Stable and unique, in kebab case; the subject comes first, as in ``network-zones``."""
    summary: str
    """What must hold, in a sentence, with the source of the rule."""
    reads: tuple[tuple[str, ...], ...]
    """Patterns of the fields that decide whether the rule is broken."""
    module: str
    severity: Severity
    """Whether a configuration that breaks it is refused, or only warned about."""
    _check: Callable[[UncheckedDeployment], Iterator[tuple[Breach, Mapping[str, tuple[Path, ...]]]]]

    def violations(self, deployment: UncheckedDeployment) -> Iterator[Violation]:
        """Everything about ``deployment`` that breaks the rule."""
        for (path, message, *also), subjects in self._check(deployment):
            yield Violation(path, message, self, also[0] if also else (), subjects)


class Violation(Struct, frozen=True):
    """A broken rule: where, and what is wrong and what is allowed."""

    path: Path
    message: str
    rule: Rule
    also: tuple[Path, ...] = ()
    """Paths of the others that the message names, such as the first of two with the same name."""
    subjects: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    """Where the rule's subject is written, by the word that its reads begin with; see :func:`environment_rule`."""

    def problem(self, path: Path | None = None) -> Problem:
        """The violation for people; at ``path``, where the configuration has it in another place."""
        return Problem(
            self.path if path is None else path, self.message, rule=self.rule.id, severity=self.rule.severity
        )


def rule(
    id: str, *, reads: tuple[str, ...], severity: Severity = Severity.ERROR
) -> Callable[[Callable[[UncheckedDeployment], Iterator[Breach]]], Rule]:
    """Make a rule about a deployment of a generator of breaches.

    ``reads`` names every field that decides whether the rule is broken, as in ``owner.network.cidr``; what is in a
    field belongs to it. ``[*]`` stands for each element or key by itself: another that is missing does not matter.
    ``[=]`` stands for the one that the violation's path has in that place, ``[+]`` for those of the other paths that a
    breach names. ``[]`` at the end stands for whether there is one, whatever is in it.
    """

    def decorate(check: Callable[[UncheckedDeployment], Iterator[Breach]]) -> Rule:
        def run(deployment: UncheckedDeployment) -> Iterator[tuple[Breach, Mapping[str, tuple[Path, ...]]]]:
            return ((breach, {}) for breach in check(deployment))

        return _rule(id, check, reads, run, severity)

    return decorate


def account_rule(
    id: str, *, reads: tuple[str, ...], severity: Severity = Severity.ERROR
) -> Callable[[Callable[[Owner | Participant, Path], Iterator[Breach]]], Rule]:
    """Make a rule about the owner and each participant; the generator is also given the path of either.

    A read that begins with ``account`` is one of that owner or participant.
    """

    def decorate(check: Callable[[Owner | Participant, Path], Iterator[Breach]]) -> Rule:
        def run(deployment: UncheckedDeployment) -> Iterator[tuple[Breach, Mapping[str, tuple[Path, ...]]]]:
            accounts: list[tuple[Owner | Participant, Path]] = [(deployment.owner, ("owner",))]
            accounts += [(participant, ("participants", i)) for i, participant in enumerate(deployment.participants)]
            for account, path in accounts:
                for breach in check(account, path):
                    yield breach, {"account": (path,)}

        return _rule(id, check, reads, run, severity)

    return decorate


def environment_rule(
    id: str, *, reads: tuple[str, ...], severity: Severity = Severity.ERROR
) -> Callable[[Callable[[UncheckedDeployment, ResolvedEnvironment], Iterator[Breach]]], Rule]:
    """Make a rule about each environment by itself.

    A read that begins with ``environment`` is one of that environment, written there or in its participant's
    defaults; one that begins with ``participant`` is one of its participant.
    """

    def decorate(check: Callable[[UncheckedDeployment, ResolvedEnvironment], Iterator[Breach]]) -> Rule:
        def run(deployment: UncheckedDeployment) -> Iterator[tuple[Breach, Mapping[str, tuple[Path, ...]]]]:
            for environment in deployment.environments:
                for breach in check(deployment, environment):
                    participant: Path = ("participants", environment.participant_index)
                    written = (*participant, "environments", environment.environment_index)
                    yield (
                        breach,
                        {"environment": (written, (*participant, "defaults")), "participant": (participant,)},
                    )

        return _rule(id, check, reads, run, severity)

    return decorate


def _rule(
    id: str, check: Callable[..., Any], reads: tuple[str, ...], run: Callable[..., Any], severity: Severity
) -> Rule:
    summary = " ".join((check.__doc__ or "").split())
    patterns = tuple(tuple(_PART.findall(read)) for read in reads)
    return Rule(id, summary, patterns, check.__module__, severity, run)
