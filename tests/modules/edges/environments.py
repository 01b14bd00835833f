"""Edges of the modules of an environment: environment, airflow-access and monitoring."""

from __future__ import annotations

from typing import Any

from tests.modules.edges import (
    ACCOUNT,
    EDGES_OF_SUBNET_IDS,
    KEY,
    NO_RETENTION,
    NOT_A_KEY,
    REGION,
    RETENTION,
    Edges,
    around,
    bucket_names,
    of,
)

ROLE = f"arn:aws:iam::{ACCOUNT}:role/a-_09"
_ARN = f"arn:aws:iam::{ACCOUNT}"
_PRINCIPALS = (
    [ROLE, f"{_ARN}:user/a", f"{_ARN}:group/b/c"],
    [f"{_ARN}:policy/a", "arn:aws:iam::11111111111:role/a", *around(ROLE)],
)
_NOT_ATTACHABLE = [f"{_ARN}:role/aws-reserved/sso/a", f"{_ARN}:role/aws-service-role/a", f"{_ARN}:role/"]
_AIRFLOW_ROLES = ["Admin", "Op", "User", "Viewer", "Public"]
_NAME = of("environment_name", ["e", "e" * 80, "E-_09"], ["e" * 81, "1e", "_e", "e.e", ""])
_FILES = ("plugins", "requirements", "startup_script")


def _of_principals(variable: str) -> Edges:
    return of(
        variable,
        [{"Admin": _PRINCIPALS[0]}, {"Op": []}],
        [{"Op": [arn]} for arn in (*_PRINCIPALS[1], *_NOT_ATTACHABLE)],
    )


def _of_airflow_roles(variable: str) -> Edges:
    return of(variable, [{role: [] for role in _AIRFLOW_ROLES}], [{"admin": []}, {"Administrator": []}])


AIRFLOW_ACCESS = {
    "cli.0": of("cli", [_PRINCIPALS[0], [], None], [[arn] for arn in (*_PRINCIPALS[1], *_NOT_ATTACHABLE)]),
    "environment_name.0": _NAME,
    "rest_api.0": _of_airflow_roles("rest_api"),
    "rest_api.1": _of_principals("rest_api"),
    "roles.0": _of_airflow_roles("roles"),
    "roles.1": _of_principals("roles"),
}


def _each_file(**values: Any) -> list[dict[str, Any]]:
    return [{file: {"path": "a", **values}} for file in _FILES]


_TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms-_09"
_BUCKET = "arn:aws:s3:::acme.dags-09"
_EXISTING_BUCKET = {"create": False, "arn": _BUCKET}
_EXISTING_ROLE = {"create": False, "arn": ROLE}
_POLICIES = [f"{_ARN}:policy/a", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"]
_NOT_POLICIES = [ROLE, "arn:aws:iam::1111:policy/a", "policy/a", f"!{_ARN}:policy/a"]
_LEVELS = ["OFF", "CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"]
_CLASSES = [f"mw1.{size}" for size in ("micro", "small", "medium", "large", "xlarge", "2xlarge")]
_COUNTS = ("schedulers", "min_webservers", "max_webservers")
_GROUPS = [f"sg-{number}" for number in range(6)]
_OLD_DAGS: dict[str, Any] = {"noncurrent_dag_versions": {}}

ENVIRONMENT = {
    "worker_replacement_strategy.0": of(
        "worker_replacement_strategy", [None, "FORCED", "GRACEFUL"], ["forced", "", "NONE"]
    ),
    "log_groups.0": of(
        "log_groups",
        [{"retention_days": days} for days in (0, *RETENTION)],
        [{"retention_days": days} for days in NO_RETENTION],
    ),
    "endpoint_management.0": of("endpoint_management", ["CUSTOMER", "SERVICE"], ["customer", "", "BOTH"]),
    "name.0": of("name", ["e", "e" * 80, "E-_09"], ["e" * 81, "1e", "_e", "e.e", ""]),
    "subnet_ids.0": EDGES_OF_SUBNET_IDS,
    "timeouts.0": of(
        "timeouts",
        [{"create": "1h30m"}, {"update": "9s"}],
        [{"delete": "90"}, {"create": "1 h"}, {"update": "1d"}, {"delete": ""}, {"delete": "!9s"}, {"delete": "9s!"}],
    ),
    "webserver_access_mode.0": of(
        "webserver_access_mode", ["PRIVATE_ONLY", "PUBLIC_ONLY", "PUBLIC_AND_PRIVATE"], ["PRIVATE", "public_only"]
    ),
    "weekly_maintenance_window_start.0": of(
        "weekly_maintenance_window_start",
        [None, "MON:00:00", "TUE:19:30", "WED:20:00", "THU:23:30", "FRI:09:30", "SAT:10:00", "SUN:01:00"],
        ["SUN:24:00", "SUN:23:31", "SUN:1:00", "Sun:01:00", "SUN:01:00 ", "01:00", " SUN:01:00"],
    ),
    "airflow.0": of(
        "airflow",
        [{}, {"version": "2.10.3"}, {"version": "190.90.190"}],
        [{"version": version} for version in ("2.10", "v2.10.3", "2.10.3.1", "latest")],
    ),
    "airflow.1": of(
        "airflow",
        [{"configuration_options": {key: "1"}} for key in ("a", "a" * 64, "core.default_timezone", "a.b_1")],
        [{"configuration_options": {key: "1"}} for key in ("a" * 65, "Core.a", "1a", "a.", "a-b")],
    ),
    "airflow.2": of(
        "airflow",
        [{"dag_s3_path": "d"}, {"dag_s3_path": "d" * 1024}, {"plugins": {"path": "a/b"}}],
        [{"dag_s3_path": path} for path in ("", "d" * 1025, "/dags", "s3://bucket/dags")]
        + [{file: {"path": "/a"}} for file in _FILES],
    ),
    "airflow.3": of(
        "airflow",
        _each_file(source="a"),
        _each_file(source="a", object_version="1") + _each_file(source="a", follow=True),
    ),
    "airflow.4": of(
        "airflow",
        _each_file(follow=True)
        + _each_file(follow=True, object_version="latest")
        + _each_file(follow=False, object_version="1")
        + _each_file(object_version="latest"),
        _each_file(follow=True, object_version="1") + _each_file(follow=False, object_version="latest"),
    ),
    "capacity.0": of(
        "capacity",
        [{"environment_class": name} for name in (*_CLASSES, None)],
        [{"environment_class": name} for name in ("mw1.3xlarge", "mw1xmicro", "mw2.small", "amw1.small", "mw1.smalls")],
    ),
    "capacity.1": of(
        "capacity",
        [{name: count} for name in _COUNTS for count in (2, 3, 4, 5)]
        + [{"environment_class": "mw1.micro", name: 1} for name in _COUNTS],
        [{name: count} for name in _COUNTS for count in (1, 6, 2.5)]
        + [{"environment_class": "mw1.micro", name: count} for name in _COUNTS for count in (0, 2)],
    ),
    "capacity.2": of(
        "capacity",
        [{"min_workers": 1}, {"max_workers": 1}, {}],
        [{"min_workers": 0}, {"max_workers": 0}, {"max_workers": 1.5}],
    ),
    "capacity.3": of(
        "capacity",
        [
            {"min_workers": 3, "max_workers": 3},
            {"min_webservers": 3, "max_webservers": 3},
            {"min_workers": 3},
            {"max_workers": 3},
        ],
        [{"min_workers": 4, "max_workers": 3}, {"min_webservers": 4, "max_webservers": 3}],
    ),
    "logging.0": of(
        "logging", [{"task": level} for level in _LEVELS], [{"task": "off"}, {"worker": "TRACE"}, {"scheduler": "info"}]
    ),
    "execution_role.0": of("execution_role", [{}, _EXISTING_ROLE], [{"create": False}, {"arn": ROLE}]),
    "execution_role.1": of("execution_role", [{}, {**_EXISTING_ROLE, "verify": True}], [{"verify": True}]),
    "execution_role.2": of(
        "execution_role",
        [{"arn": ROLE}, {}],
        [{"arn": arn} for arn in (f"{_ARN}:user/a", "arn:aws:iam::1111:role/a", "a", f"!{ROLE}")],
    ),
    "execution_role.3": of(
        "execution_role",
        [{**_EXISTING_ROLE}, {"policy_arns": ["a"]}],
        [{**_EXISTING_ROLE, "policy_arns": ["a"]}, {**_EXISTING_ROLE, "permissions_boundary": "a"}],
    ),
    "execution_role.4": of(
        "execution_role",
        [{"policy_arns": _POLICIES}, {"permissions_boundary": _POLICIES[0]}],
        [{"policy_arns": [arn]} for arn in _NOT_POLICIES] + [{"permissions_boundary": ROLE}],
    ),
    "kms_key.0": of("kms_key", [{}, {"create": True}, {"arn": KEY}], [{"create": True, "arn": KEY}]),
    "kms_key.1": of("kms_key", [{"verify": True, "arn": KEY}, {}], [{"verify": True}]),
    "kms_key.2": of(
        "kms_key",
        [{"arn": KEY}, {}],
        [
            {"arn": arn}
            for arn in (NOT_A_KEY, KEY.replace("09af", "mrk-09af"), "1a2b", KEY.replace(ACCOUNT, "1"), f"!{KEY}")
        ],
    ),
    "security_group.0": of(
        "security_group",
        [{}, {"create": False, "ids": _GROUPS[:1]}, {"create": False, "ids": _GROUPS[:5]}],
        [{"create": False}, {"create": False, "ids": _GROUPS}, {"ids": _GROUPS[:1]}],
    ),
    "security_group.1": of("security_group", [{"create": False, "verify": True}, {}], [{"verify": True}]),
    "security_group.2": of("security_group", [{"ids": ["sg-1"]}, {}], [{"ids": ["sg-1", "sg1"]}, {"ids": ["my-sg-1"]}]),
    "security_group.3": Edges(
        ({"security_group": {}, "vpc_id": "vpc-1"}, {"security_group": {"create": False}, "vpc_id": None}),
        ({"security_group": {}, "vpc_id": None},),
    ),
    "source_bucket.0": of("source_bucket", [{}, _EXISTING_BUCKET], [{"create": False}, {"arn": _BUCKET}]),
    "source_bucket.1": of("source_bucket", [{}, {**_EXISTING_BUCKET, "verify": True}], [{"verify": True}]),
    "source_bucket.2": of(
        "source_bucket",
        [{"arn": _BUCKET}, {}],
        [
            {"arn": arn}
            for arn in (f"{_BUCKET}/dags", "acme", "arn:aws:s3:us-east-1::acme", "arn:aws:s3:::", f"!{_BUCKET}")
        ],
    ),
    "source_bucket.3": of(
        "source_bucket",
        [_EXISTING_BUCKET, {"name": "acme", "force_destroy": True, **_OLD_DAGS}],
        [{**_EXISTING_BUCKET, **setting} for setting in ({"name": "acme"}, {"force_destroy": True}, _OLD_DAGS)],
    ),
    "source_bucket.4": of(
        "source_bucket",
        [{"name": "9.0"}, {"name": "0-9"}, {"name": "a" * 63}, {}],
        [{"name": name} for name in (*bucket_names("acme"), "a" * 64)],
    ),
    "source_bucket.5": Edges(
        (
            {"name": "e" * 50, "source_bucket": {}},
            {"name": "e" * 51, "source_bucket": {"name": "acme"}},
            {"name": "e" * 51, "source_bucket": _EXISTING_BUCKET},
        ),
        ({"name": "e" * 51, "source_bucket": {}},),
    ),
    "source_bucket.6": of(
        "source_bucket",
        [{"noncurrent_dag_versions": {"days": 1}}, {}],
        [{"noncurrent_dag_versions": {"days": days}} for days in (0, 1.5)],
    ),
    "source_bucket.7": of(
        "source_bucket",
        [{"noncurrent_dag_versions": {"keep": keep}} for keep in (1, 100)] + [{}],
        [{"noncurrent_dag_versions": {"keep": keep}} for keep in (0, 101, 1.5)],
    ),
    "source_bucket.8": Edges(
        (
            *(
                {"source_bucket": _OLD_DAGS, "airflow": {"dag_s3_path": "dags/", file: {"path": "dags.txt"}}}
                for file in _FILES
            ),
            {"source_bucket": _OLD_DAGS, "airflow": {}},
            {"source_bucket": {}, "airflow": {"plugins": {"path": "dags/a"}}},
        ),
        tuple(
            {"source_bucket": _OLD_DAGS, "airflow": {"dag_s3_path": folder, file: {"path": "dags/a"}}}
            for file in _FILES
            for folder in ("dags", "dags/")
        ),
    ),
}

_PERCENTS = ("cpu_percent", "memory_percent", "database_cpu_percent")
_COUNTED = ("database_free_memory_mib", "heartbeats", "queue_age_seconds")
_COMPONENTS = ("additional-worker", "base-worker", "scheduler", "webserver")
_ALARMS = ["database-cpu", "database-memory", "queue-age", "scheduler-heartbeat", "worker-health"] + [
    f"{component}-{metric}" for component in _COMPONENTS for metric in ("cpu", "memory")
]
_FIFO = f"{_TOPIC}.fifo"

MONITORING = {
    "alarm_topic.0": of(
        "alarm_topic",
        [{"create": True}, {"create": False, "arn": _TOPIC}],
        [{"create": True, "arn": _TOPIC}, {"create": False}],
    ),
    "alarm_topic.1": of(
        "alarm_topic",
        [{"arn": _TOPIC}, {"arn": _FIFO}, {}],
        [
            {"arn": arn}
            for arn in (
                f"{_TOPIC}:subscription",
                f"{_TOPIC}.other",
                "alarms",
                _TOPIC.replace(ACCOUNT, "1"),
                *around(_TOPIC),
            )
        ],
    ),
    "alarm_topic.2": of(
        "alarm_topic",
        [{"create": True, "kms_key_arn": KEY}, {"create": False}],
        [
            {"create": False, "kms_key_arn": KEY},
            {"create": True, "kms_key_arn": NOT_A_KEY},
            {"create": True, "kms_key_arn": f"!{KEY}"},
        ],
    ),
    "dashboard.0": of(
        "dashboard",
        [{"name": name, "environments": []} for name in ("d", "d" * 255, "D_-09")] + [None],
        [{"name": name, "environments": []} for name in ("", "d" * 256, "a b", "a.b")],
    ),
    "dashboard.1": of(
        "dashboard", [{"name": "d", "environments": [{"name": "etl"}]}, None], [{"name": "d", "environments": []}]
    ),
    "disabled_alarms.0": of("disabled_alarms", [[], _ALARMS], [["database-disk"], ["worker-cpu"], [*_ALARMS, "cpu"]]),
    "environment_name.0": _NAME,
    "thresholds.0": of(
        "thresholds",
        [{name: value} for name in _PERCENTS for value in (0.1, 99.9)],
        [{name: value} for name in _PERCENTS for value in (0, 100)],
    ),
    "thresholds.1": of("thresholds", [{name: 0.1} for name in _COUNTED], [{name: 0} for name in _COUNTED]),
}
