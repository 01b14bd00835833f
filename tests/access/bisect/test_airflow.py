"""What a bisect reads from Airflow, answered as the local AWS's Airflow does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from mwaa_tf.access.bisect.airflow import Airflow
from mwaa_tf.local_aws.services.mwaa.airflow import AirflowContents, RestCall, respond
from mwaa_tf.mwaa.airflow_versions import numbers


@dataclass
class Client:
    """MWAA's client for an environment with ``contents``."""

    contents: AirflowContents
    version: str

    def invoke_rest_api(self, **call: Any) -> dict[str, Any]:
        assert call["Name"] == "analytics-data-etl"
        sent = RestCall(call["Method"], call["Path"], call.get("QueryParameters", {}), {}, numbers(self.version))
        status, body = respond(self.contents, sent)
        return {"RestApiStatusCode": status, "RestApiResponse": body}


@pytest.mark.parametrize("version", ["2.10.3", "3.3.1"])
@pytest.mark.parametrize(
    ("runs", "count"),
    [({"queued": 3}, 3), ({"running": 2, "queued": 3, "success": 100, "failed": 7}, 5), ({"success": 1}, 0)],
    ids=repr,
)
def test_runs_that_wait_in_the_queue_are_counted_with_those_that_run(
    version: str, runs: dict[str, int], count: int
) -> None:
    client = Client(AirflowContents(dag_runs=runs), version)

    assert Airflow(client, "analytics-data-etl", version).unfinished_dag_runs() == count
