"""What `login` does, and what it tells."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwaa_tf.access.login import (
    Forwarding,
    LoginError,
    LoginPage,
    Tokens,
    Via,
    WebAddress,
    WebToken,
    address_of,
    call_rest_api,
    forwarding_command,
    forwarding_of,
    hosts_lines,
    is_listening,
    missing_plugin,
    resolved,
    run_cli_command,
    sections_for,
    wait_until_answers,
)
from mwaa_tf.cli._output import print_json, tell
from mwaa_tf.doctor.commands import command
from mwaa_tf.terraform.desktop import find_chromium, mapping_arguments, open_browser
from mwaa_tf.terraform.process import Processes
from mwaa_tf.text import escape_control_characters, shell_quoted

if TYPE_CHECKING:
    from mwaa_tf.doctor import EnvironmentView, Target

#: A token with fewer seconds left is not given to a browser.
_ENOUGH = 10.0

#: Tokens that are requested one after the other where none is used.
_ROUNDS = 5


class Login:
    """A login to one environment."""

    def __init__(self, target: Target, via: Via | None, seconds: float) -> None:
        self._target = target
        self._via = via
        self._seconds = seconds
        self._tokens = Tokens(target)
        self._address: WebAddress | None = None
        self._processes: Processes | None = None

    @property
    def address(self) -> WebAddress:
        """Where the web server is; known once it has been looked up."""
        if self._address is None:
            raise RuntimeError("not looked up")
        return self._address

    def call_rest(self, path: str, method: str, data: str | None) -> int:
        """Print what Airflow's REST API answers."""
        result = call_rest_api(self._tokens, self._target.name, path, method, data)
        print_json(result.body)
        if result.error:
            tell(f"Error: Airflow answered {result.status} ({result.error})")
        return 1 if result.error else 0

    def print_hosts(self) -> int:
        """Print the lines of the hosts file that are missing."""
        view = self._view({"load_balancer", "network"})
        address = address_of(view, self._via)
        lines = hosts_lines(view, address)
        for line in lines:
            click.echo(escape_control_characters(line))
        if not lines:
            tell("DNS leads there: the hosts file needs no line")
        elif address.via is Via.ALB:
            tell("The addresses of a load balancer change: prefer a DNS record, and remove the lines afterwards")
        return 0

    @contextmanager
    def reached(self) -> Iterator[None]:
        """The web server answers, through a forwarded port if need be, as long as the block lasts."""
        view = self._view(set())
        self._address = address_of(view, self._via)
        with ExitStack() as stack:
            if self._address.via is Via.BASTION:
                self._forward(view, stack)
            elif self._address.via is Via.VPN:
                tell("Through the Client VPN: connect it first")
            doctor = command("doctor", self._target, "--only", "access")
            wait_until_answers(self._address, self._seconds, tell, doctor=doctor)
            yield

    def run_cli(self, line: str) -> int:
        """Run a command of the Airflow CLI and print what it prints."""
        doctor = command("doctor", self._target, "--principal", "ARN")
        result = run_cli_command(self.address, self._tokens.cli(), line, doctor=doctor)
        click.echo(escape_lines(result.stdout), nl=False)
        click.echo(escape_lines(result.stderr), nl=False, err=True)
        if not result.ok:
            tell(f"Error: the command failed ({result.status})")
        return 0 if result.ok else 1

    def print_url(self) -> int:
        """Print the URL with a token; on a terminal, another one when the 60 seconds are over."""
        self._explain()
        for _ in range(_ROUNDS):
            token = self._tokens.web()
            click.echo(f"{self.address.url}#{token.text}")
            if not _is_interactive():
                return 0
            tell("Valid for 60 seconds. Press Enter when you are logged in")
            if _enter_within(token.remaining):
                return 0
            tell("The 60 seconds are over: requesting another token")
        tell(f"Ended after {_ROUNDS} tokens")
        return 1

    def open_browser(self) -> int:
        """Open the browser, which fetches the URL with a token once from this process."""
        first = self._tokens.web()
        if first.identity:
            tell(f"Logging in to {self._target.name} as {first.identity}")
        with LoginPage(lambda: self._url(first)) as page:
            self._open(page.address)
            fetched = page.wait(max(first.remaining, _ENOUGH))
            if not fetched and _is_interactive():
                tell("The 60 seconds are over: another token is requested as soon as the browser opens the page")
                fetched = page.wait(self._seconds)
        if not fetched:
            raise LoginError("no browser opened the page; `--print` prints the URL")
        if self._address and self._address.via is Via.BASTION:
            _stay()
        return 0

    def _url(self, first: WebToken) -> str:
        token = first if first.remaining > _ENOUGH else self._tokens.web()
        return f"{self.address.url}#{token.text}"

    def _open(self, page: str) -> None:
        if self._is_mapped():
            if not open_browser(page):
                tell(f"No browser was found. Open {page} on this machine")
            return
        self._open_chromium(page)

    def _is_mapped(self) -> bool:
        """Whether a browser reaches the web server by the name in the URL without being told where."""
        address = self.address
        return address.via is not Via.BASTION or (address.port == 443 and resolved(address.host) == ("127.0.0.1",))

    def _open_chromium(self, page: str) -> None:
        """Open a browser that resolves the host name to the forwarded port."""
        program = find_chromium()
        arguments = mapping_arguments(self.address.host, self.address.port, Path("~/.airflow").expanduser())
        if program is None or self._processes is None:
            tell("Open the page in Chrome, Edge or Chromium, which this makes resolve the name to the forwarded port:")
            tell("  " + " ".join(map(shell_quoted, ["chromium", *arguments, page])))
            return
        self._start([program, *arguments, page])

    def _start(self, arguments: list[str]) -> None:
        processes = self._processes
        if processes:
            run = {"cwd": Path.cwd(), "env": dict(os.environ)}
            threading.Thread(target=processes.run, args=(arguments,), kwargs=run, daemon=True).start()

    def _view(self, sections: set[str]) -> EnvironmentView:
        from mwaa_tf.doctor import collect
        from mwaa_tf.doctor.reading import GapKind

        (view,), _ = collect((self._target,), sections_for(self._target, self._via) | sections)
        if view.environment.gap and view.environment.gap.kind is GapKind.ABSENT:
            raise LoginError(self._tokens.missing_environment(view.environment.gap.reason))
        return view

    def _forward(self, view: EnvironmentView, stack: ExitStack) -> None:
        """Forward the port, or say how, where it is not forwarded yet."""
        request = forwarding_of(view)
        self._processes = Processes(grace=3.0)
        stack.callback(self._processes.close)
        if is_listening(request.local_port):
            tell(f"Port {request.local_port} is in use: taking it for a forwarding to the web server")
        elif reason := missing_plugin():
            tell(f"{reason[0].upper()}{reason[1:]}. In another terminal, run:")
            tell(f"  {forwarding_command(request)}")
        else:
            tell(f"Forwarding port {request.local_port} through {request.instance_id}")
            stack.enter_context(Forwarding(request, self._processes))

    def _explain(self) -> None:
        """What the reader of a URL has to know."""
        address = self.address
        if address.via is Via.BASTION and not self._is_mapped():
            tell(f"The browser must resolve {address.host} to 127.0.0.1:{address.port}; see docs/login.md")
        elif address.host != address.server_name or not address.is_covered:
            tell(f"The browser will warn: no certificate covers {address.host}")


def escape_lines(text: str) -> str:
    """Text of Airflow for a terminal: its lines stay, other control characters are escaped."""
    lines = text.splitlines()
    return "".join(f"{escape_control_characters(line)}\n" for line in lines)


def _is_interactive() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def _enter_within(seconds: float) -> bool:
    """Whether a line is typed within ``seconds``."""
    import select

    ready, _, _ = select.select([sys.stdin], [], [], max(0.0, seconds))
    if ready:
        sys.stdin.readline()
    return bool(ready)


def _stay() -> None:
    """Keep the port forwarded until Ctrl-C."""
    tell("The port is forwarded until Ctrl-C")
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        tell("Ended")
