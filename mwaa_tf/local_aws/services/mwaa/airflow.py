"""What an Airflow would know of an environment, as a test sets it, and its REST API for that.

Paths, members and statuses are those of Airflow's own descriptions: airflow/api_connexion/openapi/v1.yaml (Airflow 2)
and airflow-core/src/airflow/api_fastapi/core_api/openapi/v2-rest-api-generated.yaml (Airflow 3). Values of connections
are never in a response; those of variables are, as in Airflow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mwaa_tf.local_aws.services.mwaa.exceptions import RestApiClientException

#: Entries of a page unless the query says otherwise; Airflow 2's ``api.maximum_page_limit`` is the same.
_PAGE = 100

_FOLDER = "/usr/local/airflow/dags/"


@dataclass
class AirflowContents:
    """The contents of a metadata database."""

    dags: dict[str, bool] = field(default_factory=dict)
    """Whether each DAG is paused, by its id."""
    import_errors: dict[str, str] = field(default_factory=dict)
    """The trace of each file that cannot be imported."""
    connections: dict[str, str] = field(default_factory=dict)
    """The type of each connection."""
    variables: dict[str, str] = field(default_factory=dict)
    pools: dict[str, int] = field(default_factory=lambda: {"default_pool": 128})
    """The slots of each pool."""
    running_dag_runs: int = 0


@dataclass(frozen=True, slots=True)
class RestCall:
    """A call of the REST API."""

    method: str
    path: str
    query: Mapping[str, Any]
    body: Mapping[str, Any]
    is_3: bool
    """Whether Airflow 3 answers."""


def respond(contents: AirflowContents, call: RestCall) -> tuple[int, Any]:
    """Status and body. Raises RestApiClientException for what Airflow refuses."""
    kind, _, name = call.path.strip("/").partition("/")
    if call.method == "GET" and not name and kind in _LISTS:
        member, entries = _LISTS[kind]
        return 200, _page(member, entries(contents, call.is_3), call.query)
    if (call.method, call.path) == ("GET", "/dags/~/dagRuns"):
        return 200, {"dag_runs": [], "total_entries": contents.running_dag_runs}
    if kind == "dags" and name and call.method in ("GET", "PATCH"):
        return _dag(contents, unquote(name), call)
    if kind == "variables":
        return _variable(contents, unquote(name), call)
    raise _refused(404 if call.method == "GET" else 405, "Not Found", f"the local AWS does not know {call.path}")


def _dag(contents: AirflowContents, dag_id: str, call: RestCall) -> tuple[int, Any]:
    if dag_id not in contents.dags:
        raise _refused(404, "DAG not found", f"The DAG with dag_id: {dag_id} was not found")
    if call.method == "PATCH":
        if not isinstance(call.body.get("is_paused"), bool):
            raise _refused(422 if call.is_3 else 400, "Bad Request", "is_paused is required")
        contents.dags[dag_id] = call.body["is_paused"]
    return 200, _described(dag_id, contents.dags[dag_id], call.is_3)


def _variable(contents: AirflowContents, key: str, call: RestCall) -> tuple[int, Any]:
    if call.method == "POST" and not key:
        name = str(call.body["key"])
        if name in contents.variables and call.is_3:  # Airflow 2 overwrites it
            raise _refused(409, "Conflict", f"Unique constraint violation: {name}")
        contents.variables[name] = str(call.body["value"])
        return (201 if call.is_3 else 200), _variable_entry(contents, name)
    if key not in contents.variables:
        raise _refused(404, "Variable not found", f"The Variable with key: `{key}` was not found")
    if call.method == "PATCH":
        contents.variables[key] = str(call.body["value"])
    if call.method == "DELETE":
        del contents.variables[key]
        return 204, {}
    return 200, _variable_entry(contents, key)


def _variable_entry(contents: AirflowContents, key: str) -> dict[str, Any]:
    return {"key": key, "value": contents.variables[key], "description": None}


def _described(dag_id: str, paused: bool, is_3: bool) -> dict[str, Any]:
    """A DAG: ``is_active`` of Airflow 2 is ``is_stale`` of Airflow 3."""
    state = {"is_stale": False} if is_3 else {"is_active": True}
    file = f"{_FOLDER}{dag_id}.py"
    return {"dag_id": dag_id, "is_paused": paused, "fileloc": file, "has_import_errors": False, **state}


def _dags(contents: AirflowContents, is_3: bool) -> list[dict[str, Any]]:
    return [_described(dag_id, paused, is_3) for dag_id, paused in sorted(contents.dags.items())]


def _import_errors(contents: AirflowContents, is_3: bool) -> list[dict[str, Any]]:
    bundle = {"bundle_name": "dags-folder"} if is_3 else {}
    errors = enumerate(sorted(contents.import_errors.items()), 1)
    return [
        {"import_error_id": number, "filename": f"{_FOLDER}{file}", "stack_trace": trace, **bundle}
        for number, (file, trace) in errors
    ]


def _connections(contents: AirflowContents, _is_3: bool) -> list[dict[str, Any]]:
    return [{"connection_id": name, "conn_type": kind} for name, kind in sorted(contents.connections.items())]


def _variables(contents: AirflowContents, _is_3: bool) -> list[dict[str, Any]]:
    return [_variable_entry(contents, key) for key in sorted(contents.variables)]


def _pools(contents: AirflowContents, _is_3: bool) -> list[dict[str, Any]]:
    return [{"name": name, "slots": slots, "open_slots": slots} for name, slots in sorted(contents.pools.items())]


#: Collections, by path: the member of the response with the entries, and these.
_LISTS: Mapping[str, tuple[str, Callable[[AirflowContents, bool], list[dict[str, Any]]]]] = {
    "dags": ("dags", _dags),
    "importErrors": ("import_errors", _import_errors),
    "connections": ("connections", _connections),
    "variables": ("variables", _variables),
    "pools": ("pools", _pools),
}


def _page(member: str, entries: list[dict[str, Any]], query: Mapping[str, Any]) -> dict[str, Any]:
    offset, limit = int(query.get("offset", 0)), min(int(query.get("limit", _PAGE)), _PAGE)
    return {member: entries[offset : offset + limit], "total_entries": len(entries)}


def _refused(status: int, title: str, detail: str) -> RestApiClientException:
    """Airflow's problem document (RFC 7807)."""
    return RestApiClientException(status, {"title": title, "detail": detail, "status": status})
