"""An environment of MWAA: every argument that it has."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mwaa_tf.config.access import Access
from mwaa_tf.config.base import Model
from mwaa_tf.config.existing import ExistingEnvironment
from mwaa_tf.config.fields import (
    Bool,
    BucketArn,
    BucketName,
    Duration,
    Int,
    KmsKeyArn,
    LogLevel,
    Name,
    NonEmptyText,
    ObjectVersion,
    OneOf,
    PolicyArn,
    RoleArn,
    S3Path,
    ScalarText,
    SecurityGroupId,
    Shorthand,
    Tags,
    Text,
    Workers,
    matching,
)
from mwaa_tf.config.monitoring import Monitoring
from mwaa_tf.mwaa import access_modes, quotas
from mwaa_tf.mwaa.environment_classes import CLASSES
from mwaa_tf.mwaa.names import MAINTENANCE_WINDOW

EnvironmentClass = Annotated[str, OneOf(CLASSES)]
AccessMode = Annotated[access_modes.AccessMode, OneOf(access_modes.AccessMode, access_modes.AccessMode)]
MaintenanceWindow = Annotated[
    Text,
    matching(
        MAINTENANCE_WINDOW,
        "a start of a maintenance window, DAY:HH:MM in UTC on the half hour, such as SUN:03:00",
    ),
]
AirflowVersion = Annotated[
    ScalarText,
    matching(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}", "a version of Airflow such as 2.10.3", type="string"),
]


class SourceObject(Model):
    """A file in the source bucket."""

    path: S3Path
    """Its key in the bucket."""
    object_version: ObjectVersion | None = None
    """A version id pins it; `latest` follows the newest at each plan; unset, MWAA keeps what it found when created."""
    source: NonEmptyText | None = None
    """A local file, relative to this configuration, that Terraform uploads; each change of it is followed."""


class SourceBucket(Model):
    """The bucket with the DAGs: made from here, or there already (MWAA user guide, mwaa-s3-bucket)."""

    create: Bool | None = None
    """True, which is what is meant without `arn` too: make a bucket."""
    arn: BucketArn | None = None
    """A bucket that is there already: versioned, all public access blocked, in the deployment's region."""
    name: BucketName | None = None
    """The name of the bucket that is made; unset, the environment's name and the account."""
    force_destroy: Bool = False
    """Delete the made bucket with all DAGs in it when the environment is destroyed."""
    verify: Bool = False
    """Look while planning whether the bucket at `arn` is there and in the region; this takes s3:ListBucket on it."""


class KmsKey(Model):
    """The key of the environment; it can never be changed (MWAA user guide, custom-keys-certs)."""

    create: Bool | None = None
    """Make a key in the participant's account. Unset, and without `arn`: the key that AWS owns."""
    arn: KmsKeyArn | None = None
    """A key that is there already, in the participant's account and the deployment's region; no alias."""


class ExecutionRole(Model):
    """The role that Airflow runs as (MWAA user guide, mwaa-create-role)."""

    create: Bool | None = None
    """True, which is what is meant without `arn` too: make a role with what MWAA itself needs."""
    arn: RoleArn | None = None
    """A role that is there already."""
    permissions_boundary: PolicyArn | None = None
    """The policy that bounds what the made role may do, whatever else it is given."""
    policy_arns: tuple[PolicyArn, ...] = ()
    """Policies beyond what MWAA itself needs: what the DAGs do."""
    verify: Bool = False
    """Look while planning whether the role at `arn` lets MWAA assume it; this takes iam:GetRole on it."""


class SecurityGroup(Model):
    """The environment's security group (MWAA user guide, vpc-security)."""

    create: Bool | None = None
    """True, which is what is meant without `ids` too: make a group that admits only itself."""
    ids: Annotated[tuple[SecurityGroupId, ...], Field(max_length=quotas.SECURITY_GROUPS)] = ()
    """One to five groups of the participant that are there already."""
    verify: Bool = False
    """Look while planning whether `ids` are of the VPC and admit themselves; this takes ec2:DescribeSecurityGroups."""


class Logging(Model):
    """What each component logs to CloudWatch, from which level on; `off` for none."""

    dag_processing: LogLevel = "INFO"
    """Logs of reading the DAG files."""
    scheduler: LogLevel = "INFO"
    """Logs of the schedulers."""
    task: LogLevel = "INFO"
    """Logs of the DAGs' tasks."""
    webserver: LogLevel = "INFO"
    """Logs of the web servers."""
    worker: LogLevel = "INFO"
    """Logs of the workers."""


_ALL_OFF = tuple((component, "off") for component in Logging.model_fields)


class Timeouts(Model):
    """How long Terraform waits for MWAA."""

    create: Duration = "120m"
    """Until the environment is PENDING, such as 120m."""
    update: Duration = "90m"
    """Until a change is carried out, such as 90m."""
    delete: Duration = "90m"
    """Until the environment is gone, such as 90m."""


class EnvironmentSettings(Model):
    """Everything of an environment but its name. What is unset is left to AWS."""

    airflow_version: AirflowVersion | None = None
    """Unset: the latest that AWS offers."""
    environment_class: EnvironmentClass | None = None
    """Unset: mw1.small."""
    webserver_access_mode: AccessMode = access_modes.DEFAULT
    """Where the Airflow web server answers: inside the VPC, on the internet, or both (Airflow 3.2.1 and later)."""
    min_workers: Workers | None = None
    """Unset: 1."""
    max_workers: Workers | None = None
    """Unset: 10."""
    schedulers: Annotated[Int, Field(ge=1, le=5)] | None = None
    """2 to 5; 1 with mw1.micro."""
    min_webservers: Annotated[Int, Field(ge=1, le=5)] | None = None
    """2 to 5; 1 with mw1.micro."""
    max_webservers: Annotated[Int, Field(ge=1, le=5)] | None = None
    """2 to 5; 1 with mw1.micro."""
    weekly_maintenance_window_start: MaintenanceWindow | None = None
    """DAY:HH:MM in UTC, on the half hour."""
    dag_s3_path: S3Path = "dags"
    """The folder of the DAGs in the bucket."""
    requirements: SourceObject | None = None
    """The requirements.txt of Python packages for the DAGs."""
    plugins: SourceObject | None = None
    """The plugins.zip of Airflow plugins and packages."""
    startup_script: SourceObject | None = None
    """The shell script that runs before Airflow starts."""
    airflow_configuration_options: dict[Text, ScalarText] = {}
    """`section.option` to value. No secrets: they would stand in the state."""
    source_bucket: SourceBucket = SourceBucket()
    kms_key: Annotated[KmsKey, Shorthand("aws_owned")] = KmsKey()
    """`aws_owned`, `{create: true}` or `{arn: …}`."""
    execution_role: ExecutionRole = ExecutionRole()
    security_group: SecurityGroup = SecurityGroup()
    logging: Annotated[Logging, Shorthand("off", _ALL_OFF)] = Logging()
    """A level per component, or `off`."""
    access: Access = Access()
    monitoring: Monitoring = Monitoring()
    timeouts: Timeouts = Timeouts()
    tags: Tags = {}
    """Tags of what is made for the environment, beside the deployment's."""


class Environment(EnvironmentSettings):
    """An environment of a participant."""

    name: Name
    """Unique among the participant's environments; the name in AWS is `<deployment>-<participant>-<environment>`."""
    existing: ExistingEnvironment | None = None
    """Made elsewhere; then only its endpoints are made from here, and ways to its web server."""
