"""What an Airflow would know of an environment, as a test sets it, and its REST API for that.

Paths, members and statuses are those of Airflow's own descriptions: airflow/api_connexion/openapi/v1.yaml, read as
released with 2.10.3 and 2.11.0, and airflow/api_fastapi/core_api/openapi/v2-rest-api-generated.yaml, read as released
with 3.0.6, 3.1.0, 3.2.1 and 3.3.1; texts of errors, pages and masking are those of the same releases' endpoints.
Values of connections are never in a response here; those of variables are, as in Airflow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mwaa_tf.local_aws.services.mwaa.exceptions import RestApiClientException
from mwaa_tf.mwaa.code import DAGS_FOLDER

#: The default of Airflow's ``api.maximum_page_limit``. A longer page is cut to it, but not by 3.0 and 3.1.
_LONGEST_PAGE = 100

_FOLDER = f"{DAGS_FOLDER}/"


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
    dag_runs: dict[str, int] = field(default_factory=dict)
    """How many DAG runs are in each state."""
    secrets: frozenset[str] = frozenset()
    """What Airflow knows as secrets, such as passwords of connections."""


@dataclass(frozen=True, slots=True)
class RestCall:
    """A call of the REST API."""

    method: str
    path: str
    query: Mapping[str, Any]
    body: Mapping[str, Any]
    version: tuple[int, ...]
    """The version of Airflow that answers."""

    @property
    def is_3(self) -> bool:
        """Whether Airflow 3 answers."""
        return self.version >= (3,)


def respond(contents: AirflowContents, call: RestCall) -> tuple[int, Any]:
    """Status and body. Raises RestApiClientException for what Airflow refuses."""
    kind, _, name = call.path.strip("/").partition("/")
    if call.method == "GET" and not name and kind in _LISTS:
        member, entries = _LISTS[kind]
        return 200, _page(member, entries(contents, call), call)
    if (call.method, call.path) == ("GET", "/dags/~/dagRuns"):
        return 200, _dag_runs(contents, call)
    if kind == "dags" and name and call.method in ("GET", "PATCH"):
        return _dag(contents, unquote(name), call)
    if kind == "variables":
        return _variable(contents, unquote(name), call)
    raise _refused(call, 404 if call.method == "GET" else 405, "Not Found", f"the local AWS lacks {call.path}")


def _dag_runs(contents: AirflowContents, call: RestCall) -> dict[str, Any]:
    """The runs are not listed, only counted: those of one state, or all."""
    state = call.query.get("state")
    count = contents.dag_runs.get(str(state), 0) if state else sum(contents.dag_runs.values())
    return {"dag_runs": [], "total_entries": count}


def _dag(contents: AirflowContents, dag_id: str, call: RestCall) -> tuple[int, Any]:
    if dag_id not in contents.dags:
        raise _dag_not_found(dag_id, call)
    if call.method == "PATCH":
        if call.query.get("update_mask", "is_paused") != "is_paused":
            raise _refused(call, 400, "Bad Request", "Only `is_paused` field can be updated through the REST API")
        if not isinstance(call.body.get("is_paused"), bool):
            raise _invalid(call, "is_paused")
        contents.dags[dag_id] = call.body["is_paused"]
    return 200, _described(dag_id, contents.dags[dag_id], call)


def _dag_not_found(dag_id: str, call: RestCall) -> RestApiClientException:
    if call.is_3:
        mark = ":" if call.method == "PATCH" else ""
        return _refused(call, 404, "", f"Dag with id{mark} {dag_id} was not found")
    if call.method == "PATCH":
        return _refused(call, 404, f"Dag with id: '{dag_id}' not found")
    return _refused(call, 404, "DAG not found", f"The DAG with dag_id: {dag_id} was not found")


def _variable(contents: AirflowContents, key: str, call: RestCall) -> tuple[int, Any]:
    if call.method == "POST" and not key:
        return _created(contents, call)
    if key not in contents.variables:
        raise _variable_not_found(key, call)
    if call.method == "PATCH":
        if call.body.get("key") != key:
            title, detail = "Invalid post body", "key from request body doesn't match uri parameter"
            raise _refused(call, 400, title, f"Invalid body, {detail}" if call.is_3 else detail)
        contents.variables[key] = str(call.body["value"])
    if call.method == "DELETE":
        del contents.variables[key]
        return 204, {}
    return 200, _variable_entry(contents, key, call)


def _created(contents: AirflowContents, call: RestCall) -> tuple[int, Any]:
    if missing := [name for name in ("key", "value") if name not in call.body]:
        raise _invalid(call, *missing)
    key = str(call.body["key"])
    if key in contents.variables and call.is_3:  # Airflow 2 overwrites it
        raise _refused(call, 409, "Conflict", f"The Variable with key: `{key}` already exists")
    contents.variables[key] = str(call.body["value"])
    return (201 if call.is_3 else 200), _variable_entry(contents, key, call)


def _variable_not_found(key: str, call: RestCall) -> RestApiClientException:
    if call.is_3:
        return _refused(call, 404, "", f"The Variable with key: `{key}` was not found")
    detail = "" if call.method == "DELETE" else "Variable does not exist"
    return _refused(call, 404, "Variable not found", detail)


def _variable_entry(contents: AirflowContents, key: str, call: RestCall) -> dict[str, Any]:
    """A variable. Airflow 3.2 and later mask known secrets within its value; 3.0 and 3.1 do not look into lists."""
    value = contents.variables[key]
    for secret in contents.secrets if call.version >= (3, 2) else ():
        value = value.replace(secret, "***")
    encrypted = {"is_encrypted": True} if call.is_3 else {}
    return {"key": key, "value": value, "description": None, **encrypted}


def _described(dag_id: str, paused: bool, call: RestCall) -> dict[str, Any]:
    """A DAG: ``is_active`` of Airflow 2 is ``is_stale`` of Airflow 3."""
    state = {"is_stale": False, "bundle_name": "dags-folder"} if call.is_3 else {"is_active": True}
    file = f"{_FOLDER}{dag_id}.py"
    return {"dag_id": dag_id, "is_paused": paused, "fileloc": file, "has_import_errors": False, **state}


def _dags(contents: AirflowContents, call: RestCall) -> list[dict[str, Any]]:
    return [_described(dag_id, paused, call) for dag_id, paused in sorted(contents.dags.items())]


def _import_errors(contents: AirflowContents, call: RestCall) -> list[dict[str, Any]]:
    """Files that cannot be imported: relative to their bundle since Airflow 3.1."""
    bundle = {"bundle_name": "dags-folder"} if call.is_3 else {}
    folder = "" if call.version >= (3, 1) else _FOLDER
    errors = enumerate(sorted(contents.import_errors.items()), 1)
    return [
        {"import_error_id": number, "filename": f"{folder}{file}", "stack_trace": trace, **bundle}
        for number, (file, trace) in errors
    ]


def _connections(contents: AirflowContents, _call: RestCall) -> list[dict[str, Any]]:
    return [{"connection_id": name, "conn_type": kind} for name, kind in sorted(contents.connections.items())]


def _variables(contents: AirflowContents, call: RestCall) -> list[dict[str, Any]]:
    return [_variable_entry(contents, key, call) for key in sorted(contents.variables)]


def _pools(contents: AirflowContents, _call: RestCall) -> list[dict[str, Any]]:
    return [{"name": name, "slots": slots, "open_slots": slots} for name, slots in sorted(contents.pools.items())]


#: Collections, by path: the member of the response with the entries, and these.
_LISTS: Mapping[str, tuple[str, Callable[[AirflowContents, RestCall], list[dict[str, Any]]]]] = {
    "dags": ("dags", _dags),
    "importErrors": ("import_errors", _import_errors),
    "connections": ("connections", _connections),
    "variables": ("variables", _variables),
    "pools": ("pools", _pools),
}


def _page(member: str, entries: list[dict[str, Any]], call: RestCall) -> dict[str, Any]:
    """A page of 100 entries (Airflow 2) or 50 (Airflow 3) unless the query asks for another."""
    offset, limit = int(call.query.get("offset", 0)), int(call.query.get("limit", 50 if call.is_3 else 100))
    if not (3,) <= call.version < (3, 2):
        limit = min(limit, _LONGEST_PAGE)
    return {member: entries[offset : offset + limit], "total_entries": len(entries)}


def _invalid(call: RestCall, *members: str) -> RestApiClientException:
    """A body without ``members``: the list of FastAPI's validation, or a text of marshmallow's."""
    if not call.is_3:
        detail = str({member: ["Missing data for required field."] for member in members})
        return _refused(call, 400, "Bad Request", detail)
    errors = [{"type": "missing", "loc": ["body", member], "msg": "Field required"} for member in members]
    return RestApiClientException(422, {"detail": errors})


def _refused(call: RestCall, status: int, title: str, detail: str = "") -> RestApiClientException:
    """An error: a problem document of RFC 7807 (Airflow 2), or one with the detail alone (Airflow 3)."""
    if call.is_3:
        return RestApiClientException(status, {"detail": detail})
    return RestApiClientException(status, {"title": title, "detail": detail or None, "status": status})
