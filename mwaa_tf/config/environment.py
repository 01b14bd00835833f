"""An environment of MWAA and all its arguments."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from mwaa_tf.config.access import Access
from mwaa_tf.config.arns import BucketArn, KmsKeyArn, PolicyArn, RoleArn
from mwaa_tf.config.base import ListOf, Model
from mwaa_tf.config.existing import ExistingEnvironment
from mwaa_tf.config.fields import (
    Bool,
    BucketName,
    Constraint,
    Duration,
    Int,
    LogLevel,
    Name,
    NonEmptyText,
    ObjectVersion,
    OneOf,
    PossiblySecretText,
    S3Path,
    ScalarText,
    SecurityGroupId,
    Shorthand,
    Text,
    Workers,
    matching,
    problem,
)
from mwaa_tf.config.monitoring import Monitoring
from mwaa_tf.config.network import RetentionDays
from mwaa_tf.config.tags import Tags
from mwaa_tf.mwaa import access_modes, quotas
from mwaa_tf.mwaa.environment_classes import CLASSES
from mwaa_tf.mwaa.names import MAINTENANCE_WINDOW
from mwaa_tf.secret_values import kind_of_secret

EnvironmentClass = Annotated[str, OneOf(CLASSES)]
AccessMode = Annotated[access_modes.AccessMode, OneOf(access_modes.AccessMode, access_modes.AccessMode)]
MaintenanceWindow = Annotated[
    Text,
    matching(
        MAINTENANCE_WINDOW,
        "a start of a maintenance window, DAY:HH:MM in UTC on the half hour, such as SUN:03:00",
        example="SUN:03:00",
    ),
]
AirflowVersion = Annotated[
    ScalarText,
    matching(
        r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}", "a version of Airflow such as 2.10.3", example="2.10.3", type="string"
    ),
]


_OPTION_NAME = "[a-z](?:[a-z0-9._]{0,62}[a-z0-9_])?"
_OPTION_VALUE = re.compile("[ -~]{1,65536}")


def _option_value(value: str) -> str:
    """The value of an option, which no message repeats: it may be a password."""
    if not _OPTION_VALUE.fullmatch(value) and not kind_of_secret(value):  # a rule says so of a secret
        raise problem("is not a value that MWAA takes: 1 to 65,536 printable characters of ASCII, on one line")
    return value


#: Names and values of Airflow's options (API reference, CreateEnvironment; service model, ConfigKey and ConfigValue).
OptionName = Annotated[
    Text,
    matching(
        _OPTION_NAME,
        "an option of Airflow, section.option in lower case and at most 64 characters",
        example="core.default_timezone",
    ),
]
OptionValue = Annotated[
    PossiblySecretText, Constraint(_option_value, (("pattern", f"^{_OPTION_VALUE.pattern}$"),), example="utc")
]


Options = Annotated[
    dict[OptionName, OptionValue],
    Constraint(lambda options: options, (("propertyNames", {"pattern": f"^(?:{_OPTION_NAME})$"}),)),
]


class SourceObject(Model):
    """A file in the source bucket."""

    path: S3Path
    """Its key in the bucket."""
    object_version: ObjectVersion | None = None
    """A version id pins it; `latest` follows the newest at each plan; unset, MWAA keeps the version of its creation."""
    source: NonEmptyText | None = None
    """A local file, relative to this configuration, that Terraform uploads again at each change."""


class NoncurrentDagVersions(Model):
    """When S3 deletes old versions of DAGs: one that is older than `days`, if there are `keep` newer old ones."""

    days: Annotated[Int, Field(ge=1)] = 90
    """Days after which an old version is deleted."""
    keep: Annotated[Int, Field(ge=1, le=100)] = 5
    """Old versions of each file that are never deleted."""


class SourceBucket(Model):
    """The bucket with the DAGs: created, or an existing one (MWAA user guide, mwaa-s3-bucket)."""

    create: Bool | None = None
    """True, the default without `arn`: create a bucket."""
    arn: BucketArn | None = None
    """An existing bucket: versioned, all public access blocked, in the deployment's region."""
    name: BucketName | None = None
    """The name of the created bucket; unset, the environment's name and the account."""
    force_destroy: Bool = False
    """Delete the created bucket with all DAGs in it when the environment is destroyed."""
    noncurrent_dag_versions: NoncurrentDagVersions | None = None
    """Delete old versions of DAGs in the created bucket. Unset, all are kept, as those of other files always are."""
    verify: Bool = False
    """Verify while planning that the bucket at `arn` exists in the region; needs s3:ListBucket on it."""


class KmsKey(Model):
    """The encryption key of the environment; it can never be changed (MWAA user guide, custom-keys-certs)."""

    create: Bool | None = None
    """Create a key in the participant's account. Unset, and without `arn`: the key that AWS owns."""
    arn: KmsKeyArn | None = None
    """An existing key, in the participant's account and the deployment's region; no alias."""


class ExecutionRole(Model):
    """The role that Airflow runs as (MWAA user guide, mwaa-create-role)."""

    create: Bool | None = None
    """True, the default without `arn`: create a role with the permissions that MWAA itself needs."""
    arn: RoleArn | None = None
    """An existing role."""
    permissions_boundary: PolicyArn | None = None
    """The permissions boundary of the created role."""
    policy_arns: ListOf[PolicyArn] = ()
    """Further policies of the created role: what the DAGs need."""
    verify: Bool = False
    """Verify while planning that MWAA may assume the role at `arn`; needs iam:GetRole on it."""


class SecurityGroup(Model):
    """The environment's security group (MWAA user guide, vpc-security)."""

    create: Bool | None = None
    """True, the default without `ids`: create a group that admits only itself."""
    ids: Annotated[ListOf[SecurityGroupId], Field(max_length=quotas.SECURITY_GROUPS)] = ()
    """One to five existing groups of the participant."""
    verify: Bool = False
    """Verify while planning that `ids` belong to the VPC and admit themselves; needs ec2:DescribeSecurityGroups."""


class Logging(Model):
    """The lowest level that each component logs to CloudWatch; `off` for none."""

    dag_processing: LogLevel = "INFO"
    """Logs of the processing of DAG files."""
    scheduler: LogLevel = "INFO"
    """Logs of the schedulers."""
    task: LogLevel = "INFO"
    """Logs of the DAGs' tasks."""
    webserver: LogLevel = "INFO"
    """Logs of the web servers."""
    worker: LogLevel = "INFO"
    """Logs of the workers."""


class LogGroups(Model):
    """The CloudWatch log groups of the environment's logs (MWAA user guide, monitoring-airflow)."""

    create: Bool = True
    """Create all five before the environment, with its key. False: MWAA creates them, and their logs never expire."""
    retention_days: RetentionDays = 90
    """Days, one of those that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, …, 3653."""


_ALL_OFF = tuple((component, "off") for component in Logging.model_fields)


class Timeouts(Model):
    """How long Terraform waits for MWAA."""

    create: Duration = "120m"
    """Until the environment is PENDING, such as 120m."""
    update: Duration = "480m"
    """Until an update is finished, such as 480m, which AWS's CloudFormation handler waits."""
    delete: Duration = "90m"
    """Until the environment is deleted, such as 90m."""


class EnvironmentSettings(Model):
    """All settings of an environment but its name. Unset ones are left to AWS."""

    airflow_version: AirflowVersion | None = None
    """Unset: the latest that AWS offers."""
    environment_class: EnvironmentClass | None = None
    """Unset: mw1.small."""
    webserver_access_mode: AccessMode = access_modes.DEFAULT
    """Where the Airflow web server is reachable: in the VPC, on the internet, or both (Airflow 3.2.1 and later)."""
    min_workers: Workers | None = None
    """Unset: 1."""
    max_workers: Workers | None = None
    """Unset: 10."""
    schedulers: Annotated[Int, Field(ge=1, le=5, examples=[2])] | None = None
    """2 to 5; 1 with mw1.micro."""
    min_webservers: Annotated[Int, Field(ge=1, le=5, examples=[2])] | None = None
    """2 to 5; 1 with mw1.micro."""
    max_webservers: Annotated[Int, Field(ge=1, le=5, examples=[2])] | None = None
    """2 to 5; 1 with mw1.micro."""
    weekly_maintenance_window_start: MaintenanceWindow | None = None
    """DAY:HH:MM in UTC, on the half hour."""
    worker_replacement_strategy: Literal["FORCED", "GRACEFUL"] | None = None
    """How an update replaces workers: FORCED stops their tasks, GRACEFUL waits for them, up to 12 hours. Needs provider
    6.11."""
    dag_s3_path: S3Path = "dags"
    """The folder of the DAGs in the bucket."""
    requirements: SourceObject | None = None
    """The requirements.txt of Python packages for the DAGs."""
    plugins: SourceObject | None = None
    """The plugins.zip of Airflow plugins and packages."""
    startup_script: SourceObject | None = None
    """The shell script that runs before Airflow starts."""
    airflow_configuration_options: Options = {}
    """`section.option` to value. No secrets: they would be stored in the state."""
    source_bucket: SourceBucket = SourceBucket.model_construct()
    kms_key: Annotated[KmsKey, Shorthand("aws_owned")] = KmsKey.model_construct()
    """`aws_owned`, `{create: true}` or `{arn: …}`."""
    execution_role: ExecutionRole = ExecutionRole.model_construct()
    security_group: SecurityGroup = SecurityGroup.model_construct()
    logging: Annotated[Logging, Shorthand("off", _ALL_OFF)] = Logging.model_construct()
    """A level per component, or `off`."""
    log_groups: LogGroups = LogGroups.model_construct()
    access: Access = Access.model_construct()
    monitoring: Monitoring = Monitoring.model_construct()
    timeouts: Timeouts = Timeouts.model_construct()
    tags: Tags = {}
    """Tags of the environment's resources, in addition to the deployment's."""


class Environment(EnvironmentSettings):
    """An environment of a participant."""

    is_always_used: ClassVar[bool] = True

    name: Name
    """Unique among the participant's environments; the name in AWS is `<deployment>-<participant>-<environment>`."""
    succeeds: Name | None = None
    """The environment of this participant that this one replaces; both run until `mwaa_tf succession` is through."""
    keep_predecessor_days: Annotated[Int, Field(ge=0, le=365)] = 14
    """With `succeeds`: days between the pause of the predecessor's DAGs and its removal."""
    access_workspace: Name | None = None
    """The environment, often a former one, whose load balancer, VPN and bastion serve this one from now on: they keep
    its name and workspace. Unset, access methods have this environment's name."""
    existing: ExistingEnvironment | None = None
    """An externally managed environment; only its endpoints and access methods are created."""
