"""Calls with the credentials of one account: each is made once, and every way in which it can fail is a gap."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import Future
from itertools import islice
from typing import Any, TypeVar

from mwaa_tf import aws
from mwaa_tf.aws_errors import AwsError, AwsErrorKind, aws_error, lacking_credentials
from mwaa_tf.blueprint import Account
from mwaa_tf.doctor.collect.aws.answer_shapes import conforming
from mwaa_tf.doctor.collect.aws.operations import AwsOperation, operation
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.accounts import CallerIdentity
from mwaa_tf.text import escape_control_characters

_log = logging.getLogger(__name__)

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
Answer = Mapping[str, Any]

GET_CALLER_IDENTITY = operation("sts", "GetCallerIdentity", why="whose credentials these are")

AT_ONCE = 8
"""Calls of an account at a time: AWS limits how often each account calls (EC2 API reference, throttling)."""

LAST_PAGE = "mwaa_tf:LastPage"
"""Key of an answer whose pages were limited: what the last page says besides its lists."""

#: A person waits for the answers, and what is throttled is reported.
_ATTEMPTS = 5

_KINDS = {
    AwsErrorKind.CREDENTIALS: GapKind.CREDENTIALS,
    AwsErrorKind.DENIED: GapKind.DENIED,
    AwsErrorKind.THROTTLED: GapKind.UNAVAILABLE,
    AwsErrorKind.NETWORK: GapKind.UNAVAILABLE,
    AwsErrorKind.NOT_FOUND: GapKind.ABSENT,
    AwsErrorKind.OTHER: GapKind.UNAVAILABLE,
}


class _MalformedAnswerError(Exception):
    """An answer that has not the form of the service's model."""


class Calls:
    """The calls of one account in one region; safe to use from several threads.

    A call with the same parameters is made once, whichever collector asks for it, and its answer is shared; so is what
    a function that parses it makes of it. A hundred environments of a VPC would parse its endpoints a hundred times.
    """

    def __init__(self, account: Account, region: str, environ: Mapping[str, str], count: Callable[[], None]) -> None:
        self.account = account
        self.region = region
        self._environ = environ
        self._count = count
        self._lock = threading.Lock()
        self._session: aws.AwsSession | None = None
        self._clients: dict[str, Any] = {}
        self._answers: dict[str, Future[Answer]] = {}
        self._readings: dict[tuple[str, Callable[[Answer], Any]], Future[Reading[Any]]] = {}
        self._create = threading.Lock()
        self._refusal: Gap | None = None
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def refused(self, gap: Gap) -> Calls:
        """Calls that are not made, because of ``gap``."""
        refused = Calls(self.account, self.region, self._environ, self._count)
        refused._refusal = gap
        return refused

    @property
    def identity(self) -> Reading[CallerIdentity]:
        """Who the caller is; a gap where there are no credentials, or those of another account."""
        if self._refusal:
            return Reading.unread(self._refusal)
        identity = self._read(GET_CALLER_IDENTITY, _caller_identity, {})
        account_id = self.account.account_id
        if identity.content and account_id and identity.content.account_id != account_id:
            reason = f"needs credentials of account {account_id}: these are of account {identity.content.account_id}"
            return Reading.unread(Gap(GapKind.CREDENTIALS, reason), identity.source)
        return identity

    def read(self, called: AwsOperation, parse: Callable[[Answer], T], /, **parameters: Any) -> Reading[T]:
        """Call an operation, all pages of it, and ``parse`` its answer.

        Whatever AWS answers or does not answer is a gap, and so is an answer that ``parse`` does not understand: a
        :class:`KeyError`, :class:`TypeError`, :class:`ValueError`, :class:`AttributeError` or :class:`IndexError`.
        """
        identity = self.identity
        if identity.gap:
            return Reading.unread(identity.gap, identity.source)
        return self._read(called, parse, parameters)

    def source(self, called: AwsOperation) -> str:
        """Where an answer of ``called`` was read: ``ec2:DescribeSubnets in 111111111111``."""
        return f"{called.service}:{called.name} in {self.account.account_id or 'the account of the credentials'}"

    def _read(self, called: AwsOperation, parse: Callable[[Answer], T], parameters: Mapping[str, Any]) -> Reading[T]:
        key = json.dumps([called.service, called.name, parameters], sort_keys=True, default=str)
        return self._once(self._readings, (key, parse), lambda: self._parsed(called, parse, parameters, key))

    def _parsed(
        self, called: AwsOperation, parse: Callable[[Answer], T], parameters: Mapping[str, Any], key: str
    ) -> Reading[T]:
        source = self.source(called)
        try:
            answer = self._once(self._answers, key, lambda: self._answer(called, parameters))
        except _MalformedAnswerError as error:
            return Reading.unread(_not_understood(called, error), source)
        except Exception as error:  # noqa: BLE001 - every failure of a call is a gap
            return Reading.unread(self._gap(called, aws_error(error)), source)
        try:
            return Reading.of(parse(answer), source)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            _log.debug("%s: the answer is not understood", called.name, exc_info=True)
            return Reading.unread(_not_understood(called, error), source)

    def _gap(self, called: AwsOperation, error: AwsError) -> Gap:
        kind = _KINDS[error.kind]
        if kind is GapKind.DENIED:
            needs = " and ".join(called.needs) or called.name
            return Gap(kind, f"needs {needs} in {self._account_name(called)}: {error.reason}", error.code)
        if kind is GapKind.CREDENTIALS:
            return Gap(kind, lacking_credentials(self.account.account_id, error.reason), error.code)
        return Gap(kind, error.reason, error.code)

    def _account_name(self, called: AwsOperation) -> str:
        """Where ``called`` is made; of an environment that is only named, the credentials tell."""
        account_id = self.account.account_id
        if not account_id and called is not GET_CALLER_IDENTITY:  # which would wait for itself
            identity = self.identity.content
            account_id = identity.account_id if identity else ""
        return f"account {account_id}" if account_id else "the account of the credentials"

    def _once(self, made: dict[K, Future[T]], key: K, make: Callable[[], T]) -> T:
        """What ``make`` returns or raises, from the first call with ``key``, which others wait for."""
        with self._lock:
            future = made.get(key)
            is_first = future is None
            if future is None:
                future = made[key] = Future()
        if is_first:
            try:
                future.set_result(make())
            except BaseException as error:  # noqa: BLE001 - those who wait for it get it, too
                future.set_exception(error)
        return future.result()

    def _answer(self, called: AwsOperation, parameters: Mapping[str, Any]) -> Answer:
        with self._slots:
            return self._call(called, parameters)

    def _call(self, called: AwsOperation, parameters: Mapping[str, Any]) -> Answer:
        client = self._client(called.service)
        answer = self._send(client, called, parameters)
        shape = client.meta.service_model.operation_model(called.name).output_shape
        try:
            return conforming(answer, shape) if shape else answer
        except ValueError as error:
            raise _MalformedAnswerError(str(error)) from error

    def _send(self, client: Any, called: AwsOperation, parameters: Mapping[str, Any]) -> Answer:
        from botocore import xform_name  # type: ignore[import-untyped]

        method = xform_name(called.name)
        if not client.can_paginate(method):
            self._count()
            answer: Answer = getattr(client, method)(**parameters)
            return answer
        pages = self._counted(client.get_paginator(method).paginate(**parameters))
        return _first_pages(pages, called.most_pages) if called.most_pages else _joined(pages)

    def _counted(self, pages: Any) -> Iterator[Answer]:
        for page in pages:
            self._count()
            yield page

    def _client(self, service: str) -> Any:
        with self._create:  # creating one is not safe in several threads
            if self._session is None:
                self._session = aws.AwsSession(self.account, self.region, self._environ, attempts=_ATTEMPTS)
            if service not in self._clients:
                self._clients[service] = self._session.client(service)
            return self._clients[service]


def _first_pages(pages: Iterator[Answer], most: int) -> Answer:
    """At most so many pages, and what the last of them says."""
    read = list(islice(pages, most))
    last = {key: value for key, value in read[-1].items() if not isinstance(value, list)}
    return {**_joined(iter(read)), LAST_PAGE: last}


def _joined(pages: Iterator[Answer]) -> Answer:
    """The lists of all pages, one after the other; of all else the first page counts."""
    joined: dict[str, Any] = {}
    for page in pages:
        for key, value in page.items():
            if isinstance(value, list) and isinstance(joined.get(key), list):
                joined[key] = [*joined[key], *value]
            else:
                joined.setdefault(key, value)
    return joined


def _caller_identity(answer: Answer) -> CallerIdentity:
    return CallerIdentity(str(answer["Account"]), escape_control_characters(str(answer["Arn"])))


def missing(called: AwsOperation, member: str) -> Gap:
    """The gap for ``member``, without which an answer of ``called`` says less than it should."""
    return _not_understood(called, KeyError(member))


def _not_understood(called: AwsOperation, error: Exception) -> Gap:
    text = f"{called.name} answered what is not understood: {_in_words(error)}"
    return Gap(GapKind.NOT_UNDERSTOOD, escape_control_characters(text))


def _in_words(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) and error.args else str(error)
