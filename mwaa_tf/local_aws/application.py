"""The WSGI application of the local AWS: who asks what, is it to fail, else what moto answers; all of it recorded."""

from __future__ import annotations

import io
import re
import threading
import time
import traceback
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from moto import backends
from moto.backend_index import backend_url_patterns
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import run_wsgi_app

from mwaa_tf.local_aws import api_responses
from mwaa_tf.local_aws.accounts import Caller, caller_of
from mwaa_tf.local_aws.api_responses import Answer
from mwaa_tf.local_aws.authorization import missing, refusal
from mwaa_tf.local_aws.calls import Call, Question, created, error_code, question, scope_of
from mwaa_tf.local_aws.faults import Faults
from mwaa_tf.local_aws.record import Record
from mwaa_tf.local_aws.server import ConnectionCutError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse
    from flask import Flask

_AWS_HOST = re.compile(r"(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws)$")
_NUMERIC_HOST = re.compile(r"^[\d.]+$")
_ROLE_ACCOUNT = re.compile(r"::(\d{12}):")


class Application:
    """Answers every request that reaches the local AWS.

    ``endpoint_host`` is the made-up name that clients call; what they put before it, a bucket or the prefix of an API,
    is understood.
    """

    def __init__(self, *, endpoint_host: str, record: Record, faults: Faults, partition: str = "aws") -> None:
        self._endpoint_host = endpoint_host
        self._record = record
        self._faults = faults
        self._partition = partition
        self._moto = _Dispatcher(create_backend_app)
        # moto's backends are plain dictionaries, and all of its work is Python: side by side they would be no faster.
        self._one_at_a_time = threading.Lock()
        self.allowed: Mapping[str, Sequence[str]] = {}
        """For an account the policies (JSON) of all who call from there; those of one that is not in it may do all."""
        self.failures: list[str] = []
        """Tracebacks of calls that the local AWS could not carry out because of a mistake of its own or of moto's."""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        began, at = time.monotonic(), datetime.now(UTC)
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        # It would make the call one of whatever account it names.
        environ.pop("HTTP_X_MOTO_ACCOUNT_ID", None)
        self._name_bucket_host(environ)
        asked = question(environ, body)
        caller = caller_of(asked.access_key) if asked.access_key else None
        answer: Answer | None = None
        try:
            answer = self._denied(asked, body, caller) or self._answer(environ, asked, caller)
        finally:
            self._note(asked, caller, at, time.monotonic() - began, answer)
        start_response(f"{answer.status} {_reason(answer.status)}", list(answer.headers))
        return [answer.body]

    def refused(self, address: str) -> None:
        """Record that a client wanted a tunnel to ``address``."""
        self._record.add(Call(0, datetime.now(UTC), 0.0, "", "", "", "", "CONNECT", address, "", 403, "Refused"))

    def _denied(self, asked: Question, body: bytes, caller: Caller | None) -> Answer | None:
        """The refusal of a call that its caller's policies do not allow.

        Who assumes a role is let in by the role's trust policy: these policies are those of the role.
        """
        policies = self.allowed.get(caller.account_id) if caller else None
        if caller is None or policies is None or asked.preparation or asked.action.startswith("AssumeRole"):
            return None
        need = missing(policies, asked, body, caller, self._partition)
        return api_responses.denied(asked.protocol, refusal(need, caller)) if need else None

    def _answer(self, environ: dict[str, Any], asked: Question, caller: Caller | None) -> Answer:
        if not asked.signed and not asked.service:
            return self._unsigned(asked)
        if asked.signed and caller is None:
            return api_responses.unknown_key(asked.protocol)
        application = self._moto.application(environ, asked)
        if application is None:
            return api_responses.not_here(
                asked.protocol, f"the local AWS has no service {asked.service!r}; asked was host {asked.host!r}"
            )
        account_id = caller.account_id if caller else _account_of_role(environ)
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = account_id
        plan = self._faults.plan
        if plan.slow and not asked.preparation:
            time.sleep(plan.slow)
        match self._faults.draw(asked, account_id):
            case "throttle":
                return api_responses.throttled(asked.protocol)
            case "error500":
                return api_responses.broken(asked.protocol)
            case "cut_before":
                raise ConnectionCutError
            case "cut_after":
                self._carried_out(application, environ, asked)
                raise ConnectionCutError
        return self._carried_out(application, environ, asked)

    def _unsigned(self, asked: Question) -> Answer:
        host = asked.host.rsplit(":", 1)[0]
        if host == self._endpoint_host or host.endswith(f".{self._endpoint_host}") or _AWS_HOST.search(host):
            return api_responses.error(
                asked.protocol, 403, "MissingAuthenticationToken", "Missing Authentication Token"
            )
        return api_responses.not_here(
            asked.protocol, f"host {host!r} is not reachable from a rehearsal: the local AWS passes nothing on"
        )

    def _carried_out(self, application: Flask, environ: dict[str, Any], asked: Question) -> Answer:
        try:
            with self._one_at_a_time:
                chunks, status, headers = run_wsgi_app(application, environ, buffered=True)
        except NotImplementedError:
            return api_responses.not_here(asked.protocol, f"the local AWS cannot do {asked.service}:{asked.action}")
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer and the record has it
            self.failures.append(traceback.format_exc())
            what = f"{asked.service}:{asked.action} failed inside the local AWS"
            return api_responses.not_here(asked.protocol, f"{what}: {type(error).__name__}: {error}")
        code = int(status.split(" ", 1)[0])
        content = b"".join(chunks)
        if code == HTTPStatus.NOT_FOUND and b"<title>404 Not Found</title>" in content:
            # No path of moto's. A plain 404 would be taken for a resource that is gone.
            return api_responses.not_here(asked.protocol, f"the local AWS cannot do {asked.service}:{asked.action}")
        return Answer(code, tuple(headers.items()), content)

    def _name_bucket_host(self, environ: dict[str, Any]) -> None:
        """Give S3 the host from which moto reads a bucket's name. No other service goes by the host."""
        host = str(environ.get("HTTP_HOST", "")).lower()
        environ["HTTP_HOST"] = host
        scope = scope_of(environ)
        if scope is None or scope.service != "s3" or str(environ.get("PATH_INFO", "")).startswith("/v20180820/"):
            return
        bare = host.rsplit(":", 1)[0]
        s3 = f"s3.{scope.region}.amazonaws.com" if scope.region else "s3.amazonaws.com"
        if bare == self._endpoint_host or _NUMERIC_HOST.match(bare):
            environ["HTTP_HOST"] = s3
        elif bare.endswith(f".{self._endpoint_host}"):
            environ["HTTP_HOST"] = f"{bare.removesuffix(self._endpoint_host)}{s3}"

    def _note(
        self, asked: Question, caller: Caller | None, at: datetime, seconds: float, answer: Answer | None
    ) -> None:
        headers = {name.lower(): value for name, value in answer.headers} if answer else {}
        status = answer.status if answer else 0
        resource = asked.resource
        if answer and asked.service == "ec2" and status < HTTPStatus.BAD_REQUEST:
            resource = created(asked.action, answer.body) or resource
        self._record.add(
            Call(
                number=0,
                time=at,
                seconds=seconds,
                account_id=caller.account_id if caller else "",
                principal=caller.arn if caller else "",
                region=asked.region,
                service=asked.service,
                action=asked.action,
                resource=resource,
                workspace=asked.workspace,
                status=status,
                error=error_code(status, headers, answer.body) if answer else "ConnectionCut",
            )
        )


class _Dispatcher(DomainDispatcherApplication):
    """moto's own, without the ways in that AWS does not have (`/moto-api`) and without its prints."""

    def application(self, environ: dict[str, Any], asked: Question) -> Flask | None:
        """The application of the service that ``environ`` asks for, if there is one."""
        if asked.signed and not str(environ.get("HTTP_AUTHORIZATION", "")).startswith("AWS4"):
            # A presigned URL or an old signature, where moto would guess from the path.
            host: str | None = f"{asked.service}.{asked.region or 'us-east-1'}.amazonaws.com"
        else:
            try:
                host = self.infer_service_region_host(environ, str(environ.get("PATH_INFO", "")))
            except (KeyError, IndexError, ValueError):
                return None
        backend = _backend_of(host) if host else None
        if backend is None:
            return None
        with self.lock:
            if backend not in self.app_instances:
                self.app_instances[backend] = self.create_app(cast("backends.SERVICE_NAMES", backend))
            return self.app_instances[backend]


@cache
def _backend_of(host: str) -> str | None:
    """The name of the moto backend behind ``host``."""
    if host in backends.list_of_moto_modules():
        return host
    return next((name for name, pattern in backend_url_patterns if pattern.match(f"http://{host}")), None)


def _account_of_role(environ: dict[str, Any]) -> str:
    """The account of the role that an unsigned call of STS asks for."""
    body = environ["wsgi.input"].getvalue().decode("utf-8", "replace")
    match = _ROLE_ACCOUNT.search(body.replace("%3A", ":"))
    return match[1] if match else "000000000000"


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
