"""The plugin cache: one copy of each provider per user, shared by all workspaces."""

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
    """The folder that Terraform links providers from, and the lock file that serializes installations."""

    directory: Path
    lock_file: Path

    @contextmanager
    def installing(self, *, alone: bool) -> Iterator[None]:
        """Lock the cache while ``terraform init`` runs: ``alone``, or shared with others that are not alone either.

        Terraform's plugin cache is not safe for concurrent installations. Once one installation has filled it, later
        ones only read it and can share the lock.
        """
        with self.lock_file.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            _log.debug("locked %s, %s", self.lock_file, "alone" if alone else "shared")
            yield


def open_cache(environ: Mapping[str, str], users_own: str | None, fallback: Path) -> ProviderCache:
    """The plugin cache that the user has configured, else our own in the user's cache folder.

    ``fallback`` is used if that folder is not writable, as in some build containers.
    """
    for base in (None, fallback):
        try:
            base = base or user_cache(environ)  # noqa: PLW2901
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
