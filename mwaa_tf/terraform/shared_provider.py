"""One process of the AWS provider for all commands that need its schema and no AWS.

To start the provider is most of the CPU time of `validate` and `show -json`. With a provider that already runs
(:mod:`mwaa_tf.terraform.provider_process`), a validation takes a third of it, and a module's tests a sixth. The process
is never configured, has no credentials, and is used for no plan and no apply.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from pathlib import Path

from mwaa_tf.terraform.process import Result
from mwaa_tf.terraform.product import TERRAFORM, Product
from mwaa_tf.terraform.provider_process import UNSHARED, ProviderProcess, Run, provider_program

_log = logging.getLogger(__name__)

#: Seconds after which a command with a shared provider is taken to hang; without it, it has all the time it needs.
_LONGEST = 600.0

#: What the provider needs to run: it is never configured.
_PASSED = ("GOGC", "HOME", "LANG", "LC_ALL", "PATH", "TMPDIR")


class SharedProvider:
    """The provider that runs for the commands of one :class:`Terraform`; safe to use from several threads.

    A provider is only run from one of ``trusted``, the cache and the mirror: what lies in a user's folder is never
    executed here. The first command starts it by itself, as always; the second one begins to share, unless the first
    would start it many times.
    """

    def __init__(
        self, variables: Mapping[str, str], trusted: tuple[Path, ...], scratch: Path, product: Product = TERRAFORM
    ) -> None:
        self._product = product
        self._variables = {name: variables[name] for name in _PASSED if name in variables}
        self._scratch = scratch
        self._trusted = tuple(Path(os.path.realpath(folder)) for folder in trusted)
        self._unusable = any(name in variables for name in UNSHARED)
        self._lock = threading.Lock()
        self._asked: set[Path] = set()
        self._running: dict[Path, ProviderProcess] = {}

    def run(self, run: Run, workdir: Path, data_dir: Path | None = None, *, at_once: bool = False) -> Result:
        """Call ``run`` with the variables that make Terraform share the provider of ``workdir``, or with none.

        If it fails in a way that may be due to sharing, it is called once more without. ``at_once``: the first command
        shares as well.
        """
        binary = None
        if not self._unusable:
            binary = provider_program(workdir, data_dir or workdir / ".terraform", self._trusted, self._product)
        provider = self._provider(binary, at_once=at_once) if binary else None
        if not provider:
            return run({})
        result = provider.watch(run, _LONGEST)
        if result.returncode == 0 or not provider.may_have_failed(result):
            return result
        _log.debug("%s: again, with a provider of its own", workdir)
        with self._lock:
            self._unusable = True
        return run({})

    def close(self) -> None:
        """End the provider."""
        with self._lock:
            self._unusable = True
            running = list(self._running.values())
        for provider in running:
            provider.close()

    def _provider(self, binary: Path, *, at_once: bool) -> ProviderProcess | None:
        with self._lock:
            is_first = binary not in self._asked
            self._asked.add(binary)
            if is_first and not at_once:
                return None
            if binary not in self._running and not self._unusable:
                self._running[binary] = ProviderProcess(binary, self._variables, self._scratch, product=self._product)
            provider = self._running.get(binary)
        return provider if provider and provider.has_started() else None
