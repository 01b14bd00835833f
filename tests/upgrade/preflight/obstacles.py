"""Obstacles that are planted one at a time in a clean environment on the local AWS, and which check must find each.

Everything is what the bucket, the environment, the network or the load balancer has; the preflight reads it with the
doctor's calls, as it would in AWS.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from mwaa_tf.doctor import EnvironmentView, collect, targets_of
from mwaa_tf.mwaa.code import constraints_address
from mwaa_tf.upgrade.preflight import Preflight, preflight, sections_needed
from tests.doctor.faults import _state
from tests.doctor.planted import Patient, Plant

EXAMPLE = "web-access"
"""An environment in a private network with a load balancer in front of its web server."""

Undo = Callable[[], object]

#: Reads constraints of nothing, as MWAA does where a line mentions them; every release fits both versions.
_OFFLINE = "# --constraint none: every wheel is tested with both versions\n"
_CONSTRAINTS = f"--constraint {constraints_address('3.3.1', '3.12')}\n"

_DAG = """from airflow import DAG

with DAG("etl", schedule="@daily", catchup=False):
    pass
"""

_PLUGIN = """from airflow.plugins_manager import AirflowPlugin


class AcmePlugin(AirflowPlugin):
    name = "acme"
    flask_blueprints = []
"""

_SCRIPT = "#!/bin/sh\nexport ACME_HOME=/usr/local/airflow\npip3 list\n"


@dataclass(frozen=True)
class Obstacle:
    """Something that stands in the way of an upgrade."""

    id: str
    check: str
    plant: Plant
    consequences: Sequence[str] = ()
    """Other checks that fail or warn because of it, genuinely."""
    version: str = "2.11.2"
    to: str = "3.3.1"
    strategy: str = ""
    late: bool = False
    """Whether it is half an hour before the maintenance window."""


def view_of(patient: Patient, *, late: bool = False) -> tuple[EnvironmentView, int]:
    """What is known about the first environment of the deployment, in the middle between two maintenance windows."""
    views, calls = collect(targets_of(patient.deployment)[:1], sections_needed(), environ=patient.environ)
    days = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
    day, hour, minute = views[0].environment.value.maintenance_window.split(":")
    monday = datetime(2026, 11, 23, int(hour), int(minute), tzinfo=UTC)
    before = timedelta(minutes=30) if late else timedelta(days=3)
    return replace(views[0], at=monday + timedelta(days=7 + days.index(day)) - before), calls


def examined(patient: Patient, to: str, *, strategy: str = "", late: bool = False) -> Preflight:
    """What the preflight finds."""
    view, calls = view_of(patient, late=late)
    return preflight(view, to, strategy=strategy, calls=calls)


@contextmanager
def clean(patient: Patient, version: str) -> Iterator[None]:
    """The environment with ``version``, and code that both versions take: as long as the block lasts."""
    objects: dict[str, bytes | str] = {
        f"{_folder(patient)}/etl.py": _DAG,
        "requirements.txt": f"{_OFFLINE}pandas\n",
        "startup.sh": _SCRIPT,
        "plugins.zip": _archive({"acme.py": _PLUGIN}),
    }
    settings = {
        "AirflowVersion": version,
        "RequirementsS3Path": "requirements.txt",
        "StartupScriptS3Path": "startup.sh",
        "PluginsS3Path": "plugins.zip",
        "AirflowConfigurationOptions": {"core.default_task_retries": "2"},
    }
    with ExitStack() as stack:
        stack.callback(put(patient, objects))
        stack.callback(_state.configured(patient, **settings))
        yield


def put(patient: Patient, contents: Mapping[str, bytes | str]) -> Undo:
    """The bucket with objects, or newer versions of them."""
    s3, bucket = patient.participant("s3"), str(patient.environment["SourceBucketArn"]).rpartition(":")[2]
    versions = [(key, s3.put_object(Bucket=bucket, Key=key, Body=body)["VersionId"]) for key, body in contents.items()]
    return lambda: [s3.delete_object(Bucket=bucket, Key=key, VersionId=version) for key, version in versions]


def _folder(patient: Patient) -> str:
    return str(patient.environment["DagS3Path"]).strip("/")


def _archive(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def _dag(text: str) -> Plant:
    return lambda patient: put(patient, {f"{_folder(patient)}/other.py": text})


def _task(text: str) -> Plant:
    """A file with DAG, which says when it runs, and more."""
    return _dag(f"{_DAG}\n{text}\n")


def _plugin(text: str) -> Plant:
    return lambda patient: put(patient, {"plugins.zip": _archive({"acme.py": _PLUGIN, "other.py": text})})


def _requirements(text: str, start: str = _OFFLINE) -> Plant:
    return lambda patient: put(patient, {"requirements.txt": start + text})


def _script(text: str) -> Plant:
    return lambda patient: put(patient, {"startup.sh": _SCRIPT + text})


def _options(**options: str) -> Plant:
    """Options of Airflow: ``webserver__workers`` is ``webserver.workers``."""
    named = {name.replace("__", "."): value for name, value in options.items()}
    return lambda patient: _state.configured(patient, AirflowConfigurationOptions=named)


def _settings(**settings: Any) -> Plant:
    return lambda patient: _state.configured(patient, **settings)


def _ec2(patient: Patient) -> Any:
    return patient.owner("ec2")


def _failed_update(patient: Patient) -> Undo:
    update = _state.local_environment(patient).last_update
    before = update.status
    update.status = "FAILED"
    return lambda: setattr(update, "status", before)


def _updating(patient: Patient) -> Undo:
    environment = _state.local_environment(patient)
    before = vars(environment).copy()
    patient.participant("mwaa").update_environment(Name=patient.name, MaxWorkers=9)

    def undo() -> None:
        from tests.support import wait_until

        wait_until(lambda: patient.environment["Status"] == "AVAILABLE")
        environment.settings = before["settings"]

    return undo


def _without_exit(patient: Patient) -> Undo:
    """A web server on the internet, where the workers' subnets have no way to."""
    ec2, subnets = _ec2(patient), patient.environment["NetworkConfiguration"]["SubnetIds"]
    tables = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": subnets}])["RouteTables"]
    routes = [
        (table["RouteTableId"], route["NatGatewayId"])
        for table in tables
        for route in table["Routes"]
        if route.get("DestinationCidrBlock") == "0.0.0.0/0"
    ]
    for table, _ in routes:
        ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    undo = _state.configured(patient, WebserverAccessMode="PUBLIC_ONLY")

    def restore() -> None:
        undo()
        for table, gateway in routes:
            ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway)

    return restore


def _endpoint_without_443(patient: Patient) -> Undo:
    """The group of the endpoints admits the database alone."""
    ec2, service = _ec2(patient), patient.environment["WebserverVpcEndpointService"]
    (endpoint,) = ec2.describe_vpc_endpoints(Filters=[{"Name": "service-name", "Values": [service]}])["VpcEndpoints"]
    ids = [group["GroupId"] for group in endpoint["Groups"]]
    name = "database-only"
    other = ec2.create_security_group(GroupName=name, Description=name, VpcId=patient.vpc_id)["GroupId"]
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint["VpcEndpointId"], AddSecurityGroupIds=[other])
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint["VpcEndpointId"], RemoveSecurityGroupIds=ids)

    def undo() -> None:
        ec2.modify_vpc_endpoint(VpcEndpointId=endpoint["VpcEndpointId"], AddSecurityGroupIds=ids)
        ec2.modify_vpc_endpoint(VpcEndpointId=endpoint["VpcEndpointId"], RemoveSecurityGroupIds=[other])
        ec2.delete_security_group(GroupId=other)

    return undo


def _balancer(patient: Patient) -> tuple[Any, str, str]:
    """A client, the listener and the target group."""
    elb = patient.owner("elbv2")
    arn = elb.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    listener = elb.describe_listeners(LoadBalancerArn=arn)["Listeners"][0]
    return elb, listener["ListenerArn"], listener["DefaultActions"][0]["TargetGroupArn"]


def _health_path(patient: Patient) -> Undo:
    elb, _, group = _balancer(patient)
    before = elb.describe_target_groups(TargetGroupArns=[group])["TargetGroups"][0]["HealthCheckPath"]
    elb.modify_target_group(TargetGroupArn=group, HealthCheckPath="/health")
    return partial(elb.modify_target_group, TargetGroupArn=group, HealthCheckPath=before)


def _login_rule(patient: Patient) -> Undo:
    """People who are not logged in are sent to another page, by a rule on Airflow 2's login page."""
    elb, listener, _ = _balancer(patient)
    answer = elb.create_rule(
        ListenerArn=listener,
        Priority=7,
        Conditions=[{"Field": "path-pattern", "Values": ["/login/*"]}],
        Actions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "403"}}],
    )
    return partial(elb.delete_rule, RuleArn=answer["Rules"][0]["RuleArn"])


def _paths_only(patient: Patient) -> Undo:
    """A listener that forwards the paths of Airflow 2, and nothing else."""
    elb, listener, group = _balancer(patient)
    rules = [
        elb.create_rule(
            ListenerArn=listener,
            Priority=priority,
            Conditions=[{"Field": "path-pattern", "Values": [path]}],
            Actions=[{"Type": "forward", "TargetGroupArn": group}],
        )["Rules"][0]["RuleArn"]
        for priority, path in enumerate(("/login/*", "/home*", "/aws_mwaa/*", "/api/v1/*", "/static/*"), 7)
    ]
    elb.modify_listener(
        ListenerArn=listener,
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
    )

    def undo() -> None:
        elb.modify_listener(ListenerArn=listener, DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
        for rule in rules:
            elb.delete_rule(RuleArn=rule)

    return undo


_VERSIONS = (
    Obstacle("not-offered", "upgrade.path", _settings(), to="3.3.0"),
    Obstacle("airflow-1", "upgrade.path", _settings(AirflowVersion="1.10.12"), version="1.10.12"),
    Obstacle("end-of-support", "upgrade.support", _settings(), version="2.6.3", to="2.11.2"),
)

_ENVIRONMENT = (
    Obstacle("failed-update", "upgrade.status", _failed_update),
    Obstacle("update-under-way", "upgrade.status", _updating),
    Obstacle("too-few-web-servers", "upgrade.class", _settings(MinWebservers=1)),
    Obstacle("too-many-schedulers", "upgrade.class", _settings(Schedulers=9)),
    Obstacle(
        "both-access-modes-on-the-way-back",
        "upgrade.access-mode",
        _settings(WebserverAccessMode="PUBLIC_AND_PRIVATE"),
        version="3.3.1",
        to="2.11.2",
    ),
    Obstacle("many-workers", "upgrade.addresses", _settings(MaxWorkers=250, MinWorkers=1)),
    Obstacle("too-few-addresses-for-any-worker", "upgrade.addresses", _settings(MaxWorkers=600, MinWorkers=600)),
    Obstacle("maintenance-soon", "upgrade.maintenance-window", _settings(), late=True),
    Obstacle("public-web-server-without-exit", "network.public-webserver", _without_exit),
    Obstacle("workers-kept-from-web-server", "handshake.workers-webserver", _endpoint_without_443),
    Obstacle("health-check-of-airflow-2", "upgrade.health-check", _health_path),
    Obstacle("rule-on-the-login-page", "upgrade.listener-rules", _login_rule),
    Obstacle("paths-of-airflow-2-only", "upgrade.listener-rules", _paths_only),
)

_OPTIONS = (
    Obstacle("option-of-the-web-server", "upgrade.options-renamed", _options(webserver__workers="4")),
    Obstacle("custom-domain", "upgrade.options-renamed", _options(webserver__base_url="airflow.example.com")),
    Obstacle("interval-of-the-dag-folder", "upgrade.options-renamed", _options(scheduler__dag_dir_list_interval="60")),
    Obstacle("xcom-pickling", "upgrade.options-removed", _options(core__enable_xcom_pickling="True")),
    Obstacle("user-of-smtp", "upgrade.options-removed", _options(smtp__smtp_user="x")),
    Obstacle("unlimited-parallelism", "upgrade.options-invalid", _options(core__parallelism="0")),
    Obstacle(
        "option-of-airflow-3",
        "upgrade.options-renamed",
        _options(dag_processor__refresh_interval="60"),
        version="3.3.1",
        to="2.11.2",
    ),
)

_REQUIREMENTS = (
    Obstacle(
        "constraints-of-the-running-version",
        "upgrade.requirements-constraint",
        _requirements("pandas\n", f"--constraint {constraints_address('2.11.2', '3.12')}\n"),
    ),
    Obstacle("no-constraints", "upgrade.requirements-constraint", _requirements("pandas\n", "")),
    Obstacle("airflow-pinned", "upgrade.requirements-airflow", _requirements("apache-airflow==2.11.2\n")),
    Obstacle("sqlalchemy-1", "upgrade.requirements-essential", _requirements("SQLAlchemy<2\n")),
    Obstacle("celery-pinned", "upgrade.requirements-essential", _requirements("celery[sqs]==5.4.0\n")),
    Obstacle(
        "provider-too-old",
        "upgrade.requirements-pins",
        _requirements("apache-airflow-providers-amazon==8.24.0\n", _CONSTRAINTS),
    ),
    Obstacle("pandas-pinned", "upgrade.requirements-pins", _requirements("pandas==1.5.3\n", _CONSTRAINTS)),
    Obstacle(
        "provider-that-is-gone",
        "upgrade.requirements-providers",
        _requirements("apache-airflow-providers-tabular\n", _CONSTRAINTS),
    ),
)

_DAGS = (
    Obstacle(
        "subdag",
        "upgrade.dags-removed",
        _task("from airflow.operators.subdag import SubDagOperator\n\nSubDagOperator(task_id='a', subdag=None)"),
    ),
    Obstacle(
        "schedule-interval",
        "upgrade.dags-removed",
        _dag("from airflow import DAG\n\nDAG('a', schedule_interval='@daily', catchup=False)\n"),
    ),
    Obstacle(
        "execution-date",
        "upgrade.dags-removed",
        _task(
            "from airflow.decorators import task\n\n\n"
            "@task\ndef load(**context):\n    return context['execution_date']\n"
        ),
    ),
    Obstacle(
        "operator-that-moved",
        "upgrade.dags-moved",
        _task(
            "from airflow.operators.s3_to_redshift_operator import S3ToRedshiftTransfer\n\nprint(S3ToRedshiftTransfer)"
        ),
    ),
    Obstacle(
        "signature-of-a-hook",
        "upgrade.dags-signatures",
        _task(
            "from airflow.lineage.hook import HookLineageCollector\n\n"
            "HookLineageCollector().create_asset('s3://acme')\n"
        ),
    ),
    Obstacle(
        "session-of-the-database",
        "upgrade.metadata-database",
        _task(
            "from airflow.utils.session import provide_session\n\n\n"
            "@provide_session\ndef runs(session=None):\n    ...\n"
        ),
    ),
    Obstacle("template-of-airflow-2", "upgrade.templates", _task("COMMAND = 'load {{ next_ds }}'")),
    Obstacle("rest-api-1", "upgrade.rest-api", _task("URL = 'https://airflow.example.com/api/v1/dags/etl/dagRuns'")),
    Obstacle("login-of-airflow-2", "upgrade.web-login", _task("PATH = '/aws_mwaa/login'")),
    Obstacle("database-cleaned-by-a-task", "upgrade.airflow-commands", _task("COMMAND = 'airflow db clean --yes'")),
    Obstacle("sla", "upgrade.sla", _task("DEFAULTS = {'sla': 60}")),
    Obstacle(
        "catches-up-by-default",
        "upgrade.catchup",
        _dag("from airflow import DAG\n\nDAG('a', schedule='@daily')\n"),
    ),
    Obstacle("no-schedule", "upgrade.schedule", _dag("from airflow import DAG\n\nDAG('a', catchup=False)\n")),
    Obstacle("data-interval", "upgrade.data-intervals", _task("COMMAND = 'load {{ data_interval_start }}'")),
    Obstacle(
        "dag-that-cannot-be-parsed",
        "code.dag-syntax",
        _dag("async = 1  # a DAG of airflow\n"),
        version="2.10.3",
        to="2.11.2",
    ),
    Obstacle(
        "ignore-file-of-airflow-2",
        "code.airflowignore",
        lambda patient: put(patient, {f"{_folder(patient)}/.airflowignore": ".*_test\\.py\n"}),
    ),
    Obstacle(
        "sdk-on-the-way-back",
        "upgrade.sdk",
        _dag("from airflow.sdk import DAG\n\nDAG('a', schedule=None)\n"),
        version="3.3.1",
        to="2.11.2",
    ),
    Obstacle(
        "standard-provider-on-the-way-back",
        "upgrade.standard-provider",
        _task("from airflow.providers.standard.operators.bash import BashOperator\n\nprint(BashOperator)"),
        version="3.3.1",
        to="2.11.2",
    ),
    Obstacle(
        "rest-api-2-on-the-way-back",
        "upgrade.rest-api",
        _task("PATH = '/api/v2/dags'"),
        version="3.3.1",
        to="2.11.2",
    ),
)

_PLUGINS = (
    Obstacle(
        "blueprint-of-a-plugin",
        "upgrade.plugins-views",
        _plugin(_PLUGIN.replace("flask_blueprints = []", "flask_blueprints = [print]").replace("Acme", "Other")),
    ),
    Obstacle(
        "operators-of-a-plugin",
        "upgrade.plugins-removed",
        _plugin(_PLUGIN.replace("flask_blueprints = []", "operators = [print]").replace("Acme", "Other")),
    ),
    Obstacle("plugin-that-cannot-be-parsed", "upgrade.plugins-syntax", _plugin("def load(:\n")),
    Obstacle(
        "wheel-of-python-3-11",
        "code.wheels",
        lambda patient: put(
            patient, {"plugins.zip": _archive({"numpy-1.26.0-cp311-cp311-manylinux2014_x86_64.whl": "x"})}
        ),
        version="2.10.3",
        to="2.11.2",
    ),
    Obstacle("startup-migrates-the-database", "upgrade.startup-airflow", _script("airflow db upgrade\n")),
    Obstacle(
        "startup-with-python-3-11",
        "upgrade.startup-python",
        _script("python3.11 -m pip install acme\n"),
        version="2.10.3",
        to="2.11.2",
    ),
    Obstacle(
        "startup-with-an-option", "upgrade.startup-options", _script("export AIRFLOW__WEBSERVER__BASE_URL=airflow\n")
    ),
)

OBSTACLES = (*_VERSIONS, *_ENVIRONMENT, *_OPTIONS, *_REQUIREMENTS, *_DAGS, *_PLUGINS)
