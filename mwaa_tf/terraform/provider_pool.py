"""Processes of the AWS provider that run from one command on a local AWS to the next.

Terraform starts the provider some three times in a plan and four times in an apply, half of the CPU time of either. Of
a local AWS, where nothing can be lost, the commands of a workspace use one process (:mod:`provider_process`).

A process has one command at a time, and none of a root module that configures the provider twice. A provider has one
configuration, the last one: of a module with an alias for each of two accounts, everything was created in one of them
(tried with 5.100; it is one field, `Provider.meta` of terraform-plugin-sdk). Commands whose environment differs never
share: the process reads credentials, endpoints and proxies from the environment that it was started with, as it reads
the user agent that names the workspace.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from mwaa_tf.terraform.module_files import SUFFIXES, installed_modules
from mwaa_tf.terraform.process import Result
from mwaa_tf.terraform.product import TERRAFORM, Product
from mwaa_tf.terraform.provider_process import UNSHARED, ProviderProcess, Run, provider_program

_log = logging.getLogger(__name__)

#: The beginning of a provider's configuration, in either syntax; `configuration_aliases` is none.
_CONFIGURATION = re.compile(r'^\s*provider\s+"?aws"?\s*\{|"provider"\s*:|\balias\s*=|"alias"\s*[=:]', re.MULTILINE)

#: Idle processes to keep: each has some 300 MB that it shares with no other.
_IDLE = 4

#: With a bundle, a provider takes no second configuration ("no WithTransportOptions"; tried with 5.100).
_BUNDLE = "AWS_CA_BUNDLE"

#: In the output of a command that has begun to change something (Terraform's internal/command/views/json).
_CHANGING = '"type":"apply_start"'

_Key = tuple[Path, Path, frozenset[tuple[str, str]]]
"""The program, the folder that it runs in, and its environment."""


class ProviderPool:
    """The providers of one :class:`Terraform`; safe to use from several threads.

    ``variables`` are those of Terraform's user; nothing is shared without ``local_aws``. The result of a command is
    that of one with a provider of its own: what fails because of sharing runs once more without, unless it has begun to
    change something, as after any crash of a provider. If Terraform is killed, its provider is, too.
    """

    def __init__(
        self,
        variables: Mapping[str, str],
        trusted: tuple[Path, ...],
        scratch: Path,
        product: Product = TERRAFORM,
        *,
        local_aws: bool,
    ) -> None:
        self._product = product
        self._scratch = scratch
        self._trusted = tuple(Path(os.path.realpath(folder)) for folder in trusted)
        self._unusable = not local_aws or any(name in variables for name in UNSHARED)
        self._stopped = False
        self._lock = threading.Lock()
        self._idle: dict[_Key, ProviderProcess] = {}
        self._all: set[ProviderProcess] = set()

    def run(self, run: Run, workdir: Path, variables: Mapping[str, str]) -> Result:
        """Call ``run``, which runs a command in ``workdir`` with ``variables``, with the address of a provider or none.

        Only a command on a local AWS gets one, whatever its caller thinks: no apply to a real account ever does.
        """
        binary = None
        if not self._unusable and is_local(variables) and not variables.get(_BUNDLE) and has_one_configuration(workdir):
            binary = provider_program(workdir, workdir / ".terraform", self._trusted, self._product)
        if binary is None:
            return run({})
        key = (binary, workdir.resolve(), frozenset(variables.items()))
        provider = self._take(key)
        if provider is None:
            return run({})
        try:
            result = provider.watch(run)
        except BaseException:
            self._discard(provider)
            raise
        if result.returncode < 0:
            self._discard(provider)
        elif result.returncode > 0 and provider.may_have_failed(result):
            return self._again(provider, run, workdir, result)
        else:
            self._put(key, provider)
        return result

    def stop(self) -> None:
        """Share nothing from now on, and run no command a second time: those that run are interrupted."""
        with self._lock:
            self._unusable = self._stopped = True

    def close(self) -> None:
        """End all of them."""
        self.stop()
        with self._lock:
            providers, self._all = list(self._all), set()
            self._idle.clear()
        for provider in providers:
            provider.kill()

    def _take(self, key: _Key) -> ProviderProcess | None:
        """A process for one command: an idle one or a new one; None where it does not start or does not answer."""
        with self._lock:
            if self._unusable:
                return None
            provider = self._idle.pop(key, None)
            if provider is None:
                binary, folder, variables = key
                provider = ProviderProcess(binary, dict(variables), self._scratch, folder, self._product)
                self._all.add(provider)
        if provider.has_started() and provider.answers():
            return provider
        _log.debug("a provider to share does not start, or does not answer")
        self._discard(provider)
        return None

    def _put(self, key: _Key, provider: ProviderProcess) -> None:
        """Keep ``provider`` for the next command; of too many, end the one that was used longest ago."""
        with self._lock:
            unneeded = [self._idle.pop(key)] if key in self._idle else []
            self._idle[key] = provider
            while len(self._idle) > _IDLE:
                unneeded.append(self._idle.pop(next(iter(self._idle))))
        for other in unneeded:
            self._discard(other)

    def _discard(self, provider: ProviderProcess) -> None:
        with self._lock:
            self._all.discard(provider)
        provider.kill()

    def _again(self, provider: ProviderProcess, run: Run, workdir: Path, result: Result) -> Result:
        """Give up sharing; run the command that ended with ``result`` once more, if it has changed nothing."""
        with self._lock:
            self._unusable = True
        self._discard(provider)
        if self._stopped or _CHANGING in result.stdout:
            return result
        _log.debug("%s: again, with a provider of its own", workdir)
        return run({})


def is_local(variables: Mapping[str, str]) -> bool:
    """Whether a client with ``variables`` can reach no AWS but a local one, which is the proxy of all its calls."""
    proxies = [variables.get(name, "") for name in ("HTTP_PROXY", "HTTPS_PROXY")]
    return bool(variables.get("AWS_ENDPOINT_URL")) and all(urlsplit(proxy).hostname == "127.0.0.1" for proxy in proxies)


def has_one_configuration(workdir: Path) -> bool:
    """Whether the root module in ``workdir`` and the modules it calls configure the provider once, or never.

    False for what cannot be read, or may be more than one.
    """
    try:
        folders = {folder for _, folder in installed_modules(workdir)}
    except FileNotFoundError:
        folders = set()
    except (OSError, ValueError):
        return False
    try:
        files = [file for folder in {workdir, *folders} for file in folder.glob("*.t*") if file.is_file()]
        texts = [file.read_text("utf-8") for file in files if file.name.endswith(SUFFIXES)]
    except (OSError, ValueError):
        return False
    return sum(len(_CONFIGURATION.findall(text)) for text in texts) <= 1
