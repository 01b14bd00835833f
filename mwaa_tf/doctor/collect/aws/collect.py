"""Views of environments in AWS, which is asked for all sections of all environments at once."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from msgspec.structs import replace

from mwaa_tf.blueprint import Account
from mwaa_tf.concurrency import run_concurrently
from mwaa_tf.doctor.collect.aws.calls import AT_ONCE, Calls
from mwaa_tf.doctor.collect.aws.environment import read_environment
from mwaa_tf.doctor.collect.aws.ownership import owner_of
from mwaa_tf.doctor.collect.aws.source import AwsSource, CollectOptions
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError, unread_section
from mwaa_tf.doctor.target import Target
from mwaa_tf.doctor.view import EnvironmentView, ViewOrigin, section_types
from mwaa_tf.plugins import load_plugin
from mwaa_tf.text import one_line

_log = logging.getLogger(__name__)

#: Sections that are read at a time; each account limits its calls by itself. Python parses answers one after the other,
#: some hundred in a second: with more threads they only wait for each other.
_MOST_JOBS = 48

_SECTIONS = "mwaa_tf.doctor.collect.aws.sections"

Environ = Callable[[Account], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Progress:
    """A section of an environment has been read."""

    target: Target
    section: str
    done: int
    total: int


class Callers:
    """The callers of all accounts, and how many calls they made."""

    def __init__(self, environ: Environ) -> None:
        self.calls = 0
        self._environ = environ
        self._lock = threading.Lock()
        self._callers: dict[tuple[Account, str], Calls] = {}

    def caller(self, account: Account, region: str) -> Calls:
        """The caller of ``account``, the same one each time."""
        # Titles differ where a participant is the owner, too; its calls are the same.
        key = (replace(account, title=""), region)
        with self._lock:
            if key not in self._callers:
                self._callers[key] = Calls(account, region, self._environ(account), self._count)
            return self._callers[key]

    def _count(self) -> None:
        with self._lock:
            self.calls += 1


def collect(
    targets: Sequence[Target],
    sections: Collection[str] | None = None,
    *,
    options: CollectOptions | None = None,
    environ: Environ = lambda _: {},
    listener: Callable[[Progress], None] = lambda _: None,
) -> tuple[tuple[EnvironmentView, ...], int]:
    """The views of ``targets``, with ``sections`` (all by default), and the number of calls made.

    Nothing that AWS can cause is raised: what could not be read is a gap in the view.
    """
    callers = Callers(environ)
    accounts = {account for target in targets for account in (target.participant, target.owner)}
    run = partial(run_concurrently, jobs=min(_MOST_JOBS, AT_ONCE * len(accounts)), stop=_nothing)
    sources = run(lambda target: _source(target, callers, options or CollectOptions()), tuple(targets))
    names = sorted(section_types() if sections is None else sections)
    wanted = reading_order(sources, names)
    progress = _Counter(len(wanted), listener)
    read = run(lambda each: progress.after(*each), wanted)
    by_target: dict[int, dict[str, Any]] = {id(source): {} for source in sources}
    for (source, name), section in zip(wanted, read, strict=True):
        by_target[id(source)][name] = section
    views = tuple(
        EnvironmentView(
            target=source.target, origin=ViewOrigin.AWS, environment=source.environment, **by_target[id(source)]
        )
        for source in sources
    )
    return views, callers.calls


def reading_order(sources: Sequence[AwsSource], names: Sequence[str]) -> list[tuple[AwsSource, str]]:
    """Each of ``sources`` with each section, in an order in which those that are read at a time have little in common.

    Neighbours are of different participants, whose calls are limited separately, and begin with different sections: if
    all read the network of a VPC that they share, they would wait for the same answers, one after the other.
    """
    seen: Counter[Account] = Counter()
    by_rank: dict[int, list[AwsSource]] = {}
    for source in sources:
        by_rank.setdefault(seen[source.target.participant], []).append(source)
        seen[source.target.participant] += 1
    alternating = [source for rank in sorted(by_rank) for source in by_rank[rank]]
    count = len(names)
    return [
        (source, names[(place + shift) % count]) for shift in range(count) for place, source in enumerate(alternating)
    ]


class _Counter:
    """Tells the listener about each section that has been read."""

    def __init__(self, total: int, listener: Callable[[Progress], None]) -> None:
        self._total = total
        self._listener = listener
        self._done = 0
        self._lock = threading.Lock()

    def after(self, source: AwsSource, name: str) -> Any:
        section = _collect_section(source, name)
        with self._lock:
            self._done += 1
            self._listener(Progress(source.target, name, self._done, self._total))
        return section


def _source(target: Target, callers: Callers, options: CollectOptions) -> AwsSource:
    participant = callers.caller(target.participant, target.region)
    environment = read_environment(participant, target.name)
    account = owner_of(target, environment, participant)
    owner = participant.refused(account.gap) if account.gap else callers.caller(account.value, target.region)
    return AwsSource(target, participant, owner, environment, options)


def _collect_section(source: AwsSource, name: str) -> Any:
    section = section_types()[name]
    try:
        return load_plugin(_SECTIONS, name).collect(source)
    except UnreadError as error:
        return unread_section(section, error.gap)
    except Exception as error:  # noqa: BLE001 - an answer that nobody thought of costs one section, not the others
        return _failed(section, name, error)


def _failed(section: type[Any], name: str, error: Exception) -> Any:
    _log.debug("%s could not be collected", name, exc_info=True)
    reason = one_line(f"what AWS answered about {name.replace('_', ' ')} is not understood: {error!r}")
    return unread_section(section, Gap(GapKind.NOT_UNDERSTOOD, reason))


def _nothing() -> None:
    pass
