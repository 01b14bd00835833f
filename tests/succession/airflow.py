"""An Airflow whose REST API is that of the local AWS, without the AWS in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from mwaa_tf.airflow_rest import AirflowAnswer, AirflowRest
from mwaa_tf.local_aws.services.mwaa.airflow import AirflowContents, RestCall, respond
from mwaa_tf.local_aws.services.mwaa.exceptions import RestApiClientException
from mwaa_tf.mwaa.airflow_versions import numbers

Before = Callable[[str, str], None]


def airflow_of(contents: AirflowContents, *, version: str, before: Before = lambda *_: None) -> AirflowRest:
    """An Airflow of ``version`` with ``contents``; ``before`` is given method and path of each call, and may raise."""

    def call(method: str, path: str, data: str | None) -> AirflowAnswer:
        before(method, path)
        parts = urlsplit(path)
        body = json.loads(data) if data else {}
        sent = RestCall(method, parts.path, dict(parse_qsl(parts.query)), body, numbers(version))
        try:
            return AirflowAnswer(*respond(contents, sent))
        except RestApiClientException as error:
            return AirflowAnswer(error.rest_api_status_code, error.rest_api_response, is_error=True)

    return AirflowRest("analytics-data-etl", call)
