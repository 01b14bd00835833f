"""Forges that are down, slow, full, or say no; and addresses that lead elsewhere."""

from __future__ import annotations

import time

import pytest
import urllib3

from mwaa_tf.errors import UsageError
from mwaa_tf.review.post import Posted, _client, post
from mwaa_tf.review.post._errors import PostError
from mwaa_tf.review.post._network import pool
from tests.review.post.fake_platform import TOKEN, StandIn

DOCUMENT = "<!-- mwaa_tf review: default 1 -->\n## Terraform plan\n"


def posted(platform: StandIn, **environ: str) -> Posted:
    return post(platform.dialect, [DOCUMENT], platform.environ(**environ))


def refused(platform: StandIn, **environ: str) -> str:
    with pytest.raises((PostError, UsageError)) as caught:
        posted(platform, **environ)
    assert TOKEN not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("method", ["WHO", "GET"])
def test_a_server_that_is_down_for_a_moment_is_asked_again(platform: StandIn, method: str) -> None:
    platform.fail(method, 503, times=2)

    assert posted(platform).outcome == "created"


def test_a_server_that_stays_down_is_named(platform: StandIn) -> None:
    platform.fail("GET", 500, times=100, said={"message": "boom"})

    assert "127.0.0.1" in (message := refused(platform))
    assert "500 (boom)" in message


def test_a_server_that_is_not_there_is_named(platform: StandIn) -> None:
    with socket_that_nobody_listens_on() as address:
        message = refused(platform, GITHUB_API_URL=address, CI_API_V4_URL=address)

    assert "cannot be reached" in message


def test_a_server_that_does_not_answer_in_time_is_asked_again(
    platform: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_client, "_TIMEOUT", urllib3.Timeout(0.2))
    platform.fail("GET", 0, hangs=True)
    assert posted(platform).outcome == "created"

    platform.fail("GET", 0, hangs=True, times=9)
    assert "did not answer in time" in refused(platform)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("status", [403, 429])
def test_a_rate_limit_is_waited_for_as_long_as_it_says(
    platform: StandIn, pauses: list[float], method: str, status: int
) -> None:
    platform.fail(method, status, headers={"Retry-After": "17"}, said={"message": "slow down"})

    assert posted(platform).outcome == "created"
    assert pauses == [17]


@pytest.mark.parametrize("prefix", ["X-RateLimit", "RateLimit"])
def test_a_rate_limit_that_says_when_it_ends_is_waited_for(platform: StandIn, pauses: list[float], prefix: str) -> None:
    headers = {f"{prefix}-Remaining": "0", f"{prefix}-Reset": str(int(time.time()) + 40)}
    platform.fail("GET", 429, headers=headers)

    assert posted(platform).outcome == "created"
    assert 38 < pauses[0] < 43


def test_a_secondary_rate_limit_that_only_says_so_is_given_a_minute(github: StandIn, pauses: list[float]) -> None:
    github.fail("POST", 403, said={"message": "You have exceeded a secondary rate limit."})

    assert posted(github).outcome == "created"
    assert pauses == [60]


def test_nobody_waits_for_an_hour(platform: StandIn, pauses: list[float]) -> None:
    platform.fail("GET", 429, headers={"Retry-After": "3600"}, times=9)

    assert "accepts no more calls with this token until 2" in refused(platform)
    assert pauses == []
    assert [method for method, _, _ in platform.requests] == ["WHO", "GET"]


def test_waiting_ends_where_the_limit_does_not(platform: StandIn, pauses: list[float]) -> None:
    platform.fail("GET", 429, headers={"Retry-After": "60"}, times=99)

    assert "rate limit" in refused(platform)
    assert sum(pauses) <= _client.PATIENCE


@pytest.mark.parametrize(
    ("method", "status", "expected"),
    [
        ("WHO", 401, "not valid, or has expired"),
        ("GET", 404, "the token may not see it"),
        ("POST", 403, "locked"),
        ("POST", 400, "400"),
    ],
)
def test_a_refusal_says_what_to_do(platform: StandIn, method: str, status: int, expected: str) -> None:
    platform.fail(method, status, said={"message": f"No: {TOKEN} \x1b[31m\u202e"}, times=9)

    message = refused(platform)

    assert expected in message
    assert message.isprintable()


def test_a_comment_that_is_too_long_says_how_to_split_it(github: StandIn) -> None:
    errors = [{"field": "body", "message": "body is too long (maximum is 65536 characters)"}]
    github.fail("POST", 422, said={"message": "Validation Failed", "errors": errors})

    message = refused(github)

    assert "body is too long" in message
    assert "--split" in message


def test_what_is_not_json_is_said_to_be_so(platform: StandIn) -> None:
    platform.fail("GET", 200, said=b"<html>Sign in</html>")
    assert "did not answer with JSON" in refused(platform)

    platform.fail("GET", 200, said={"not": "a list"})
    assert "did not answer with a list" in refused(platform)

    platform.fail("WHO", 200, said={"data": None, "errors": ["no"]})
    assert "did not name the owner of" in refused(platform)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_token_is_not_taken_to_another_host(platform: StandIn, status: int) -> None:
    with StandIn("github").running() as elsewhere:
        platform.fail("GET", status, headers={"Location": f"{elsewhere.url}/steal"})

        assert "the token is sent to 127.0.0.1" in refused(platform)
        assert elsewhere.requests == []


def test_the_next_page_is_not_looked_for_on_another_host(platform: StandIn) -> None:
    with StandIn("github").running() as elsewhere:
        platform.fail("GET", 200, headers={"Link": f'<{elsewhere.url}/steal>; rel="next"'}, said=[])

        assert "the token is sent to 127.0.0.1" in refused(platform)
        assert elsewhere.requests == []


def test_a_repository_that_was_renamed_is_followed_on_the_same_host(github: StandIn) -> None:
    path = "/api/v3/repos/acme/infra/issues/5/comments"
    github.fail("GET", 301, headers={"Location": f"{path}?per_page=100"})
    github.fail("POST", 307, headers={"Location": path})

    assert posted(github).outcome == "created"


def test_redirects_end(github: StandIn) -> None:
    github.fail("GET", 302, headers={"Location": "/api/v3/repos/acme/infra/issues/5/comments?per_page=1"}, times=99)

    assert "endlessly" in refused(github)


@pytest.mark.parametrize(
    "address",
    [
        "http://github.example/api/v3",
        "http://127.0.0.1.example/api",
        "https://user:secret@github.example",
        "ftp://github.example",
        "https://",
        "https://[::1",
        "https://github.example:x",
        "github.example",
    ],
)
def test_a_token_goes_to_https_only(platform: StandIn, address: str) -> None:
    message = refused(platform, GITHUB_API_URL=address, CI_API_V4_URL=address)

    assert "_URL: " in message
    assert "secret" not in message


def test_the_proxy_of_the_machine_is_used_for_what_is_far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://me:p%40ss@proxy.example:3128")
    monkeypatch.setenv("no_proxy", "gitlab.example")

    through = pool("https://github.example/api")

    assert isinstance(through, urllib3.ProxyManager)
    assert through.proxy_headers["proxy-authorization"] == "Basic bWU6cEBzcw=="
    assert not isinstance(pool("https://gitlab.example/api"), urllib3.ProxyManager)
    assert not isinstance(pool("http://127.0.0.1:1/api"), urllib3.ProxyManager)


def test_certificates_that_cannot_be_read_are_named(gitlab: StandIn) -> None:
    message = refused(gitlab, CI_SERVER_TLS_CA_FILE="nowhere.pem", CI_API_V4_URL="https://127.0.0.1/api/v4")

    assert "nowhere.pem: certificates cannot be read" in message


class socket_that_nobody_listens_on:  # noqa: N801  # reads as a sentence
    def __enter__(self) -> str:
        import socket

        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/api"

    def __exit__(self, *_: object) -> None:
        self._socket.close()
