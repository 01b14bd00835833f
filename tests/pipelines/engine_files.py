"""The files of engines for deployments of tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf import Deployment, build_blueprint
from mwaa_tf.pipelines import pipeline_files
from tests.support import deployment, many

#: Where the jobs of most engines keep states, and where HCP Terraform does.
S3 = {"backend": "s3", "bucket": "acme-states", "create": True}
HCP = {"backend": "hcp", "organization": "acme", "project": "airflow"}

#: Environments in two accounts, one of them externally managed, one without a private web server, one with access.
PARTICIPANTS = [
    {
        "name": "data",
        "account_id": "222222222222",
        "environments": [
            {"name": "etl", "access": {"bastion": {}}},
            {
                "name": "reports",
                "webserver_access_mode": "PUBLIC_ONLY",
                "requirements": {"path": "requirements.txt", "source": "requirements.txt"},
            },
        ],
    },
    {
        "name": "science",
        "account_id": "333333333333",
        "environments": [
            {
                "name": "training",
                "existing": {
                    "name": "science-airflow",
                    "database_vpc_endpoint_service": "com.amazonaws.vpce.us-east-1.vpce-svc-0a1b2c3d4e5f60718",
                    "webserver_vpc_endpoint_service": "com.amazonaws.vpce.us-east-1.vpce-svc-0f9e8d7c6b5a40312",
                    "security_group_id": "sg-0a9b8c7d6e5f40213",
                },
            }
        ],
    },
]


def files_of(deployment: Deployment) -> Mapping[str, bytes]:
    """The files of all engines that the deployment asks for."""
    return pipeline_files(deployment, build_blueprint(deployment))


def with_engine(engine: str, settings: Mapping[str, Any] | None = None, **changes: Any) -> Deployment:
    """A deployment of every kind of environment, with one engine."""
    state = HCP if engine == "hcp" else S3
    return deployment(
        **{"state": state, "participants": PARTICIPANTS, "pipelines": {engine: _settings(engine, settings)}, **changes}
    )


def thousand(engine: str, settings: Mapping[str, Any] | None = None) -> Deployment:
    """A deployment with a thousand environments in twenty accounts."""
    return many(20, 50, state=HCP if engine == "hcp" else S3, pipelines={engine: _settings(engine, settings)})


def _settings(engine: str, settings: Mapping[str, Any] | None) -> dict[str, Any]:
    required = {"install": "mwaa_tf==1.0"} if engine in ("github", "gitlab") else {}
    return {**required, **(settings or {})}
