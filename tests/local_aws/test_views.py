"""Views that are called without Flask answer as they do with it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from moto.core.base_backend import BackendDict
from moto.moto_api._internal import mock_random
from moto.moto_server import werkzeug_app
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.exceptions import BadRequest, BadRequestKeyError, NotFound
from werkzeug.test import EnvironBuilder

from mwaa_tf.local_aws import views
from mwaa_tf.local_aws.api_responses import ApiResponse
from mwaa_tf.local_aws.views import Views

ACCOUNT = "111111111111"
_FORM = "application/x-www-form-urlencoded"


def environ(service: str, method: str = "GET", path: str = "/", body: str = "", **headers: str) -> dict[str, Any]:
    """A request, as the application gives it to moto."""
    signature = (
        f"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/{service}/aws4_request, Signature=0"
    )
    sent: dict[str, str] = {"Authorization": signature, "X-Moto-Account-Id": ACCOUNT, **headers}
    return EnvironBuilder(
        path=path,
        method=method,
        input_stream=io.BytesIO(body.encode()),
        content_length=len(body),
        base_url=f"http://{service}.us-east-1.amazonaws.com",
        headers=list(sent.items()),
    ).get_environ()


def form(service: str, body: str, **headers: str) -> dict[str, Any]:
    return environ(service, "POST", body=body, **{"Content-Type": _FORM, **headers})


_REQUESTS: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "XML": ("ec2", lambda: form("ec2", "Action=DescribeVpcs&Version=2016-11-15")),
    "an error of EC2": ("ec2", lambda: form("ec2", "Action=DescribeVpcs&VpcId.1=vpc-0")),
    "a query": ("sts", lambda: form("sts", "Action=GetCallerIdentity&Version=2011-06-15")),
    "an error of a query": ("iam", lambda: form("iam", "Action=GetRole&RoleName=none&Version=2010-05-08")),
    "JSON": ("logs", lambda: environ("logs", "POST", body="{}", **{"X-Amz-Target": "Logs_20140328.DescribeLogGroups"})),
    "a REST service": ("ram", lambda: environ("ram", "POST", "/getresourceshares", '{"resourceOwner": "SELF"}')),
    "no bucket": ("s3", lambda: environ("s3", "GET", "/nobody/key")),
    "a HEAD": ("s3", lambda: environ("s3", "HEAD", "/nobody")),
    "a list": ("s3", lambda: environ("s3", "GET", "/")),
    "two slashes": ("s3", lambda: environ("s3", "GET", "/nobody//key")),
    "no such path": ("ram", lambda: environ("ram", "POST", "/nothing", "{}")),
    "no such method": ("sts", lambda: environ("sts", "TRACE")),
}


@pytest.fixture(autouse=True)
def _as_in_the_local_aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(werkzeug_app, "DISABLE_GLOBAL_CORS", True)
    yield
    instances: list[Any] = BackendDict._instances  # type: ignore[misc]
    for backends in instances:
        backends.clear()


@pytest.mark.parametrize("name", _REQUESTS)
def test_a_view_answers_as_it_does_with_flask(name: str) -> None:
    service, make = _REQUESTS[name]
    application = create_backend_app(service)  # type: ignore[arg-type]
    direct = Views.of(application)
    assert direct.paths is not None

    # The first request creates what an account has by default, whose ids are drawn.
    through_flask = partial(views._through_flask, application)
    answers = []
    for respond in (through_flask, through_flask, direct.respond):
        mock_random.seed(3)
        answers.append(respond(make()))

    assert answers[1] == answers[2]


@pytest.mark.parametrize(
    ("status", "headers", "content"),
    [
        (200, {}, "é"),
        (200, {"Content-Type": "application/json", "status": 200}, b"{}"),
        (404, {"content-length": "7"}, "abc"),
        (204, {"Content-Length": "0"}, ""),
        (304, {"Content-Type": "text/plain", "ETag": "a"}, ""),
        (301, {"Location": "http://é/ü"}, ""),
        (201, {"content-location": "/é"}, "a"),
        (200, {"x-list": ["a", "b"]}, "a"),
        (200, {"x-none": None}, "a"),
        ("409 Conflict", {"a": "b"}, "a"),
        (200, [("a", "b"), ("a", "c")], "a"),
        (200, {}, ["a", "b"]),
        (200, {}, None),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_result_of_a_view_becomes_the_response_that_flask_makes(
    status: Any, headers: Any, content: Any, method: str
) -> None:
    assert answered(lambda *_: (status, headers, content), method) == answered(
        lambda *_: (status, headers, content), method, with_flask=True
    )


def test_a_line_feed_in_a_header_is_refused_as_by_flask() -> None:
    for with_flask in (False, True):
        with pytest.raises(ValueError, match="newline"):
            answered(lambda *_: (200, {"x": "a\r\nSet-Cookie: b"}, ""), with_flask=with_flask)


def test_a_view_may_raise_an_answer() -> None:
    def refuse(*_: Any) -> Any:
        raise BadRequest("no")

    assert answered(refuse) == answered(refuse, with_flask=True)
    assert answered(refuse).status == 400


def test_what_a_view_raises_by_mistake_is_raised() -> None:
    def fail(*_: Any) -> Any:
        raise BadRequestKeyError("key")

    for with_flask in (False, True):
        with pytest.raises(BadRequestKeyError):
            answered(fail, with_flask=with_flask)


def test_an_application_with_more_than_views_is_left_to_flask() -> None:
    application = create_backend_app("sts")
    application.register_error_handler(NotFound, lambda _: ("mine", 404))

    assert Views.of(application).respond(environ("sts", "TRACE")).status == 405
    assert Views.of(application).paths is None


def answered(view: Any, method: str = "GET", *, with_flask: bool = False) -> ApiResponse:
    """The answer of an application of moto whose only view is ``view``."""
    application: Flask = create_backend_app("sts")
    known: Any
    for known in application.view_functions.values():
        known.callback = view
    request = environ("sts", method)
    return views._through_flask(application, request) if with_flask else Views.of(application).respond(request)
