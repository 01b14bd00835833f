"""The WSGI application of the local AWS: identifies the caller, injects faults, calls moto, records the call."""

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
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from botocore.model import OperationNotFoundError  # type: ignore[import-untyped]
from moto import backends
from moto.backend_index import backend_url_patterns
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from mwaa_tf.local_aws import admission, api_responses, services
from mwaa_tf.local_aws.accounts import Caller, caller_of
from mwaa_tf.local_aws.api_requests import ApiRequest, parse_request, signature_scope
from mwaa_tf.local_aws.api_responses import ApiResponse
from mwaa_tf.local_aws.authorization import applicable_policies, missing, refusal
from mwaa_tf.local_aws.calls import Call, changes
from mwaa_tf.local_aws.cross_account import foreign_resource
from mwaa_tf.local_aws.faults import Faults
from mwaa_tf.local_aws.outgoing import NotInLocalAwsError
from mwaa_tf.local_aws.record import Record
from mwaa_tf.local_aws.server import ConnectionCutError
from mwaa_tf.local_aws.services.mwaa.network_changes import last_change
from mwaa_tf.local_aws.views import Views

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

#: Calls that take moto seconds, and read next to nothing but lists that never change: no other call waits for them.
_CATALOGUES = frozenset(
    {
        ("ec2", "DescribeImages"),
        ("ec2", "DescribeInstanceTypeOfferings"),
        ("ec2", "DescribeInstanceTypes"),
        ("ec2", "DescribeVpcEndpointServices"),
    }
)
_ROLE_ACCOUNT = re.compile(r"::(\d{12}):")


class Application:
    """Responds to every request that reaches the local AWS.

    ``endpoint_host`` is the invented name that clients call, alone or after a bucket or the host prefix of an API.
    """

    def __init__(self, *, endpoint_host: str, record: Record, faults: Faults, partition: str = "aws") -> None:
        self._endpoint_host = endpoint_host
        self._record = record
        self._faults = faults
        self._partition = partition
        self._moto = _Dispatcher()
        # moto's backends are plain dictionaries, and all of it is Python: concurrent requests would be no faster.
        self._moto_lock = threading.Lock()
        self._catalogue_lock = threading.Lock()
        self.allowed: Mapping[str, Sequence[str]] = {}
        """By account the policies (JSON) of its callers, instead of those that IAM has for them."""
        self.enforce_iam = False
        """Whether callers of other accounts have only the permissions that IAM gives them; else they have all."""
        self.failures: list[str] = []
        """Tracebacks of calls that failed because of a bug in the local AWS or in moto."""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        began, at = time.monotonic(), datetime.now(UTC)
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        # moto would execute the call for the account that this header names.
        environ.pop("HTTP_X_MOTO_ACCOUNT_ID", None)
        refusal = admission.refusal(environ, self._endpoint_host)
        self._name_bucket_host(environ)
        request = parse_request(environ, body)
        caller = caller_of(request.access_key) if request.access_key else None
        response: ApiResponse | None = None
        try:
            if refusal:
                response = api_responses.error(request.protocol, refusal.status, refusal.code, refusal.message)
            else:
                response = self._denied(request, body, caller) or self._respond(environ, request, body, caller)
        finally:
            self._record_call(request, caller, at, time.monotonic() - began, response)
        start_response(f"{response.status} {_reason(response.status)}", list(response.headers))
        return [response.body]

    def record_refused_tunnel(self, address: str) -> None:
        """Record that a client tried to open a tunnel to ``address``."""
        self._record.add(Call(0, datetime.now(UTC), 0.0, "", "", "", "", "CONNECT", address, "", 403, "Refused"))

    def _denied(self, request: ApiRequest, body: bytes, caller: Caller | None) -> ApiResponse | None:
        """The error for a call that its caller's policies do not allow, if so.

        Assuming a role is a matter of the role's trust policy; these policies are those of the role.
        """
        if caller is None or request.preparation or request.action.startswith("AssumeRole"):
            return None
        policies = applicable_policies(caller, self.allowed.get(caller.account_id), enforce_iam=self.enforce_iam)
        if policies is None:
            return None
        need = missing(policies, request, body, caller, self._partition)
        return api_responses.denied(request.protocol, refusal(need, caller), request.service) if need else None

    def _respond(self, environ: dict[str, Any], request: ApiRequest, body: bytes, caller: Caller | None) -> ApiResponse:
        if not request.signed and not request.service:
            return api_responses.error(
                request.protocol, 403, "MissingAuthenticationToken", "Missing Authentication Token"
            )
        if request.signed and (caller is None or not caller.kind.may_call(request.service, request.action)):
            return api_responses.unknown_key(request.protocol)
        views = self._moto.views(environ, request)
        if views is None:
            return api_responses.not_implemented(
                request.protocol,
                f"the local AWS has no service {request.service!r}; the request is for host {request.host!r}",
            )
        account_id = caller.account_id if caller else _account_of_role(environ)
        foreign = foreign_resource(request, body, caller, self._partition) if caller else None
        if caller and foreign:
            if message := foreign.refusal(request, caller):
                return api_responses.denied(request.protocol, message, request.service)
            account_id = foreign.arn.account_id
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = account_id
        plan = self._faults.plan
        if plan.slow and not request.preparation:
            time.sleep(plan.slow)
        match self._faults.draw(request, account_id):
            case "expired":
                return api_responses.expired(request.protocol)
            case "throttle":
                return api_responses.throttled(request.protocol)
            case "error500":
                return api_responses.internal_error(request.protocol)
            case "cut_before":
                raise ConnectionCutError
            case "cut_after":
                self._execute(views, environ, request)
                raise ConnectionCutError
        return self._execute(views, environ, request)

    def _execute(self, views: Views, environ: dict[str, Any], request: ApiRequest) -> ApiResponse:
        try:
            with self._catalogue_lock if (request.service, request.action) in _CATALOGUES else self._moto_lock:
                response = views.respond(environ)
        except NotImplementedError as error:
            reason = f": {error}" if isinstance(error, NotInLocalAwsError) else ""
            return api_responses.not_implemented(
                request.protocol, f"the local AWS cannot do {request.service}:{request.action}{reason}"
            )
        except OperationNotFoundError:
            return api_responses.unknown_operation(request.protocol, request.action)
        except (RecursionError, UnicodeDecodeError, ParseError, ExpatError):
            # What moto says of a body that is no JSON, XML or text.
            return api_responses.malformed(request.protocol)
        except Exception as error:  # noqa: BLE001 - every call gets a response
            self.failures.append(traceback.format_exc())
            message = f"{request.service}:{request.action} failed inside the local AWS: {type(error).__name__}: {error}"
            return api_responses.not_implemented(request.protocol, message)
        if changes(request.action):
            last_change.note()
        unrouted = not response.body and " " in request.action
        if response.status == HTTPStatus.NOT_FOUND and (unrouted or b"<title>404 Not Found</title>" in response.body):
            # moto has no such path. A plain 404 would be taken for a deleted resource.
            return api_responses.not_implemented(
                request.protocol, f"the local AWS cannot do {request.service}:{request.action}"
            )
        headers_for_clients = tuple(item for item in response.headers if not _is_for_web_pages(item[0]))
        response = api_responses.in_protocol(
            request.protocol, ApiResponse(response.status, headers_for_clients, response.body)
        )
        for observe in api_responses.observers:
            observe(request.service, request.action, response)
        return response

    def _name_bucket_host(self, environ: dict[str, Any]) -> None:
        """Set the host from which moto reads the name of an S3 bucket. No other service depends on the host."""
        host = str(environ.get("HTTP_HOST", "")).lower()
        environ["HTTP_HOST"] = host
        scope = signature_scope(environ)
        if scope is None or scope.service != "s3" or str(environ.get("PATH_INFO", "")).startswith("/v20180820/"):
            return
        bare = host.rsplit(":", 1)[0]
        s3 = f"s3.{scope.region}.amazonaws.com" if scope.region else "s3.amazonaws.com"
        for own in (self._endpoint_host, *admission.LOOPBACK):
            if bare == own:
                environ["HTTP_HOST"] = s3
            elif bare.endswith(f".{own}"):
                environ["HTTP_HOST"] = f"{bare.removesuffix(own)}{s3}"

    def _record_call(
        self, request: ApiRequest, caller: Caller | None, at: datetime, seconds: float, response: ApiResponse | None
    ) -> None:
        headers = {name.lower(): value for name, value in response.headers} if response else {}
        status = response.status if response else 0
        resource = request.resource
        if response and request.service == "ec2" and status < HTTPStatus.BAD_REQUEST:
            resource = api_responses.created_id(request.action, response.body) or resource
        self._record.add(
            Call(
                number=0,
                time=at,
                seconds=seconds,
                account_id=caller.account_id if caller else "",
                principal=caller.arn if caller else "",
                region=request.region,
                service=request.service,
                action=request.action,
                resource=resource,
                workspace=request.workspace,
                status=status,
                error=api_responses.error_code(status, headers, response.body) if response else "ConnectionCut",
                message=api_responses.error_message(status, response.body) if response else "",
            )
        )


class _Dispatcher(DomainDispatcherApplication):
    """moto's dispatcher, without the paths that AWS does not have (`/moto-api`) and without its prints."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._views: dict[str, Views] = {}

    def views(self, environ: dict[str, Any], request: ApiRequest) -> Views | None:
        """Those of the service that ``environ`` calls, if moto has it."""
        if request.signed and not str(environ.get("HTTP_AUTHORIZATION", "")).startswith("AWS4"):
            # A presigned URL or an old signature, where moto would guess from the path.
            host: str | None = f"{request.service}.{request.region or 'us-east-1'}.amazonaws.com"
        else:
            try:
                host = self.infer_service_region_host(environ, str(environ.get("PATH_INFO", "")))
            except (KeyError, IndexError, ValueError):
                return None
        backend = _backend_of(host) if host else None
        if backend is None:
            return None
        with self.lock:
            if backend not in self._views:
                services.install_on_first_use(backend)
                self._views[backend] = Views.of(self.create_app(cast("backends.SERVICE_NAMES", backend)))
            return self._views[backend]


@cache
def _backend_of(host: str) -> str | None:
    """The name of the moto backend behind ``host``."""
    if host in backends.list_of_moto_modules():
        return host
    return next((name for name, pattern in backend_url_patterns if pattern.match(f"http://{host}")), None)


def _account_of_role(environ: dict[str, Any]) -> str:
    """The account of the role that an unsigned call of STS names."""
    body = environ["wsgi.input"].getvalue().decode("utf-8", "replace")
    match = _ROLE_ACCOUNT.search(body.replace("%3A", ":"))
    return match[1] if match else "000000000000"


def _is_for_web_pages(header: str) -> bool:
    """Whether a header admits other sites to the response (CORS), as moto does for all."""
    return header.lower().startswith("access-control-")


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
