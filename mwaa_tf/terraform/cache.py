"""One copy of each provider per user, however many workspaces there are."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.user_cache import user_cache


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProviderCache:
    """The folder that Terraform links providers from, and the file that keeps two installations apart."""

    directory: Path
    lock_file: Path

    @contextmanager
    def installing(self, *, alone: bool) -> Iterator[None]:
        """Lock the cache while ``terraform init`` runs: ``alone``, or shared with others that are not alone either.

        Terraform's plugin cache is not safe for two installations at once. Where an earlier one has filled it, the
        next ones only read.
        """
        with self.lock_file.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            _log.debug("locked %s, %s", self.lock_file, "alone" if alone else "shared")
            yield


def open_cache(environ: Mapping[str, str], users_own: str | None, fallback: Path) -> ProviderCache:
    """The user's own plugin cache where there is one, else ours in the user's cache folder.

    ``fallback`` is used where that folder cannot be written, as in some build containers.
    """
    for base in (user_cache(environ), fallback):
        try:
            base.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock_file = base / "providers.lock"
            lock_file.touch(mode=0o600)
            directory = Path(users_own) if users_own else base / "providers"
            if not users_own:
                directory.mkdir(mode=0o700, exist_ok=True)
            return ProviderCache(directory, lock_file)
        except OSError as error:
            if base == fallback:
                raise
            _log.debug("%s cannot be used as a provider cache: %s", base, error)
    raise AssertionError("the fallback either works or raises")
