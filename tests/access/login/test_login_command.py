"""The command, with MWAA on a local AWS, a web server in HTTPS, and a program in place of the browser."""

from __future__ import annotations

import json
import shutil
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.cli import run as run_here
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.pytest_plugin import LocalAwsSettings
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.access.login.web_server import WebServer, cli_output, web_server
from tests.browser import CHROMIUM, missing
from tests.local_aws.services.mwaa.support import DATA, OWNER, Place
from tests.support import wait_until

#: Opens the address as a browser does, and records how it was called and where it was led.
BROWSER = """#!{python}
import http.client, json, sys
host, _, path = sys.argv[1].removeprefix("http://").partition("/")
connection = http.client.HTTPConnection(host)
connection.request("GET", "/" + path, headers={{"Host": host}})
answer = connection.getresponse()
with open("{record}", "w") as record:
    cmdline = open("/proc/self/cmdline").read()
    json.dump({{"cmdline": cmdline, "status": answer.status, "location": answer.headers["Location"]}}, record)
"""


@pytest.fixture(scope="module")
def local_aws_settings() -> LocalAwsSettings:
    return LocalAwsSettings(accounts=(OWNER, DATA))


@pytest.fixture(scope="module")
def place(module_local_aws: LocalAws) -> Place:
    """An environment that is AVAILABLE."""
    prepare(module_local_aws, ram_sharing=True)
    surroundings = Place(module_local_aws)
    surroundings.available()
    return surroundings


@pytest.fixture
def host(place: Place, monkeypatch: pytest.MonkeyPatch) -> str:
    """The web server's name, with credentials of its account in the variables."""
    for name, value in place.aws.environment(DATA).items():
        monkeypatch.setenv(name, value)
    return str(place.get()["WebserverUrl"])


@pytest.fixture
def server(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """The web server, where its name leads."""
    original = socket.getaddrinfo
    with web_server(tmp_path, host) as running:

        def resolve(name: Any, *arguments: Any, **options: Any) -> Any:
            if name == host:
                return original("127.0.0.1", running.port, type=socket.SOCK_STREAM)
            return original(name, *arguments, **options)

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        monkeypatch.setenv("SSL_CERT_FILE", str(running.bundle))
        for proxy in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.delenv(proxy, raising=False)
        yield running


@pytest.fixture
def login(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return lambda *arguments: run_here(
        ["login", "--name", place.name, "--region", "us-east-1", "--wait", "5", *arguments]
    )


def install_browser(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    record, program = folder / "browser.json", folder / "browser"
    program.write_text(BROWSER.format(python=sys.executable, record=record))
    program.chmod(0o755)
    open_with(program, monkeypatch)
    return record


@pytest.mark.usefixtures("server")
def test_the_browser_gets_a_token_that_nothing_else_has(
    host: str,
    login: Callable[..., int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    record = install_browser(tmp_path, monkeypatch)
    assert login("--debug") == 0
    called = json.loads(record.read_text())
    url, _, token = called["location"].partition("#")
    assert (called["status"], url) == (302, f"https://{host}/aws_mwaa/aws-console-sso?login=true")
    assert len(token) > 40
    output, messages = capfd.readouterr()
    assert "Logging in to" in messages
    assert "CreateWebLoginToken" in messages, "the calls are logged, so that what follows means something"
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != record}
    for surface in (called["cmdline"], output, messages):
        assert token not in surface
    assert [path for path, content in written.items() if token.encode() in content] == []


#: Reports what a browser keeps to itself: the part of the URL after the number sign.
PAGE = b"""<!doctype html><script>
fetch("/seen", {method: "POST", body: location.hash})
</script>"""

#: Starts Chromium as a desktop does, with the address as its last argument; the web server's name leads to the test's.
CHROMIUM_HERE = """#!/bin/sh
exec "{program}" --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="{profile}" --no-proxy-server \\
  --ignore-certificate-errors --host-resolver-rules="MAP {host} 127.0.0.1:{port}" --timeout=30000 --dump-dom "$@" \\
  > "{record}" 2> "{errors}"
"""


def open_with(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pages opened by ``program``: Python reads the variable once, and another test may have opened one before."""
    monkeypatch.setenv("BROWSER", f"{program} %s")
    monkeypatch.setattr(webbrowser, "_tryorder", None)


def command_lines() -> Iterator[bytes]:
    """What other users of the machine see of all processes that run now."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended
            yield path.read_bytes()


@pytest.mark.slow
def test_a_real_browser_brings_the_token_to_the_web_server_and_no_process_shows_it(
    host: str,
    server: WebServer,
    login: Callable[..., int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        missing("Chromium is not installed")
    browser = tmp_path / "browser"
    names = {"record": tmp_path / "dom", "errors": tmp_path / "errors", "profile": tmp_path / "profile"}
    browser.write_text(CHROMIUM_HERE.format(program=program, host=host, port=server.port, **names))
    browser.chmod(0o755)
    open_with(browser, monkeypatch)
    server.page = PAGE
    processes: list[bytes] = []
    server.during = lambda: processes.extend(command_lines())

    assert login("--debug") == 0
    wait_until(lambda: bool(processes))

    own = [line for line in processes if f"--user-data-dir={names['profile']}".encode() in line]
    assert own, "the browser runs while the processes are listed"
    (seen,) = (request for request in server.requests if request[1] == "/seen")
    token = seen[3].removeprefix(b"#")
    assert len(token) > 40
    assert f"https://{host}" == seen[2]["Origin"]
    opened = [path for method, path, _, _ in server.requests if method == "GET" and "sso" in path]
    assert set(opened) == {"/aws_mwaa/aws-console-sso?login=true"}, "a browser sends no fragment"
    assert [line for line in processes if token in line] == []
    output, messages = capfd.readouterr()
    assert token.decode() not in output + messages


@pytest.mark.usefixtures("server")
def test_the_token_is_in_no_log_of_a_crash(
    login: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    tokens: list[str] = []

    def crash(*_: Any) -> bool:
        raise RuntimeError("a bug")

    from mwaa_tf.access.login import Tokens

    original = Tokens.web

    def remember(self: Tokens) -> Any:
        token = original(self)
        tokens.append(token.text)
        return token

    monkeypatch.setattr(Tokens, "web", remember)
    monkeypatch.setattr("mwaa_tf.cli._login.Login._open", crash)
    assert login() == 70
    output, messages = capfd.readouterr()
    logs = [path.read_text() for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert logs
    assert "a bug" in "".join(logs)
    assert [text for text in (output, messages, *logs) if tokens[0] in text] == []


@pytest.mark.usefixtures("server")
def test_print_prints_the_url_and_nothing_else_on_standard_output(
    host: str, login: Callable[..., int], capfd: pytest.CaptureFixture[str]
) -> None:
    assert login("--print") == 0
    url, _, token = capfd.readouterr().out.partition("#")
    assert url == f"https://{host}/aws_mwaa/aws-console-sso?login=true"
    assert token.strip()


def test_the_token_is_requested_after_the_web_server_answers(
    server: WebServer, login: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from mwaa_tf.access.login import Tokens

    answered: list[int] = []
    original = Tokens.web

    def remember(self: Tokens) -> Any:
        answered.append(len(server.requests))
        return original(self)

    monkeypatch.setattr(Tokens, "web", remember)
    monkeypatch.setattr("mwaa_tf.access.login.reachability._PAUSE", 0.0)
    server.login_statuses = [503, 503, 200]
    assert login("--print") == 0
    assert answered == [3]


def test_no_token_is_requested_where_the_web_server_does_not_answer(
    server: WebServer, login: Callable[..., int], capfd: pytest.CaptureFixture[str]
) -> None:
    server.login_statuses = [502]
    assert login("--print", "--wait", "0") == 1
    output, messages = capfd.readouterr()
    assert output == ""
    assert "did not answer within 0 seconds: it answers 502" in messages


def test_a_command_of_the_cli_is_run_with_a_token(
    server: WebServer, login: Callable[..., int], capfd: pytest.CaptureFixture[str]
) -> None:
    server.cli_answer = (200, cli_output("sales\n", "a warning\x1b[31m\n"))
    assert login("--cli", "dags list") == 0
    output, messages = capfd.readouterr()
    assert output == "sales\n"
    assert "a warning\\x1b[31m" in messages
    (_, path, headers, body) = server.requests[-1]
    assert (path, body) == ("/aws_mwaa/cli", b"dags list")
    assert headers["Authorization"].removeprefix("Bearer ") not in output + messages

    server.cli_answer = (400, cli_output("", "invalid choice\n"))
    assert login("--cli", "dogs list") == 1


@pytest.mark.usefixtures("host")
def test_the_rest_api_is_called_through_mwaa(login: Callable[..., int], capfd: pytest.CaptureFixture[str]) -> None:
    assert login("--rest", "/monitor/health") == 0
    assert json.loads(capfd.readouterr().out)["scheduler"]["status"] == "healthy"
    assert login("--rest", "/dags") == 1
    assert "Error: " in capfd.readouterr().err


def test_a_token_that_was_not_used_is_replaced_on_a_terminal(
    server: WebServer, login: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    presses = iter([False, True])
    monkeypatch.setattr("mwaa_tf.cli._login._is_interactive", lambda: True)
    monkeypatch.setattr("mwaa_tf.cli._login._enter_within", lambda _: next(presses))
    assert login("--print") == 0
    output, messages = capfd.readouterr()
    first, second = output.split()
    assert first.partition("#")[0] == second.partition("#")[0]
    assert first != second
    assert "The 60 seconds are over: requesting another token" in messages
    assert server.requests


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--print", "--hosts"], "--print and --hosts are mutually exclusive"),
        (["--cli", "dags list", "--rest", "/dags"], "--cli and --rest are mutually exclusive"),
        (["--method", "POST"], "--method needs --rest"),
        (["--data", "{}"], "--data needs --rest"),
        (["--cli", " "], "--cli is empty"),
        (["--cli", "dags \udcff"], r"--cli is not UTF-8 text: 'dags \udcff'"),
        (["--rest", "/\udcff"], r"--rest is not UTF-8 text: '/\udcff'"),
        (["--rest", "/dags", "--data", '"\udcff"'], "--data is not UTF-8 text"),
        (["--rest", "dags"], "--rest takes a path below the API's version, such as /dags: 'dags'"),
        (["--rest", "//[x"], "--rest takes a path"),
        (["--rest", "https://[x/dags"], "--rest takes a path"),
        (["--rest", "/dags#sales"], "--rest takes a path"),
        (["--rest", "/da\ngs"], "--rest takes a path"),
        (["--rest", "/dags?tags=a&tags=b"], "--rest has 'tags' more than once, which InvokeRestApi cannot send"),
        (["--rest", "/dags", "--data", "{"], "--data is not JSON"),
        (["--rest", "/dags", "--data", "[NaN]"], "--data is not JSON: NaN is no number of JSON"),
        (["--rest", "/dags", "--data", "[" * 100_000], "--data is nested too deeply"),
        (["data-etl"], "--name and the key 'data-etl' are mutually exclusive"),
    ],
)
def test_options_that_exclude_each_other_are_named(
    login: Callable[..., int], arguments: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert login(*arguments) == 2
    assert message in capfd.readouterr().err
