"""What a call is: which account asked which service to do what, and what came of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from mwaa_tf.local_aws.api_responses import Protocol

PREPARATION = "mwaa-tf-preparation/1"
"""In the user agent of the rehearsal's own clients."""

_TOKEN = "mwaa-tf-workspace/"
_WORKSPACE = re.compile(rf"{_TOKEN}(\S+)")
_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/,\s]+)/\d+/(?P<region>[^/,\s]+)/(?P<service>[^/,\s]+)/aws4_request")
_SIGNED_V2 = re.compile(r"^AWS (?P<key>[^:\s]+):")
_RPC_V2 = re.compile(r"^/service/[^/]+/operation/(?P<action>[^/]+)$")
_ARN = re.compile(r"^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:\S+$")
_ID = re.compile(r"^[a-z]+(?:-[a-z]+)*-[0-9a-f]{8,17}$")
_NAMES = re.compile(r"(?:Name|Id|Identifier|Arn|ARN|PrefixList)$|^(?:Bucket|Key|Name|ResourceName)$")
_PRINCIPALS = frozenset({"RoleName", "UserName", "GroupName"})
_READS = ("Batch", "Check", "Describe", "Filter", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search", "Select")

# Names that services sign with where botocore calls them something else; only those that speak REST are looked up.
_MODELS = {
    "airflow": "mwaa",
    "aps": "amp",
    "elasticfilesystem": "efs",
    "execute-api": "apigatewaymanagementapi",
    "geo": "location",
    "mediatailor": "mediatailor",
    "mobiletargeting": "pinpoint",
}
_REST_XML = frozenset({"cloudfront", "route53", "s3control"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was answered."""

    number: int
    """In the order of the answers, from 1."""
    time: datetime
    """When it came in, on the wall clock (UTC)."""
    seconds: float
    """How long the answer took."""
    account_id: str
    """The account of the credentials; empty where there are none that the local AWS knows."""
    principal: str
    """ARN of the user, or of the role that was assumed."""
    region: str
    service: str
    """The name that the service signs with: ``ec2``, ``s3``, ``airflow`` (Amazon MWAA), …"""
    action: str
    """As in the API: ``CreateVpc``."""
    resource: str
    """The ARN, id or name that the call is about, as far as it can be told; else empty."""
    workspace: str
    """The workspace whose Terraform called, as its folder under the deployment's; else empty."""
    status: int
    """Of HTTP; 0 where the connection was cut."""
    error: str
    """The code of AWS's error; else empty."""

    @property
    def mutating(self) -> bool:
        """Whether the call changes anything."""
        return changes(self.action)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a signature says."""

    access_key: str
    region: str
    service: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks for, before it is answered."""

    access_key: str
    region: str
    service: str
    action: str
    resource: str
    workspace: str
    host: str
    protocol: Protocol
    signed: bool
    conditional: bool
    """A write that is to happen only where nothing is there yet (`If-None-Match`), as that of a lock file is."""
    preparation: bool
    """Made by the rehearsal itself to set the stage."""


def user_agent_token(workspace: str) -> str:
    """The value of ``TF_APPEND_USER_AGENT`` that makes Terraform's calls known as those of ``workspace``."""
    return _TOKEN + quote(workspace, safe="")


def workspace_of(user_agent: str) -> str:
    """The workspace that :func:`user_agent_token` put there, else an empty text."""
    match = _WORKSPACE.search(user_agent)
    return unquote(match[1]) if match else ""


def changes(action: str) -> bool:
    """Whether ``action`` changes anything, by its verb. `GetFederationToken` and the like count as reading."""
    return not action.startswith((*_READS, "AssumeRole"))


def scope_of(environ: Mapping[str, Any]) -> Scope | None:
    """Who signed the request of a WSGI ``environ``, for which service; ``None`` where nobody did.

    Signatures stand in a header or, of a presigned URL, in the query; S3 also has those of version 2.
    """
    authorization = str(environ.get("HTTP_AUTHORIZATION", "")) or _presigned(str(environ.get("QUERY_STRING", "")))
    if match := _CREDENTIAL.search(authorization):
        return Scope(match["key"], match["region"], match["service"].lower())
    if match := _SIGNED_V2.match(authorization):
        return Scope(match["key"], "", "s3")
    return None


def _presigned(query: str) -> str:
    """What the query of a presigned URL would say as a header."""
    if "X-Amz-Credential=" in query:
        return unquote(query).replace("X-Amz-Credential=", "Credential=")
    key = dict(parse_qsl(query)).get("AWSAccessKeyId") if "AWSAccessKeyId=" in query else None
    return f"AWS {key}:" if key else ""


def question(environ: Mapping[str, Any], body: bytes) -> Question:
    """What the request of a WSGI ``environ`` with ``body`` asks for."""
    user_agent = str(environ.get("HTTP_USER_AGENT", ""))
    query = str(environ.get("QUERY_STRING", ""))
    scope = scope_of(environ)
    service = scope.service if scope else ""
    form = _form(environ, body, query)
    action, resource, protocol = _asked(environ, body, service, form)
    return Question(
        access_key=scope.access_key if scope else "",
        region=scope.region if scope else "",
        service=service or ("sts" if action.startswith("AssumeRoleWith") else ""),
        action=action,
        resource=resource,
        workspace=workspace_of(user_agent),
        host=str(environ.get("HTTP_HOST", "")),
        protocol=protocol,
        signed=scope is not None,
        conditional="HTTP_IF_NONE_MATCH" in environ and changes(action),
        preparation=PREPARATION in user_agent,
    )


def created(action: str, answer: bytes) -> str:
    """The id of what an EC2 ``action`` made, from its ``answer``; else an empty text."""
    verb = next((verb for verb in ("Create", "Allocate", "Run") if action.startswith(verb)), None)
    if verb is None:
        return ""
    noun = action.removeprefix(verb)
    tags = f"{noun[:1].lower()}{noun[1:]}Id|groupId|allocationId|instanceId"
    match = re.search(rf"<(?:{tags})>([a-z]+(?:-[a-z]+)*-[0-9a-f]+)<".encode(), answer)
    return match[1].decode() if match else ""


def error_code(status: int, headers: Mapping[str, str], answer: bytes) -> str:
    """AWS's code of an error ``answer``, or an empty text where it is none (or a `HEAD`)."""
    if status < 400:
        return ""
    if kind := headers.get("x-amzn-errortype"):
        return _bare(kind)
    if match := re.search(rb"<Code>([^<]+)</Code>", answer):
        return match[1].decode("utf-8", "replace")
    try:
        data = json.loads(answer)
        return _bare(str(data.get("__type") or data.get("code") or data.get("Code") or ""))
    except (ValueError, AttributeError):
        return ""


def _bare(code: str) -> str:
    """`com.amazonaws.ram#UnknownResourceException:https://…` without what stands before and behind."""
    return code.split(":", 1)[0].rsplit("#", 1)[-1]


def _form(environ: Mapping[str, Any], body: bytes, query: str) -> dict[str, str]:
    if str(environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded"):
        try:
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        except UnicodeDecodeError:
            return {}
    return dict(parse_qsl(query, keep_blank_values=True)) if "Action=" in query else {}


def _asked(environ: Mapping[str, Any], body: bytes, service: str, form: Mapping[str, str]) -> tuple[str, str, Protocol]:
    """Action, resource and protocol."""
    if target := str(environ.get("HTTP_X_AMZ_TARGET", "")):
        return target.rsplit(".", 1)[-1], _about(_json(body)), "json"
    if action := form.get("Action"):
        return action, _about_policy(form) or _about(form), "ec2" if service == "ec2" else "query"
    path = str(environ.get("PATH_INFO", ""))
    if match := _RPC_V2.match(path):
        return match["action"], "", "json"
    if service == "s3":
        service = "s3control" if path.startswith("/v20180820/") else service
    protocol: Protocol = "s3" if service in ("s3", "") else "rest-xml" if service in _REST_XML else "rest-json"
    action, parameters = _routed(environ, _MODELS.get(service, service) or "s3")
    if protocol == "s3":
        place = "/".join(part for part in (parameters.get("Bucket"), parameters.get("Key")) if part)
        return action, f"arn:aws:s3:::{place}" if place else "", protocol
    return action, _about(parameters) or _about(_json(body)), protocol


def _routed(environ: Mapping[str, Any], model: str) -> tuple[str, Mapping[str, Any]]:
    """The operation of a REST service and what its path says; the method and path where there is no such operation."""
    from botocore.exceptions import UnknownServiceError  # type: ignore[import-untyped]
    from moto.core.request import Request
    from moto.core.routing import get_service_router
    from werkzeug.exceptions import HTTPException

    request = Request(dict(environ))
    try:
        operation, parameters = get_service_router(model).match(request)
    except (HTTPException, UnknownServiceError, NotImplementedError):
        return f"{request.method} {request.path}", {}
    return str(operation.name), parameters


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body[:1] == b"{" else {}
    except ValueError:
        return {}


def _about_policy(form: Mapping[str, str]) -> str:
    """The policy that a call of IAM's is about; attaching one is about the principal."""
    return "" if _PRINCIPALS & form.keys() else form.get("PolicyArn", "")


def _about(parameters: Any) -> str:
    """The most telling of the request's parameters: an ARN, else an id, else a name."""
    found: dict[str, str] = {}
    for name, value in _texts(parameters):
        kind = "arn" if _ARN.match(value) else "id" if _ID.match(value) else "name" if _NAMES.search(name) else ""
        if kind:
            found.setdefault(kind, value)
    return found.get("arn") or found.get("id") or found.get("name") or ""


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """All texts in ``value``, each with the name it stands under; tags and policies are not what a call is about."""
    if isinstance(value, str):
        bare = re.sub(r"(?:\.member)?\.\d+$", "", name)
        if not bare.startswith(("Tag", "Policy", "AssumeRolePolicy")) and "Token" not in bare:
            yield bare, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if str(key).lower() not in {"tags", "filters"}:
                yield from _texts(item, str(key))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item, name)
