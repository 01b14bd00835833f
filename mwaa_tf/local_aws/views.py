"""Calls of moto's views without Flask around them: most requests need none of what Flask prepares for each.

moto's application of a service is one of Flask, which finds the view by the path and has it called with moto's own
request. That is all that happens here, too. Whatever else such an application may have, or answer, is left to Flask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from flask import Flask, Response
from moto.core.utils import convert_to_flask_response
from moto.moto_api import recorder
from moto.moto_server.werkzeug_app import BackendRequest
from werkzeug.exceptions import BadRequestKeyError, HTTPException
from werkzeug.sansio.utils import get_current_url
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request as WerkzeugRequest

from mwaa_tf.local_aws.api_responses import ApiResponse

if TYPE_CHECKING:
    from werkzeug.routing import MapAdapter

_HOOKS = ("before_request_funcs", "after_request_funcs", "teardown_request_funcs", "error_handler_spec")
_FIRST_WITH_BODY = 200
_BODILESS = frozenset({204, 304})
_CHANGED = frozenset({"content-length", "content-location", "location"})
"""Headers that werkzeug corrects."""
_root_url = lru_cache(256)(get_current_url)


class ViewRequest(BackendRequest):
    """moto's request, which works out once what is asked of it often, and needs no application around it."""

    @cached_property
    def raw_path(self) -> str:
        return super().raw_path

    @cached_property
    def raw_url(self) -> str:
        return super().raw_url

    @cached_property
    def root_url(self) -> str:
        return _root_url(self.scheme, self.host, self.root_path)

    def _load_form_data(self) -> None:
        # Flask's own makes a class for each request, whose only use is another message for a programming error.
        WerkzeugRequest._load_form_data(self)


@dataclass(frozen=True, slots=True)
class Views:
    """The views of an application of moto."""

    application: Flask
    paths: MapAdapter | None
    """None for an application that has more than views."""

    @classmethod
    def of(cls, application: Flask) -> Views:
        """Those of an ``application`` that is complete."""
        is_plain = application.request_class is BackendRequest and not any(
            getattr(application, name) for name in _HOOKS
        )
        return cls(application, application.url_map.bind("") if is_plain else None)

    def respond(self, environ: dict[str, Any]) -> ApiResponse:
        """The response to a request. Raises what the view raises, unless it is an answer for clients."""
        request = ViewRequest(environ, populate_request=False)
        view = self._view(request)
        if view is None or recorder._user_enabled:
            return _through_flask(self.application, environ)
        try:
            result = view(request, request.raw_url, dict(request.headers.items()))
        except ClientError as error:
            result = 400, {}, error.response["Error"]["Message"]
        except BadRequestKeyError:
            raise
        except HTTPException as error:
            return _of_werkzeug(error.get_response(environ), environ)
        status, headers, content = result if len(result) == 3 else (200, {}, result)
        return _response(status, headers, content, environ)

    def _view(self, request: ViewRequest) -> Callable[..., Any] | None:
        """moto's view of the path; None where there is none, or something is to be said about the path itself."""
        if self.paths is None:
            return None
        try:
            endpoint, _ = self.paths.match(request.path, request.method)
        except HTTPException:
            return None
        view = self.application.view_functions[endpoint]
        return view.callback if isinstance(view, convert_to_flask_response) else None


def _through_flask(application: Flask, environ: dict[str, Any]) -> ApiResponse:
    chunks, status, headers = run_wsgi_app(application, environ, buffered=True)
    return _of_wsgi(chunks, status, headers.items())


def _response(status: Any, headers: Any, content: Any, environ: dict[str, Any]) -> ApiResponse:
    """What Flask makes of the result of a view."""
    if not _is_plain(status, headers, content) or environ["REQUEST_METHOD"] == "HEAD":
        response = Response(response=content, status=status, headers=headers)
        if environ["REQUEST_METHOD"] == "HEAD" and "content-length" in headers:
            response.headers["Content-Length"] = headers["content-length"]
        return _of_werkzeug(response, environ)
    body = content.encode() if isinstance(content, str) else content
    sent = [(name, str(value)) for name, value in headers.items()]
    if not any(name.lower() == "content-type" for name in headers):
        sent.append(("Content-Type", "text/html; charset=utf-8"))
    sent.append(("Content-Length", str(len(body))))
    return ApiResponse(status, tuple(sent), body)


def _is_plain(status: Any, headers: Any, content: Any) -> bool:
    """Whether werkzeug has nothing to change in a result but its form."""
    return (
        type(status) is int
        and status >= _FIRST_WITH_BODY
        and status not in _BODILESS
        and type(headers) is dict
        and type(content) in (str, bytes)
        and all(
            type(value) in (str, int)
            and name.lower() not in _CHANGED
            and "\n" not in (text := str(value))
            and "\r" not in text
            for name, value in headers.items()
        )
    )


def _of_werkzeug(response: Any, environ: dict[str, Any]) -> ApiResponse:
    return _of_wsgi(*response.get_wsgi_response(environ))


def _of_wsgi(chunks: Iterable[bytes], status: str, headers: Iterable[tuple[str, str]]) -> ApiResponse:
    return ApiResponse(int(status.partition(" ")[0]), tuple(headers), b"".join(chunks))
