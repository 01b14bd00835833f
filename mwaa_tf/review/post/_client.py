"""A platform's REST API: retries, rate limits, and a token that goes to one host only."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import urllib3

from mwaa_tf import __version__
from mwaa_tf.errors import UsageError
from mwaa_tf.review.post._answer import Answer, UnreadableAnswerError, exchange
from mwaa_tf.review.post._errors import GoneError, PostError, RefusedError, UncertainError
from mwaa_tf.review.post._limits import Backoff, wait_for
from mwaa_tf.review.post._network import pool
from mwaa_tf.secret_values import redacted
from mwaa_tf.text import escape_control_characters, truncate

#: Seconds that may be spent on waiting for a rate limit, in all.
PATIENCE = 300

_TIMEOUT = urllib3.Timeout(connect=10, read=30)

#: Pages of a list, a hundred each: more comments than any platform allows; and the seconds that reading them may take.
_PAGES, _PAGES_SECONDS = 1_000, 300

_REDIRECTS = 3

_T = TypeVar("_T")

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class RestClient:
    """Calls of one API with one token. The token is sent to the base address and nowhere else."""

    def __init__(
        self, name: str, base: str, token: str, variable: str, hints: Mapping[int, str], ca_file: str | None = None
    ) -> None:
        """``base`` comes from the variable ``variable``; ``hints`` says for a status what a person can do about it."""
        self._name = name
        self._base = base.rstrip("/") + "/"
        self._host = _checked(self._base, variable)
        self._token = token
        self._hints = hints
        self._patience = float(PATIENCE)
        try:
            self._pool = pool(self._base, ca_file)
        except (OSError, ssl.SSLError) as error:
            raise UsageError(f"{ca_file}: certificates cannot be read: {error}") from error

    @property
    def has_token(self) -> bool:
        """Whether it has a token."""
        return bool(self._token)

    def get(self, path: str) -> Any:
        """The decoded answer of a GET."""
        return self._decoded(self._call("GET", path))

    def read(self, path: str) -> Any:
        """Like :meth:`get`. Raises :class:`GoneError` for a resource that does not exist."""
        try:
            return self.get(path)
        except RefusedError as error:
            if error.status == 404:
                raise GoneError(str(error)) from error
            raise

    def query(self, path: str, body: Mapping[str, Any]) -> Any:
        """The decoded answer of a POST that changes nothing, and so may be repeated."""
        return self._decoded(self._call("POST", path, body, changes=False))

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Send a change.

        Raises :class:`GoneError` for a resource that does not exist, :class:`UncertainError` where it is not known
        whether the change was made.
        """
        return self._decoded(self._call(method, path, body))

    def pages(self, path: str) -> Iterator[Any]:
        """The elements of a list that comes in pages."""
        started = time.monotonic()
        for _ in range(_PAGES):
            if time.monotonic() - started > _PAGES_SECONDS:
                raise PostError(f"{self._name} at {self._host}: its list does not end")
            answer = self._call("GET", path)
            elements = self._decoded(answer)
            if not isinstance(elements, list):
                raise PostError(f"{self._name} did not answer with a list; is its address right?")
            yield from elements
            path = _next(answer)
            if not path:
                return

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, changes: bool = True) -> Answer:
        url = self._own(_joined(self._base, path))
        for _ in range(_REDIRECTS + 1):
            answer = self._patiently(method, url, body, changes)
            target = answer.redirects_to
            if not target:
                break
            url = self._own(_joined(url, target))
        else:
            raise PostError(f"{self._name} redirects endlessly")
        if 200 <= answer.status < 300:
            return answer
        raise self._refusal(method, answer)

    def _patiently(self, method: str, url: str, body: Mapping[str, Any] | None, changes: bool) -> Answer:
        """The answer, after the rate limit where there is one."""
        while True:
            answer = self._once(method, url, body, changes)
            seconds = wait_for(answer)
            if seconds is None:
                return answer
            if seconds > self._patience:
                until = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(time.time() + min(seconds, 10**8)))
                raise PostError(f"{self._name} accepts no more calls with this token until {until}: rate limit")
            self._patience -= seconds
            time.sleep(seconds)

    def _once(self, method: str, url: str, body: Mapping[str, Any] | None, changes: bool) -> Answer:
        """The answer, after as many attempts as the server's failures allow."""
        once = method == "POST" and changes
        retries = Backoff.of(once=once)
        while True:
            try:
                answer = exchange(lambda: self._request(method, url, body))
                left = retries.after(method, answer) if retries.is_retry(method, answer.status) else None
                if left is None:
                    return answer
                retries = left
            except UnreadableAnswerError as error:
                kind = UncertainError if once else PostError
                raise kind(f"{self._name} at {self._host}: {error}") from error
            except urllib3.exceptions.HTTPError as error:
                try:
                    retries = retries.increment(method, url, error=error)
                except urllib3.exceptions.HTTPError:
                    kind = UncertainError if once and not _never_arrived(error) else PostError
                    raise kind(f"{self._name} at {self._host}: {self._clean(_why(error))}") from error
                retries.sleep()

    def _request(self, method: str, url: str, body: Mapping[str, Any] | None) -> urllib3.BaseHTTPResponse:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "Authorization": f"Bearer {self._token}",
            "User-Agent": f"mwaa_tf/{__version__}",
        }
        return self._pool.request(
            method,
            url,
            json=body,
            headers=headers,
            redirect=False,
            timeout=_TIMEOUT,
            retries=False,
            preload_content=False,
        )

    def _refusal(self, method: str, answer: Answer) -> PostError:
        said = self._clean(_message(answer.data))
        text = f"{self._name} at {self._host} answered {answer.status}{f' ({said})' if said else ''}"
        if answer.status == 404 and method not in ("GET", "POST"):
            return GoneError(text)
        if answer.status >= 500:
            return UncertainError(text) if method == "POST" else PostError(text)
        hint = self._hints.get(answer.status)
        return RefusedError(f"{text}: {hint}" if hint else text, answer.status)

    def _own(self, url: str) -> str:
        if _origin(url) != _origin(self._base):
            where = urlsplit(url).hostname or "nowhere"
            raise PostError(
                f"{self._name} redirects to {escape_control_characters(where)}; the token is sent to {self._host} only"
            )
        return url

    def _clean(self, text: str) -> str:
        """Text of an answer, without the token, which it may repeat."""
        return truncate(escape_control_characters(redacted(text.replace(self._token, "(token)"))), 300)

    def _decoded(self, answer: Answer) -> Any:
        if not answer.data:
            return None
        try:
            return json.loads(answer.data)
        except (ValueError, RecursionError) as error:
            raise PostError(f"{self._name} at {self._host} did not answer with JSON") from error


def _checked(base: str, variable: str) -> str:
    """The host of an address to which a token may be sent."""
    try:
        parts = urlsplit(base)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise UsageError(f"{variable}: is not the address of an API") from error
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or "@" in parts.netloc or not (parts.scheme == "https" or local):
        raise UsageError(f"{variable}: a token is sent to https://… only, without a user in the address")
    return escape_control_characters(parts.hostname) + port


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError as error:
        raise PostError("the platform answered with an address that is none") from error


def _origin(url: str) -> tuple[str, str | None, int]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return "", None, 0


def _next(answer: Answer) -> str:
    """The address of the next page (RFC 8288), or nothing."""
    for link in answer.headers.get("Link", "").split(","):
        target, _, parameters = link.strip().partition(">")
        if 'rel="next"' in parameters:
            return target.removeprefix("<")
    return ""


def _message(data: bytes) -> str:
    """The reason of a refusal: GitHub in ``message`` and ``errors``, GitLab in ``message`` or ``error``."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(answer, dict):
        return ""
    parts = [answer[name] for name in ("message", "error", "errors") if answer.get(name)]
    try:
        return "; ".join(part if isinstance(part, str) else json.dumps(part, ensure_ascii=False) for part in parts)
    except RecursionError:
        return ""


def member(answer: Any, name: str, kind: type[_T]) -> _T:
    """A member of a JSON object, of the type ``kind``. Raises :class:`PostError` for an answer without it."""
    value = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(value, kind):
        raise PostError(f"the platform's answer is not as its documentation says: no {name}")
    return value


def _never_arrived(reason: object) -> bool:
    return isinstance(reason, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError))


def _why(reason: object) -> str:
    if isinstance(reason, urllib3.exceptions.NameResolutionError):
        return "no such host"
    if isinstance(reason, urllib3.exceptions.SSLError):
        return f"its certificate is not accepted, SSL_CERT_FILE names other ones: {reason}"
    if isinstance(reason, urllib3.exceptions.TimeoutError) and not isinstance(
        reason, urllib3.exceptions.NewConnectionError
    ):
        return "did not answer in time"
    if isinstance(reason, urllib3.exceptions.ProxyError):
        return f"the proxy refuses the connection: {reason}"
    return "cannot be reached, or closed the connection"
