"""The page that leads a browser to the login: once, for this user, and without a trace of the token."""

from __future__ import annotations

import http.client
import os
from pathlib import Path

import pytest

from mwaa_tf.access.login import LoginError, LoginPage
from mwaa_tf.access.login.page import is_of_this_user

URL = "https://airflow.example.com/aws_mwaa/aws-console-sso?login=true#secret-token"


def fetch(page: LoginPage, *, path: str | None = None, host: str | None = None) -> http.client.HTTPResponse:
    name, _, own_path = page.address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(name, timeout=60)
    connection.request("GET", f"/{own_path}" if path is None else path, headers={"Host": host or name})
    return connection.getresponse()


def test_the_browser_is_led_to_the_login_once() -> None:
    with LoginPage(lambda: URL) as page:
        answer = fetch(page)
        assert (answer.status, answer.headers["Location"]) == (302, URL)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert page.wait(60)
        again = fetch(page)
        assert (again.status, again.headers["Location"]) == (404, None)


def test_the_address_of_the_page_has_no_token_and_is_another_each_time() -> None:
    with LoginPage(lambda: URL) as first, LoginPage(lambda: URL) as second:
        assert "secret-token" not in first.address
        assert first.address.rpartition("/")[2] != second.address.rpartition("/")[2]
        assert first.address.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(("path", "host"), [("/", None), ("/favicon.ico", None), (None, "attacker.example")])
def test_no_other_request_gets_the_token_or_uses_up_the_page(path: str | None, host: str | None) -> None:
    with LoginPage(lambda: URL) as page:
        refused = fetch(page, path=path, host=host)
        assert (refused.status, refused.headers["Location"]) == (404, None)
        assert not page.wait(0)
        assert fetch(page).status == 302


def test_a_url_that_cannot_be_made_is_told_where_the_page_is_waited_for() -> None:
    def refuse() -> str:
        raise LoginError("AWS refused the token")

    with LoginPage(refuse) as page:
        assert fetch(page).status == 502
        with pytest.raises(LoginError, match="AWS refused the token"):
            page.wait(60)


def test_the_page_is_gone_after_the_block() -> None:
    with LoginPage(lambda: URL) as page:
        pass
    with pytest.raises(ConnectionRefusedError):
        fetch(page)


def socket_table(tmp_path: Path, uid: int) -> Path:
    """The format of /proc/net/tcp (proc(5)): the second field is the local address, the eighth the user."""
    table = tmp_path / "tcp"
    row = f"   0: 0100007F:8AE2 0100007F:1F90 01 00000000:00000000 00:00000000 00000000 {uid:5d}        0 1 1 0"
    table.write_text(f"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n{row}\n")
    return table


def test_a_socket_of_another_user_is_recognized(tmp_path: Path) -> None:
    assert not is_of_this_user(0x8AE2, socket_table(tmp_path, os.getuid() + 1))
    assert is_of_this_user(0x8AE2, socket_table(tmp_path, os.getuid()))


def test_a_system_without_such_a_table_does_not_tell(tmp_path: Path) -> None:
    assert is_of_this_user(0x8AE2, tmp_path / "none")
