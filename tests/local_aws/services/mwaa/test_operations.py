"""The other operations, and the form of all answers."""

from __future__ import annotations

import re
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from moto.core.responses import BaseResponse

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services import mwaa
from mwaa_tf.local_aws.services.mwaa.responses import MWAAResponse
from mwaa_tf.local_aws.services.mwaa.tokens import valid
from tests.local_aws.services.mwaa.support import DATA, OWNER, REGION, Place, pass_by, unchecked

MODEL = botocore.session.get_session().get_service_model("mwaa")


def misfits(shape: Any, value: Any, path: str = "") -> list[str]:
    """Where ``value`` is not what the service model says; botocore itself does not look at answers."""
    found = []
    if shape.type_name == "structure" and not shape.is_document_type:
        found += [f"{path}.{name} is unknown" for name in set(value) - set(shape.members)]
        found += [f"{path}.{name} is missing" for name in set(shape.required_members) - set(value)]
        for name in set(value) & set(shape.members):
            found += misfits(shape.members[name], value[name], f"{path}.{name}")
    elif shape.type_name == "list":
        found += [each for item in value for each in misfits(shape.member, item, f"{path}[]")]
    elif shape.type_name == "map":
        found += [each for item in value.values() for each in misfits(shape.value, item, f"{path}{{}}")]
    elif shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            found.append(f"{path}: {value} is none of {shape.enum}")
        pattern = shape.metadata.get("pattern", ".*")
        if "\\p{" not in pattern and not re.fullmatch(pattern, value, re.DOTALL):
            found.append(f"{path}: {value} does not match")
    if "max" in shape.metadata and (len(value) if hasattr(value, "__len__") else value) > shape.metadata["max"]:
        found.append(f"{path} is too long")
    return found


def answer(client: Any, operation: str, **params: Any) -> dict[str, Any]:
    """The answer, once it is found to fit the model."""
    result: dict[str, Any] = client._make_api_call(operation, params)
    metadata = result.pop("ResponseMetadata")
    model = MODEL.operation_model(operation)
    assert metadata["HTTPStatusCode"] == model.http["responseCode"]
    assert misfits(model.output_shape, result) == []
    return result


def test_every_operation_of_the_model_is_there() -> None:
    own = set(vars(MWAAResponse)) - set(vars(BaseResponse))

    missing = [name for name in MODEL.operation_names if botocore.xform_name(name) not in own]

    assert missing == []


def test_the_description_of_an_environment_fits_the_model(place: Place) -> None:
    place.put("requirements.txt")
    on = {"Enabled": True, "LogLevel": "WARNING"}
    environment = place.available(
        AirflowConfigurationOptions={"core.default_timezone": "utc"},
        LoggingConfiguration={"SchedulerLogs": on},
        RequirementsS3Path="requirements.txt",
        Tags={"CostCenter": "1234"},
    )

    found = misfits(MODEL.shape_for("Environment"), environment)

    # The service answers with a host name, as its documentation says.
    assert found == [f".WebserverUrl: {environment['WebserverUrl']} does not match"]
    assert re.fullmatch(r"[0-9a-f-]{36}-vpce\.c\d+\.airflow\.us-east-1\.on\.aws", environment["WebserverUrl"])


def test_the_answers_of_all_operations_fit_the_model(place: Place) -> None:
    client, name = place.mwaa, place.name
    arn = answer(client, "CreateEnvironment", **place.request())["Arn"]
    pass_by(minutes=8)
    place.endpoints(place.get())
    pass_by(minutes=17)

    assert arn == f"arn:aws:airflow:{REGION}:{DATA}:environment/{name}"
    assert name in answer(client, "ListEnvironments")["Environments"]
    assert answer(client, "TagResource", ResourceArn=arn, Tags={"a": "1", "b": "2"}) == {}
    assert answer(client, "UntagResource", ResourceArn=arn, tagKeys=["a", "none"]) == {}
    assert answer(client, "ListTagsForResource", ResourceArn=arn) == {"Tags": {"b": "2"}}
    assert set(answer(client, "CreateCliToken", Name=name)) == {"CliToken", "WebServerHostname"}
    assert len(answer(client, "CreateWebLoginToken", Name=name)) == 4
    assert answer(client, "InvokeRestApi", Name=name, Path="/version", Method="GET")["RestApiStatusCode"] == 200
    assert answer(client, "PublishMetrics", EnvironmentName=name, MetricData=[]) == {}
    assert answer(client, "UpdateEnvironment", Name=name, MaxWorkers=5)["Arn"] == arn
    pass_by(minutes=20)
    assert answer(client, "DeleteEnvironment", Name=name) == {}


def test_environments_are_listed_in_pages(aws: LocalAws) -> None:
    places = [Place(aws, owner=OWNER, account=OWNER) for _ in range(3)]
    for place in places:
        place.create()
    client = aws.client("mwaa", OWNER)

    first = client.list_environments(MaxResults=2)
    second = client.list_environments(MaxResults=2, NextToken=first["NextToken"])

    assert first["Environments"] + second["Environments"] == sorted(place.name for place in places)
    assert "NextToken" not in second


def test_accounts_and_regions_do_not_see_each_other(place: Place) -> None:
    place.create()

    for client in (place.aws.client("mwaa", OWNER), place.aws.client("mwaa", DATA, region="eu-west-1")):
        assert place.name not in client.list_environments()["Environments"]
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_environment(Name=place.name)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        place.aws.client("mwaa", OWNER).list_tags_for_resource(ResourceArn=place.get()["Arn"])


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("GetEnvironment", {}),
        ("UpdateEnvironment", {"MaxWorkers": 5}),
        ("DeleteEnvironment", {}),
        ("CreateCliToken", {}),
        ("CreateWebLoginToken", {}),
        ("InvokeRestApi", {"Path": "/version", "Method": "GET"}),
    ],
)
def test_what_is_not_there_is_not_found(aws: LocalAws, operation: str, params: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as caught:
        aws.client("mwaa", DATA)._make_api_call(operation, {"Name": "nobody", **params})

    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


@pytest.mark.parametrize(
    ("operation", "params", "message"),
    [
        ("CreateEnvironment", {"Name": "etl"}, "4 validation errors detected: Value null at 'executionRoleArn'"),
        ("GetEnvironment", {"Name": "-"}, "Value '-' at 'name' failed to satisfy constraint"),
        ("ListEnvironments", {"MaxResults": 26}, "Value '26' at 'maxResults'"),
        (
            "InvokeRestApi",
            {"Name": "etl", "Path": "/dags", "Method": "HEAD"},
            "enum value set: [GET, PUT, POST, PATCH, DELETE]",
        ),
        ("TagResource", {"ResourceArn": "arn:aws:s3:::b", "Tags": {"a": "b"}}, "at 'resourceArn' failed to satisfy"),
        ("TagResource", {"ResourceArn": f"arn:aws:airflow:{REGION}:{DATA}:environment/etl"}, "Value null at 'tags'"),
    ],
)
def test_what_the_model_does_not_allow_is_refused(
    aws: LocalAws, operation: str, params: dict[str, Any], message: str
) -> None:
    with pytest.raises(ClientError) as caught:
        unchecked(aws, "mwaa", DATA)._make_api_call(operation, params)

    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert message in caught.value.response["Error"]["Message"]


def test_a_body_of_another_kind_cannot_be_read(place: Place) -> None:
    client = unchecked(place.aws, "mwaa", DATA)
    bodies = [
        b'{"MaxWorkers": "ten"}',
        b'{"NetworkConfiguration": "subnets"}',
        b'{"Tags": "a=b"}',
        b"[]",
        b"{",
        b"\xff",
    ]

    for body in bodies:
        client.meta.events.register_last(
            "before-call.mwaa.CreateEnvironment", lambda params, body=body, **_: params.update(body=body)
        )
        with pytest.raises(ClientError) as caught:
            client.create_environment(Name=place.name)
        assert caught.value.response["Error"]["Code"] == "SerializationException"
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_an_environment_has_at_most_fifty_tags(place: Place) -> None:
    place.create(Tags={f"first{number}": "x" for number in range(50)})

    with pytest.raises(ClientError, match="at most 50 tags"):
        place.mwaa.tag_resource(ResourceArn=place.get()["Arn"], Tags={"another": "x"})


def test_a_token_is_good_for_a_minute_and_for_one_purpose(place: Place) -> None:
    arn = place.available()["Arn"]

    web = place.mwaa.create_web_login_token(Name=place.name)["WebToken"]
    cli = place.mwaa.create_cli_token(Name=place.name)["CliToken"]

    assert valid(web, "web", arn)
    assert valid(cli, "cli", arn)
    assert not valid(web, "cli", arn)
    assert not valid(web, "web", f"{arn}2")
    assert not valid(f"{web[:-1]}{'0' if web[-1] != '0' else '1'}", "web", arn)
    assert not valid("nonsense", "web", arn)
    pass_by(seconds=59)
    assert valid(web, "web", arn)
    pass_by(seconds=1)
    assert not valid(web, "web", arn)
    assert not valid(cli, "cli", arn)


def test_the_login_names_the_caller(place: Place) -> None:
    place.available()
    sts = place.aws.client("sts", DATA)

    assert place.mwaa.create_web_login_token(Name=place.name)["IamIdentity"] == "user/rehearsal"

    keys = sts.assume_role(RoleArn=f"arn:aws:iam::{DATA}:role/terraform", RoleSessionName="s" * 64)["Credentials"]
    client = unchecked(place.aws, "mwaa", DATA)
    client._request_signer._credentials = botocore.credentials.Credentials(
        keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]
    )
    answered = client.create_web_login_token(Name=place.name)
    assert answered["IamIdentity"] == f"assumed-role/terraform/{'s' * 64}"
    assert re.fullmatch("[0-9a-f]{64}", answered["AirflowIdentity"])


def test_an_environment_that_is_not_up_gives_no_tokens(place: Place) -> None:
    place.create()

    with pytest.raises(place.mwaa.exceptions.ResourceNotFoundException, match="while the status is CREATING"):
        place.mwaa.create_web_login_token(Name=place.name)


@pytest.mark.parametrize(("version", "path"), [("2.10.3", "/health"), ("3.0.6", "/monitor/health")])
def test_the_rest_api_tells_health(place: Place, version: str, path: str) -> None:
    place.available(AirflowVersion=version)

    answered = place.mwaa.invoke_rest_api(Name=place.name, Path=path, Method="GET")

    assert answered["RestApiResponse"]["scheduler"]["status"] == "healthy"


def test_the_rest_api_says_what_it_has_not(place: Place) -> None:
    place.available()

    with pytest.raises(place.mwaa.exceptions.ValidationException, match=r"runs no Airflow: .*, not POST /dags"):
        place.mwaa.invoke_rest_api(Name=place.name, Path="/dags", Method="POST", Body={"a": [1]})


def test_installing_again_changes_nothing() -> None:
    from moto import backend_index

    mwaa.install()
    before = list(backend_index.backend_url_patterns)

    mwaa.install()

    assert backend_index.backend_url_patterns == before
    assert [pattern.pattern for name, pattern in before if name == "mwaa"] == [
        r"https?://(?:(?:api|env|ops)\.)?airflow\.(.+)\.amazonaws\.com"
    ]
