"""Configurations of any size, with the fields that people commonly set."""

from __future__ import annotations

from collections.abc import Iterator

#: The account of the first participant; each further one has the next.
ACCOUNT = 222200000000

_CLASSES = ("mw1.small", "mw1.medium", "mw1.large", "mw1.xlarge")


def configuration(participants: int, environments: int) -> str:
    """A configuration in YAML: ``participants`` accounts with ``environments`` each, state in S3, vendored modules."""
    return "\n".join(
        [
            *_owner(),
            "participants:",
            *(line for number in range(participants) for line in _participant(number, environments)),
            "",
        ]
    )


def small_configuration(participants: int, environments: int) -> str:
    """Like :func:`configuration`, with only what each environment must have, for a local AWS."""
    lines = [*_owner(), "participants:"]
    for number in range(participants):
        account = f"{ACCOUNT + number}"
        lines += [
            f"  - name: team-{number:02}",
            f'    account_id: "{account}"',
            f"    role_arn: arn:aws:iam::{account}:role/terraform",
            f"    defaults: {{ source_bucket: {{ arn: 'arn:aws:s3:::acme-team-{number:02}-dags' }} }}",
            "    environments:",
            *(f"      - name: pipeline-{index:04}" for index in range(environments)),
        ]
    return "\n".join([*lines, ""])


def _owner() -> Iterator[str]:
    yield from (
        "name: platform",
        "region: eu-central-1",
        'tags: { CostCenter: "4711", ManagedBy: terraform, Team: data platform }',
        "state:",
        "  backend: s3",
        "  bucket: acme-platform-tfstate",
        "owner:",
        '  account_id: "111111111111"',
        "  role_arn: arn:aws:iam::111111111111:role/terraform",
        "  network:",
        "    cidr: 10.64.0.0/16",
        "    public_subnets: [10.64.0.0/24, 10.64.1.0/24]",
        "    private_subnets: [10.64.64.0/18, 10.64.128.0/18]",
        "    availability_zone_ids: [euc1-az1, euc1-az2]",
        "    flow_logs: { enabled: true, retention_days: 90 }",
    )


def _participant(number: int, environments: int) -> Iterator[str]:
    account = f"{ACCOUNT + number}"
    yield from (
        f"  - name: team-{number:02}",
        f'    account_id: "{account}"',
        f"    role_arn: arn:aws:iam::{account}:role/terraform",
        "    defaults:",
        "      airflow_version: 2.10.3",
        "      kms_key: { create: true }",
        f"      source_bucket: {{ arn: 'arn:aws:s3:::acme-team-{number:02}-dags' }}",
        "      logging: { task: INFO, scheduler: WARNING, worker: WARNING, webserver: ERROR }",
        f"      tags: {{ Owner: team-{number:02}@example.com }}",
        "    environments:",
    )
    for index in range(environments):
        yield from _environment(account, index)


def _environment(account: str, index: int) -> Iterator[str]:
    yield from (
        f"      - name: pipeline-{index:04}",
        f"        environment_class: {_CLASSES[index % len(_CLASSES)]}",
        f"        webserver_access_mode: {'PUBLIC_ONLY' if index % 5 == 0 else 'PRIVATE_ONLY'}",
        "        min_workers: 2",
        f"        max_workers: {5 + index % 20}",
        "        schedulers: 2",
        f'        weekly_maintenance_window_start: "SUN:{index % 24:02}:30"',
        f"        dag_s3_path: pipelines/{index:04}/dags",
        f"        requirements: {{ path: pipelines/{index:04}/requirements.txt, object_version: latest }}",
        "        airflow_configuration_options:",
        "          core.default_timezone: utc",
        f"          core.parallelism: {32 + index % 8}",
        "          webserver.instance_name: Pipelines - 'Analytics'",
        "        execution_role:",
        f"          policy_arns: ['arn:aws:iam::{account}:policy/pipeline-{index:04}']",
        f"        tags: {{ Service: pipeline-{index:04}, Tier: {'gold' if index % 3 == 0 else 'silver'} }}",
    )
