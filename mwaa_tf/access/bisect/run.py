"""A bisect from its first trial to the restore."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil, log2

from mwaa_tf.access.bisect.bucket import Bucket
from mwaa_tf.access.bisect.candidates import Candidates, find_candidates
from mwaa_tf.access.bisect.environment import BisectEnvironment
from mwaa_tf.access.bisect.errors import BisectError, JournalTakenError, RestoreError
from mwaa_tf.access.bisect.journal import Journal, JournalPhase, JournalStore, running_error
from mwaa_tf.access.bisect.probes import Observation
from mwaa_tf.access.bisect.quarantine import Quarantine
from mwaa_tf.access.bisect.restore import RestoredFile, RestoredState, restore
from mwaa_tf.access.bisect.search import CauseSearch, Files, TrialVerdict, find_causes
from mwaa_tf.access.bisect.settling import Settling
from mwaa_tf.signals import handled_by, interrupt
from mwaa_tf.text import escape_control_characters, in_hours, plural

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """What is about to be tried."""

    number: int
    present: Files
    total: int


@dataclass(slots=True)
class BisectReport:
    """What a bisect found and left behind."""

    search: CauseSearch = field(default_factory=CauseSearch)
    trials: int = 0
    files: int = 0
    restored: tuple[RestoredFile, ...] = ()


def expected_trials(files: int) -> int:
    """Trials that one cause among ``files`` takes at most; see :mod:`mwaa_tf.access.bisect.search`."""
    return ceil(log2(max(files, 1))) + 4


class Bisect:
    """A bisect of an environment. ``look`` tells whether the problem shows now; ``say`` gets a line for people."""

    def __init__(
        self,
        environment: BisectEnvironment,
        bucket: Bucket,
        look: Callable[[Trial], Observation],
        settling: Settling,
        say: Say,
    ) -> None:
        self._environment = environment
        self._bucket = bucket
        self._look = look
        self._settling = settling
        self._say = say
        self._store = JournalStore(bucket)
        self._quarantine: Quarantine | None = None
        self._is_created = False
        self.report = BisectReport()

    def prepare(self) -> Candidates:
        """Find the DAG files; nothing is changed.

        Raises :class:`BisectError` for a bucket that cannot be bisected, and ``BisectRunningError`` if another bisect
        has moved files of it.
        """
        self._bucket.check_versioned()
        if journal := self._store.read():
            raise running_error(journal)
        candidates = find_candidates(self._bucket, self._environment.folder)
        if not candidates.files:
            raise BisectError(f"there is no DAG file in {self._bucket.uri(self._environment.folder)}")
        self._settling.look()
        return candidates

    def run(self, candidates: Candidates) -> BisectReport:
        """Search, and restore whatever happens; :attr:`report` has what was found until then."""
        self.report.files = len(candidates.files)
        paths = [file.path for file in candidates.files]
        environment = self._environment
        journal = Journal.begin(environment.name, environment.region, environment.folder, candidates.files)
        try:
            find_causes(paths, candidates.requires, lambda present: self._try(journal, present), self.report.search)
        finally:
            self._restore(journal)
        return self.report

    def _try(self, journal: Journal, present: Files) -> TrialVerdict:
        self.report.trials += 1
        trial = Trial(self.report.trials, present, len(journal.files))
        if self._quarantine or len(present) < len(journal.files):
            self._say(f"Trial {trial.number}: {len(present)} of {plural(trial.total, 'DAG file')} in place.")
            self._arrange(journal, present)
        else:
            self._say(f"Trial {trial.number}: all {plural(trial.total, 'DAG file')} in place.")
        observation = self._look(trial)
        self._say(f"  {observation.verdict}{f': {observation.reason}' if observation.reason else ''}")
        return observation.verdict

    def _arrange(self, journal: Journal, present: Files) -> None:
        if self._quarantine is None:
            quarantine = self._quarantine = Quarantine(self._bucket, self._store, journal)
            self._store.create(journal)
            self._is_created = True
            self._say(f"  copying {plural(len(journal.files), 'file')} to {self._bucket.uri(journal.quarantine)}")
            quarantine.copy_all()
        put_in, taken_out = self._quarantine.arrange(present)
        self._say(f"  waiting until the scheduler has noticed, up to {_duration(self._settling.longest)}")
        self._settling.wait(put_in, taken_out, self._bucket.clock)

    def _restore(self, journal: Journal) -> None:
        if self._quarantine is None:
            return
        with _uninterrupted(self._say):
            existing = self._store.read()
            is_own = existing is not None and existing.id == journal.id
            if not is_own and not self._is_created:
                return
            if not is_own or (existing and existing.phase is JournalPhase.RESTORING):
                raise JournalTakenError("another machine restores the files, or has restored them")
            self._say("Restoring the DAG folder.")
            self.report.restored = restore(self._bucket, self._store, self._quarantine.journal)
        tell_restored(self.report.restored, self._say)


def restore_journal(bucket: Bucket, environment: BisectEnvironment, say: Say) -> tuple[RestoredFile, ...] | None:
    """Restore what the journal in the bucket says; None if there is no journal.

    Raises :class:`BisectError` for the journal of another environment.
    """
    store = JournalStore(bucket)
    journal = store.read()
    if journal is None:
        store.purge()
        return None
    if journal.environment != environment.name or journal.folder != environment.folder:
        raise BisectError(f"the journal in this bucket is of another environment: {journal.holder}")
    with _uninterrupted(say):
        say(f"Restoring the bisect of {journal.holder}.")
        restored = restore(bucket, store, journal)
    tell_restored(restored, say)
    return restored


def tell_restored(files: Sequence[RestoredFile], say: Say) -> None:
    """Say what became of each file that is not as it was."""
    in_place = sum(file.state is RestoredState.RESTORED for file in files)
    say(f"{plural(in_place, 'DAG file')} in place, as before.")
    for file in files:
        if file.state is not RestoredState.RESTORED:
            kept = f"; as it was before: {file.copy}" if file.copy else ""
            path = escape_control_characters(file.path)
            say(f"{path} was {file.state} by another user during the bisect and stays so{kept}")


@contextmanager
def _uninterrupted(say: Say) -> Iterator[None]:
    """A block in which the first signal only says that the restore goes on; another Ctrl-C ends it.

    What fails in it is told together with how to restore later.
    """
    signals = 0

    def handle() -> None:
        nonlocal signals
        signals += 1
        if signals > 1:
            interrupt()
        say("Still restoring; Ctrl-C again leaves the rest to --restore.")

    try:
        with handled_by(handle):
            yield
    except (JournalTakenError, RestoreError):
        raise
    except BisectError as error:
        raise RestoreError(f"the DAG folder could not be restored: {error}; repeat with --restore") from error


def _duration(seconds: float) -> str:
    return in_hours(timedelta(seconds=seconds))
