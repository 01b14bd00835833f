"""A process of the AWS provider that commands of Terraform connect to, instead of starting one of their own.

With the variable TF_REATTACH_PROVIDERS Terraform uses a provider that already runs ("Debugging providers" in
Terraform's documentation, https://developer.hashicorp.com/terraform/plugin/debugging, a feature for the development of
providers). It ends neither with the command nor when Terraform is killed: its user ends it.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from mwaa_tf.terraform.environment import SOCKETS
from mwaa_tf.terraform.process import Processes, Result
from mwaa_tf.terraform.product import TERRAFORM, Product
from mwaa_tf.terraform.provider import locked_version

_log = logging.getLogger(__name__)

VARIABLE = "TF_REATTACH_PROVIDERS"

#: Variables of the user with which he wants to see what Terraform and its providers do, or has a provider of his own.
UNSHARED = ("TF_LOG", "TF_LOG_CORE", "TF_LOG_PROVIDER", VARIABLE)

#: A provider writes every step to its error output, two megabytes for a plan of a network; Terraform, which discards
#: them by its own level, is not there to read it. The names are those of terraform-plugin-log and terraform-plugin-go.
_SILENT = {"TF_LOG_SDK": "off", "TF_LOG_PROVIDER_AWS": "off"}

#: Seconds that the provider gets to start, and to end.
_START, _GRACE = 30.0, 2.0

#: Seconds that an idle provider gets to answer.
_ANSWER = 10.0

#: Seconds between two looks whether the provider still answers during a command, and for the answer: on a busy machine,
#: to end one that does not hang would cost the command.
_INTERVAL, _PATIENCE = 10.0, 60.0

_ADDRESS = re.compile(rf"\s*{VARIABLE}='(?P<address>.*)'\s*")

#: The first bytes of a client of HTTP/2, which gRPC is: the preface and an empty SETTINGS frame (RFC 9113, 3.4).
_HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))

#: Terraform's own word for providers; `plugins.zip` is MWAA's.
_PLUGIN = re.compile(r"\bplugins?\b(?!\.zip)", re.IGNORECASE)

Run = Callable[[Mapping[str, str]], Result]
"""Runs a command with additional variables: none, or those that make it use a shared provider."""


class ProviderProcess:
    """A provider that runs in ``folder`` with ``variables`` and no others, for as long as it lives.

    Relative paths, as of a file to upload, begin where it runs: Terraform starts its providers in the root module.
    """

    def __init__(
        self,
        binary: Path,
        variables: Mapping[str, str],
        scratch: Path,
        folder: Path | None = None,
        product: Product = TERRAFORM,
    ) -> None:
        self._processes = Processes(_GRACE)
        self._source = product.aws_provider
        self.address = ""
        """The value of :data:`VARIABLE`; empty until it has started."""
        self._socket = ""
        self._pid = 0
        self._started = threading.Event()
        self._ended = threading.Event()
        # Its socket, which other users of the machine must not reach.
        variables = {**variables, **_SILENT, SOCKETS: str(scratch)}
        self._thread = threading.Thread(target=self._run, args=(binary, variables, folder or scratch), daemon=True)
        self._thread.start()

    def has_started(self) -> bool:
        """Whether it accepts connections; waits until it does."""
        self._started.wait(_START)
        return bool(self.address) and not self._ended.is_set()

    def answers(self, seconds: float | None = None) -> bool:
        """Whether it takes a new connection within ``seconds``: one that is stopped, or hangs, does not."""
        if self._ended.is_set():
            return False
        if not self._socket:
            return True
        with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_ANSWER if seconds is None else seconds)
            connection.connect(self._socket)
            connection.sendall(_HELLO)
            # The server's preface comes at once.
            return bool(connection.recv(1))
        return False

    def watch(self, run: Run, longest: float | None = None) -> Result:
        """Call ``run`` with the address; a provider that hangs is ended, so that the command ends.

        It hangs if it does not answer, or if the command takes more than ``longest`` seconds.
        """
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(done, longest), daemon=True)
        watcher.start()
        try:
            return run({VARIABLE: self.address})
        finally:
            done.set()

    def may_have_failed(self, result: Result) -> bool:
        """Whether a command may have failed because the provider is gone, or is not one that it can use."""
        return self._ended.wait(0.1) or bool(_PLUGIN.search(result.stdout + result.stderr))

    def close(self) -> None:
        """End it."""
        self._processes.close()
        self._thread.join()

    def kill(self) -> None:
        """End it at once, in the middle of what it does."""
        if self._pid and not self._ended.is_set():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        self.close()

    def _watch(self, done: threading.Event, longest: float | None) -> None:
        begun = time.monotonic()
        while not done.wait(_INTERVAL if longest is None else min(_INTERVAL, longest)):
            too_long = longest is not None and time.monotonic() - begun >= longest
            if too_long or not self.answers(_PATIENCE):
                if not done.is_set():
                    _log.debug("the shared provider, process %d, hangs", self._pid)
                    self.kill()
                return

    def _run(self, binary: Path, variables: Mapping[str, str], folder: Path) -> None:
        try:
            self._processes.run([str(binary), "-debug"], cwd=folder, env=variables, on_line=self._read)
        except Exception:  # noqa: BLE001 - whatever it is, the commands start providers of their own
            _log.debug("the provider to share ended", exc_info=True)
        finally:
            self._ended.set()
            self._started.set()

    def _read(self, line: str) -> None:
        if match := _ADDRESS.fullmatch(line):
            (provider,) = json.loads(match["address"]).values()
            self._pid = int(provider["Pid"])
            if provider["Addr"]["Network"] == "unix":
                self._socket = str(provider["Addr"]["String"])
            # The provider names itself by Terraform's registry; OpenTofu would not take it for the one it looks for.
            self.address = json.dumps({self._source: provider})
            self._started.set()


def provider_program(
    workdir: Path, data_dir: Path, trusted: tuple[Path, ...], product: Product = TERRAFORM
) -> Path | None:
    """The program of the provider that ``product`` would start in ``workdir``; None if it is not one to share.

    ``trusted`` are resolved folders, the cache and the mirror: what lies in a user's folder is never executed here.
    """
    version = locked_version(workdir, product)
    folder = data_dir / "providers" / product.aws_provider / (version or "")
    programs = [path for path in folder.glob("*/terraform-provider-aws_v*") if version]
    if len(programs) != 1:
        return None
    binary = Path(os.path.realpath(programs[0]))
    return binary if any(binary.is_relative_to(folder) for folder in trusted) else None
