"""The REST API of an Airflow whose contents a test sets, through InvokeRestApi."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mwaa_tf.local_aws.services.mwaa.airflow import AirflowContents, RestCall, respond
from mwaa_tf.local_aws.services.mwaa.exceptions import RestApiClientException
from mwaa_tf.local_aws.services.mwaa.models import mwaa_backends
from mwaa_tf.mwaa.airflow_versions import numbers
from tests.local_aws.services.mwaa.support import Place

NOT_FOUND_2 = {"title": "Variable not found", "detail": "Variable does not exist", "status": 404}
NOT_FOUND_3 = {"detail": "The Variable with key: `a` was not found"}


@pytest.mark.parametrize(
    ("version", "created", "missing"),
    [("2.10.3", 200, NOT_FOUND_2), ("3.0.6", 201, NOT_FOUND_3)],
    ids=["2", "3"],
)
def test_contents_are_shown_and_changed_as_airflow_does(
    place: Place, version: str, created: int, missing: dict[str, object]
) -> None:
    place.available(AirflowVersion=version)
    contents = AirflowContents(dags={"sales": False})
    mwaa_backends[place.account][place.mwaa.meta.region_name].set_airflow(place.name, contents)

    def call(method: str, path: str, **more: object) -> tuple[int, object]:
        answered = place.mwaa.invoke_rest_api(Name=place.name, Path=path, Method=method, **more)
        return answered["RestApiStatusCode"], answered["RestApiResponse"]

    _, listed = call("GET", "/dags", QueryParameters={"limit": 1})
    assert (listed["total_entries"], listed["dags"][0]["dag_id"]) == (1, "sales")  # type: ignore[index]
    assert call("PATCH", "/dags/sales", Body={"is_paused": True})[0] == 200
    assert contents.dags == {"sales": True}
    assert call("POST", "/variables", Body={"key": "a", "value": "b"})[0] == created
    assert call("DELETE", "/variables/a")[0] == 204
    with pytest.raises(place.mwaa.exceptions.RestApiClientException) as refused:
        call("GET", "/variables/a")
    assert refused.value.response["RestApiStatusCode"] == 404
    assert refused.value.response["RestApiResponse"] == missing


def call_of(
    version: str,
    method: str,
    path: str,
    body: Mapping[str, object] | None = None,
    query: Mapping[str, object] | None = None,
) -> RestCall:
    return RestCall(method, path, query or {}, body or {}, numbers(version))


@pytest.mark.parametrize(
    ("version", "unasked", "longest"),
    [("2.10.3", 100, 100), ("3.0.6", 50, 150), ("3.3.1", 50, 100)],
)
def test_pages_are_as_long_as_the_version_makes_them(version: str, unasked: int, longest: int) -> None:
    contents = AirflowContents(variables={f"key_{number}": "" for number in range(150)})

    def length(**query: object) -> int:
        return len(respond(contents, call_of(version, "GET", "/variables", query=query))[1]["variables"])

    assert (length(), length(limit=1000), length(limit=7)) == (unasked, longest, 7)


@pytest.mark.parametrize(
    ("version", "status", "value"), [("2.10.3", 200, "new"), ("3.0.6", 409, "old"), ("3.3.1", 409, "old")]
)
def test_only_airflow_3_refuses_to_create_a_variable_twice(version: str, status: int, value: str) -> None:
    contents = AirflowContents(variables={"a": "old"})
    sent = call_of(version, "POST", "/variables", {"key": "a", "value": "new"})

    try:
        answered = respond(contents, sent)[0]
    except RestApiClientException as refused:
        answered = refused.rest_api_status_code

    assert (answered, contents.variables) == (status, {"a": value})


@pytest.mark.parametrize(("version", "status"), [("2.10.3", 400), ("3.3.1", 422)])
def test_what_a_body_lacks_is_refused_with_the_status_of_the_version(version: str, status: int) -> None:
    for method, path in (("PATCH", "/dags/sales"), ("POST", "/variables")):
        with pytest.raises(RestApiClientException) as refused:
            respond(AirflowContents(dags={"sales": False}), call_of(version, method, path))
        assert refused.value.rest_api_status_code == status


@pytest.mark.parametrize(("version", "file"), [("3.0.6", "/usr/local/airflow/dags/bad.py"), ("3.2.1", "bad.py")])
def test_files_are_relative_to_their_bundle_since_3_1(version: str, file: str) -> None:
    contents = AirflowContents(import_errors={"bad.py": "ImportError"})

    (listed,) = respond(contents, call_of(version, "GET", "/importErrors"))[1]["import_errors"]

    assert (listed["filename"], listed["bundle_name"]) == (file, "dags-folder")
