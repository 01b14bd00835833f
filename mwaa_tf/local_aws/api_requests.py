"""Requests to the APIs of AWS, from their HTTP form: which operation of which service, on which resource."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Any
from urllib.parse import parse_qsl, unquote

from mwaa_tf.local_aws.api_responses import Protocol
from mwaa_tf.local_aws.calls import changes, workspace_of
from mwaa_tf.local_aws.remembered import remember_route

PREPARATION = "mwaa-tf-preparation/1"
"""In the user agent of :class:`~mwaa_tf.local_aws.LocalAws`'s own clients."""

_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/,\s]+)/\d+/(?P<region>[^/,\s]+)/(?P<service>[^/,\s]+)/aws4_request")
_SIGNED_V2 = re.compile(r"^AWS (?P<key>[^:\s]+):")
_RPC_V2 = re.compile(r"^/service/[^/]+/operation/(?P<action>[^/]+)$")
_ARN = re.compile(r"^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:\S+$")
_ID = re.compile(r"^[a-z]+(?:-[a-z]+)*-[0-9a-f]{8,17}$")
_NAMES = re.compile(r"(?:Name|Id|Identifier|Arn|ARN|PrefixList)$|^(?:Bucket|Key|Name|ResourceName)$")
_PRINCIPALS = frozenset({"RoleName", "UserName", "GroupName"})

# Signing names for which botocore has another name; only REST services are looked up.
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
class SignatureScope:
    """The access key, region and service of a signature."""

    access_key: str
    region: str
    service: str


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request to the API of a service."""

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
    """A write that must not overwrite anything (`If-None-Match`), such as that of a lock file."""
    preparation: bool
    """Sent by a client of :class:`~mwaa_tf.local_aws.LocalAws` itself, to prepare accounts or to look at them."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Of S3, where versions of objects and prefixes of lists are; else empty."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those of S3's own, ``x-amz-…`` in lower case, where encryption and copies are; else empty."""


def signature_scope(environ: Mapping[str, Any]) -> SignatureScope | None:
    """The scope of the signature of a WSGI ``environ``; None for an unsigned request.

    Signatures are in a header or, in a presigned URL, in the query; S3 also has those of version 2.
    """
    authorization = str(environ.get("HTTP_AUTHORIZATION", "")) or _presigned(str(environ.get("QUERY_STRING", "")))
    if match := _CREDENTIAL.search(authorization):
        # The record keeps them for every call.
        return SignatureScope(match["key"], intern(match["region"]), intern(match["service"].lower()))
    if match := _SIGNED_V2.match(authorization):
        return SignatureScope(match["key"], "", "s3")
    return None


def _presigned(query: str) -> str:
    """The signature in the query of a presigned URL, in the form of a header."""
    if "X-Amz-Credential=" in query:
        return unquote(query).replace("X-Amz-Credential=", "Credential=")
    key = dict(parse_qsl(query)).get("AWSAccessKeyId") if "AWSAccessKeyId=" in query else None
    return f"AWS {key}:" if key else ""


def parse_request(environ: Mapping[str, Any], body: bytes) -> ApiRequest:
    """The request of a WSGI ``environ`` with ``body``."""
    user_agent = str(environ.get("HTTP_USER_AGENT", ""))
    query = str(environ.get("QUERY_STRING", ""))
    scope = signature_scope(environ)
    service = scope.service if scope else ""
    form = _form(environ, body, query)
    action, resource, protocol = _operation(environ, body, service, form)
    return ApiRequest(
        access_key=scope.access_key if scope else "",
        region=scope.region if scope else "",
        service=service or ("sts" if action.startswith("AssumeRoleWith") else ""),
        action=intern(action),
        resource=resource,
        workspace=workspace_of(user_agent),
        host=str(environ.get("HTTP_HOST", "")),
        protocol=protocol,
        signed=scope is not None,
        conditional="HTTP_IF_NONE_MATCH" in environ and changes(action),
        preparation=PREPARATION in user_agent,
        query=dict(parse_qsl(query, keep_blank_values=True)) if service == "s3" else {},
        headers=_own_headers(environ) if service == "s3" else {},
    )


def _own_headers(environ: Mapping[str, Any]) -> dict[str, str]:
    prefix = "HTTP_X_AMZ_"
    return {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith(prefix)
    }


def _form(environ: Mapping[str, Any], body: bytes, query: str) -> dict[str, str]:
    if str(environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded"):
        try:
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        except UnicodeDecodeError:
            return {}
    return dict(parse_qsl(query, keep_blank_values=True)) if "Action=" in query else {}


def _operation(
    environ: Mapping[str, Any], body: bytes, service: str, form: Mapping[str, str]
) -> tuple[str, str, Protocol]:
    """Action, resource and protocol."""
    if target := str(environ.get("HTTP_X_AMZ_TARGET", "")):
        return target.rsplit(".", 1)[-1], _resource(_json(body)), "json"
    if action := form.get("Action"):
        return action, _policy(form) or _resource(form), "ec2" if service == "ec2" else "query"
    path = str(environ.get("PATH_INFO", ""))
    if match := _RPC_V2.match(path):
        return match["action"], "", "json"
    if service == "s3":
        service = "s3control" if path.startswith("/v20180820/") else service
    protocol: Protocol = "s3" if service in ("s3", "") else "rest-xml" if service in _REST_XML else "rest-json"
    action, parameters = _routed(environ, _MODELS.get(service, service) or "s3")
    if protocol == "s3":
        path = "/".join(part for part in (parameters.get("Bucket"), parameters.get("Key")) if part)
        return action, f"arn:aws:s3:::{path}" if path else "", protocol
    return action, _resource(parameters) or _resource(_json(body)), protocol


def _routed(environ: Mapping[str, Any], model: str) -> tuple[str, Mapping[str, Any]]:
    """The operation of a REST service and the parameters in its path; method and path for an unknown operation."""
    from botocore.exceptions import UnknownServiceError  # type: ignore[import-untyped]
    from moto.core.request import Request
    from moto.core.routing import get_service_router
    from werkzeug.exceptions import HTTPException

    request = Request(dict(environ))
    try:
        operation, parameters = get_service_router(model).match(request)
    except (HTTPException, UnknownServiceError, NotImplementedError):
        return f"{request.method} {request.path}", {}
    remember_route(environ, model, operation.name, parameters)
    return str(operation.name), parameters


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body[:1] == b"{" else {}
    except (ValueError, RecursionError):
        return {}


def _policy(form: Mapping[str, str]) -> str:
    """The policy that an operation of IAM names; for attaching one, the resource is the principal."""
    return "" if _PRINCIPALS & form.keys() else form.get("PolicyArn", "")


def _resource(parameters: Any) -> str:
    """The most specific of the request's parameters: an ARN, else an id, else a name."""
    identifiers: dict[str, str] = {}
    for name, value in _strings(parameters):
        kind = "arn" if _ARN.match(value) else "id" if _ID.match(value) else "name" if _NAMES.search(name) else ""
        if kind:
            identifiers.setdefault(kind, value)
    return identifiers.get("arn") or identifiers.get("id") or identifiers.get("name") or ""


def _strings(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """All strings in ``value``, each with the name of its parameter, except tags, policies and tokens."""
    if isinstance(value, str):
        bare = re.sub(r"(?:\.member)?\.\d+$", "", name)
        if not bare.startswith(("Tag", "Policy", "AssumeRolePolicy")) and "Token" not in bare:
            yield bare, value
    elif isinstance(value, Mapping):
        for key, member in value.items():
            if str(key).lower() not in {"tags", "filters"}:
                yield from _strings(member, str(key))
    elif isinstance(value, (list, tuple)):
        for member in value:
            yield from _strings(member, name)
