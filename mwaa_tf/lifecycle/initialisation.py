"""`terraform init` of workspaces, each once, and before anything else runs in any of them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.unsaved_state import ERRORED_STATE
from mwaa_tf.terraform import RootModule


class Initialisation:
    """Initialises root modules, each at most once; ``environ`` has the variables of `init` alone.

    A first `init`, without a lock file, writes the provider into the plugin cache again, even if it is cached. Another
    Terraform that loads it from there in the same moment fails ("Required plugins are not installed", "Failed to load
    plugin schemas"). Therefore :meth:`begin` is called for all modules before the first of them is planned.
    """

    def __init__(self, environ: Mapping[str, str] | None) -> None:
        self._environ = environ
        self._done: set[Path] = set()
        self._errors: dict[Path, MwaaTfError] = {}
        self._seconds: dict[Path, float] = {}

    def is_done(self, module: RootModule) -> bool:
        """Whether this object has initialised ``module``."""
        return module.folder in self._done

    def is_due(self, module: RootModule) -> bool:
        """Whether ``module`` is to be initialised first; not next to a state that has to be looked at before."""
        if self.is_done(module) or module.is_initialised:
            return False
        return not (module.folder / ERRORED_STATE).exists()

    def begin(self, module: RootModule) -> None:
        """Initialise ``module`` before its operation is due, and keep its error until then."""
        started = time.monotonic()
        try:
            self.initialise(module)
        except MwaaTfError as error:
            self._errors[module.folder] = error
        self._seconds[module.folder] = time.monotonic() - started

    def raise_kept_error(self, module: RootModule) -> None:
        """Raise the error that :meth:`begin` kept, once: the next attempt initialises ``module`` again."""
        if error := self._errors.pop(module.folder, None):
            raise error

    def take_seconds(self, module: RootModule) -> float:
        """How long :meth:`begin` took, for the first operation after it; 0 for all others."""
        return self._seconds.pop(module.folder, 0.0)

    def initialise(self, module: RootModule) -> None:
        """Initialise ``module``, unless this object has done so."""
        if module.folder not in self._done:
            module.init(self._environ)
            self._done.add(module.folder)
