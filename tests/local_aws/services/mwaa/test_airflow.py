"""The REST API of an Airflow whose contents a test sets, through InvokeRestApi."""

from __future__ import annotations

import pytest

from mwaa_tf.local_aws.services.mwaa.airflow import AirflowContents
from mwaa_tf.local_aws.services.mwaa.models import mwaa_backends
from tests.local_aws.services.mwaa.support import Place


@pytest.mark.parametrize(("version", "created"), [("2.10.3", 200), ("3.0.6", 201)])
def test_contents_are_shown_and_changed_as_airflow_does(place: Place, version: str, created: int) -> None:
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
    assert refused.value.response["RestApiResponse"]["title"] == "Variable not found"
