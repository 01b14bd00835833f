"""Faults of the execution role, the key, the bucket, and the principal of ``--principal``."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from mwaa_tf.doctor import CollectOptions
from tests.doctor.planted import Fault, Patient, Plant

Undo = Callable[[], object]
Statement = dict[str, Any]

_DEADLINE = 120.0


def _role(patient: Patient) -> str:
    return str(patient.environment["ExecutionRoleArn"]).rpartition("/")[2]


def _bucket(patient: Patient) -> str:
    return str(patient.environment["SourceBucketArn"]).rpartition(":")[2]


def _key_id(patient: Patient) -> str:
    return str(patient.environment["KmsKey"]).rpartition("/")[2]


def _document(statements: Sequence[Statement]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


# The execution role


def _role_policy(change: Callable[[list[Statement]], list[Statement]]) -> Plant:
    """The role's one inline policy, with its statements changed."""

    def plant(patient: Patient) -> Undo:
        iam, role = patient.participant("iam"), _role(patient)
        (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        changed = _document(change([dict(statement) for statement in document["Statement"]]))
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=changed)
        return lambda: iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))

    return plant


def _without(*actions: str) -> Plant:
    """The role's policy without ``actions``."""

    def change(statements: list[Statement]) -> list[Statement]:
        remaining = []
        for statement in statements:
            listed = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            statement["Action"] = [action for action in listed if action not in actions]
            if statement["Action"]:
                remaining.append(statement)
        return remaining

    return _role_policy(change)


def _with(statement: Statement) -> Plant:
    return _role_policy(lambda statements: [*statements, statement])


def _for_another_environment(statements: list[Statement]) -> list[Statement]:
    """Log groups of an environment that was called otherwise."""
    for statement in statements:
        if statement["Sid"] == "WriteLogs":
            statement["Resource"] = ["arn:aws:logs:*:*:log-group:airflow-another-*"]
    return statements


def _keys_through_sqs_only(statements: list[Statement]) -> list[Statement]:
    for statement in statements:
        if statement["Sid"] == "EncryptAndDecrypt":
            (operator, (key, services)) = next(
                (operator, pair) for operator, keys in statement["Condition"].items() for pair in keys.items()
            )
            statement["Condition"] = {operator: {key: [name for name in services if name.startswith("sqs.")]}}
    return statements


def _trust(change: Callable[[Statement], object]) -> Plant:
    def plant(patient: Patient) -> Undo:
        iam, role = patient.participant("iam"), _role(patient)
        document = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        changed = json.loads(json.dumps(document))
        change(changed["Statement"][0])
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(changed))
        return lambda: iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(document))

    return plant


def _trusts_one_service(statement: Statement) -> None:
    statement["Principal"] = {"Service": ["airflow.amazonaws.com"]}


def _trusts_another_environment(statement: Statement) -> None:
    statement["Condition"]["ArnLike"] = {"aws:SourceArn": "arn:aws:airflow:*:*:environment/another"}


def _boundary(patient: Patient) -> Undo:
    """A permissions boundary that a platform team attaches to all roles, and that forgets SQS."""
    iam, role = patient.participant("iam"), _role(patient)
    services = ("s3", "logs", "cloudwatch", "kms", "airflow")
    statement = {"Effect": "Allow", "Action": [f"{service}:*" for service in services], "Resource": "*"}
    deny = {"Effect": "Deny", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    arn = iam.create_policy(PolicyName="boundary", PolicyDocument=_document([statement, deny]))["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=arn)

    def undo() -> None:
        iam.delete_role_permissions_boundary(RoleName=role)
        iam.delete_policy(PolicyArn=arn)

    return undo


def _attached_denial(patient: Patient) -> Undo:
    """A guardrail, as a managed policy, that denies Amazon SQS."""
    iam, role = patient.participant("iam"), _role(patient)
    statement = {"Sid": "NoQueues", "Effect": "Deny", "Action": "sqs:*", "Resource": "*"}
    arn = iam.create_policy(PolicyName="guardrail", PolicyDocument=_document([statement]))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=role, PolicyArn=arn)

    def undo() -> None:
        iam.detach_role_policy(RoleName=role, PolicyArn=arn)
        iam.delete_policy(PolicyArn=arn)

    return undo


def _no_role(patient: Patient) -> Undo:
    iam, name = patient.participant("iam"), _role(patient)
    role = iam.get_role(RoleName=name)["Role"]
    inline = {
        policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
    }
    for policy in inline:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    iam.delete_role(RoleName=name)

    def undo() -> None:
        trust = json.dumps(role["AssumeRolePolicyDocument"])
        iam.create_role(RoleName=name, Path=role["Path"], AssumeRolePolicyDocument=trust)
        for policy, document in inline.items():
            iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document))

    return undo


# The key


def _key_policy(change: Callable[[list[Statement]], list[Statement]]) -> Plant:
    def plant(patient: Patient) -> Undo:
        kms, key = patient.participant("kms"), patient.environment["KmsKey"]
        policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
        changed = _document(change(json.loads(policy)["Statement"]))
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=changed)
        return lambda: kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)

    return plant


def _logs_of_another_environment(statements: list[Statement]) -> list[Statement]:
    for statement in statements:
        if statement["Sid"] == "LogGroupsOfTheEnvironment":
            pattern = "arn:aws:logs:us-east-1:222222222222:log-group:airflow-another-*"
            statement["Condition"] = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": pattern}}
    return statements


def _administered_by_a_role(statements: list[Statement]) -> list[Statement]:
    """The policy of a security team: one role administers the key, and the account's policies do not count."""
    for statement in statements:
        if statement["Sid"] == "AdministeredByTheAccount":
            statement["Principal"] = {"AWS": "arn:aws:iam::222222222222:role/security"}
    return statements


def _disabled_key(patient: Patient) -> Undo:
    kms, key = patient.participant("kms"), _key_id(patient)
    kms.disable_key(KeyId=key)
    return lambda: kms.enable_key(KeyId=key)


def _deleted_key(patient: Patient) -> Undo:
    kms, key = patient.participant("kms"), _key_id(patient)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)

    def undo() -> None:
        kms.cancel_key_deletion(KeyId=key)
        kms.enable_key(KeyId=key)

    return undo


# The bucket


def _suspended_versions(patient: Patient) -> Undo:
    s3, bucket = patient.participant("s3"), _bucket(patient)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    return lambda: s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})


def _no_public_access_block(patient: Patient) -> Undo:
    s3, bucket = patient.participant("s3"), _bucket(patient)
    settings = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    s3.delete_public_access_block(Bucket=bucket)
    return lambda: s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=settings)


def _public_policies(patient: Patient) -> Undo:
    """Three of the four settings."""
    s3, bucket = patient.participant("s3"), _bucket(patient)
    settings = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    weaker = {**settings, "BlockPublicPolicy": False}
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=weaker)
    return lambda: s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=settings)


def _another_key(patient: Patient) -> Undo:
    s3, bucket = patient.participant("s3"), _bucket(patient)
    configuration = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
    key = patient.participant("kms").create_key()["KeyMetadata"]["Arn"]
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    changed = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=changed)
    return lambda: s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=configuration)


def _denied_by_bucket(patient: Patient) -> Undo:
    """A statement that is to keep all but one role out."""
    s3, bucket = patient.participant("s3"), _bucket(patient)
    policy = s3.get_bucket_policy(Bucket=bucket)["Policy"]
    statement = {
        "Sid": "OnlyTheDeployer",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetObject*",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::222222222222:role/deployer"}},
    }
    changed = {**json.loads(policy)}
    changed["Statement"] = [*changed["Statement"], statement]
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(changed))
    return lambda: s3.put_bucket_policy(Bucket=bucket, Policy=policy)


def _no_bucket(patient: Patient) -> Undo:
    return _delete_bucket(patient, _bucket(patient))


def _bucket_of_another_region(patient: Patient) -> Undo:
    """A bucket that was deleted and created again under its name, in another region."""
    bucket = _bucket(patient)
    create_again = _delete_bucket(patient, bucket)
    create_again("eu-west-1")

    def undo() -> None:
        _delete_bucket(patient, bucket)
        create_again()

    return undo


def _delete_bucket(patient: Patient, bucket: str) -> Callable[..., None]:
    """Delete ``bucket`` with its objects; what is returned creates it again with its settings and latest objects."""
    s3 = patient.participant("s3")
    objects = {
        each["Key"]: s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
        for each in s3.list_objects_v2(Bucket=bucket).get("Contents", ())
    }
    policy = s3.get_bucket_policy(Bucket=bucket)["Policy"]
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    encryption = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
    versions = s3.list_object_versions(Bucket=bucket)
    for version in [*versions.get("Versions", ()), *versions.get("DeleteMarkers", ())]:
        s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    s3.delete_bucket(Bucket=bucket)

    def create(region: str = "") -> None:
        place = {"CreateBucketConfiguration": {"LocationConstraint": region}} if region else {}
        s3.create_bucket(Bucket=bucket, **place)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=encryption)
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
        s3.put_bucket_policy(Bucket=bucket, Policy=policy)
        for key, content in objects.items():
            s3.put_object(Bucket=bucket, Key=key, Body=content)

    return create


# What the environment is configured with


def _update(patient: Patient, **settings: Any) -> None:
    """Update the environment, and wait until it is done."""
    patient.participant("mwaa").update_environment(Name=patient.name, **settings)
    end = time.monotonic() + _DEADLINE
    while patient.environment["Status"] != "AVAILABLE":
        assert time.monotonic() < end, f"the environment is still {patient.environment['Status']}"
        time.sleep(0.1)


def _secrets_backend(patient: Patient) -> Undo:
    """Secrets Manager as secrets backend, without the permission to read from it."""
    options: Mapping[str, str] = patient.environment.get("AirflowConfigurationOptions", {})
    backend = "airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend"
    arguments = json.dumps({"connections_prefix": "airflow/connections", "variables_prefix": None})
    changed = {**options, "secrets.backend": backend, "secrets.backend_kwargs": arguments}
    _update(patient, AirflowConfigurationOptions=changed)
    return lambda: _update(patient, AirflowConfigurationOptions=dict(options))


def _startup_script_is_gone(patient: Patient) -> Undo:
    """A lifecycle rule, or a person, has deleted the version that the environment names."""
    s3, bucket = patient.participant("s3"), _bucket(patient)
    version = s3.put_object(Bucket=bucket, Key="startup.sh", Body=b"#!/bin/sh\necho started\n")["VersionId"]
    _update(patient, StartupScriptS3Path="startup.sh", StartupScriptS3ObjectVersion=version)
    s3.delete_object(Bucket=bucket, Key="startup.sh", VersionId=version)
    return lambda: _update(patient, StartupScriptS3Path="")


# The principal of --principal

_TOKEN = "airflow:CreateWebLoginToken"
_USER = "arn:aws:iam::222222222222:user/ada"


def _user(*resources: str, in_group: bool = False) -> Plant:
    """A user who may log in on ``resources``; none for one who may not."""

    def plant(patient: Patient) -> Undo:
        iam = patient.participant("iam")
        with ExitStack() as cleanup:
            iam.create_user(UserName="ada")
            cleanup.callback(iam.delete_user, UserName="ada")
            if in_group:
                _join_group(iam, cleanup, resources)
            elif resources:
                document = _document([{"Effect": "Allow", "Action": _TOKEN, "Resource": list(resources)}])
                iam.put_user_policy(UserName="ada", PolicyName="login", PolicyDocument=document)
                cleanup.callback(iam.delete_user_policy, UserName="ada", PolicyName="login")
            return cleanup.pop_all().close

    return plant


def _join_group(iam: Any, cleanup: ExitStack, resources: Sequence[str]) -> None:
    iam.create_group(GroupName="analysts")
    cleanup.callback(iam.delete_group, GroupName="analysts")
    document = _document([{"Effect": "Allow", "Action": _TOKEN, "Resource": list(resources)}])
    iam.put_group_policy(GroupName="analysts", PolicyName="login", PolicyDocument=document)
    cleanup.callback(iam.delete_group_policy, GroupName="analysts", PolicyName="login")
    iam.add_user_to_group(GroupName="analysts", UserName="ada")
    cleanup.callback(iam.remove_user_from_group, GroupName="analysts", UserName="ada")


def _login_role(name: str, resource: str, path: str = "/", boundary: Statement | None = None) -> Plant:
    """A role that may log in on ``resource``, within a permissions boundary."""

    def plant(patient: Patient) -> Undo:
        iam = patient.participant("iam")
        trust = _document([{"Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "sts:AssumeRole"}])
        with ExitStack() as cleanup:
            iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=trust)
            cleanup.callback(iam.delete_role, RoleName=name)
            document = _document([{"Effect": "Allow", "Action": _TOKEN, "Resource": resource}])
            iam.put_role_policy(RoleName=name, PolicyName="login", PolicyDocument=document)
            cleanup.callback(iam.delete_role_policy, RoleName=name, PolicyName="login")
            if boundary:
                arn = iam.create_policy(PolicyName="people", PolicyDocument=_document([boundary]))["Policy"]["Arn"]
                cleanup.callback(iam.delete_policy, PolicyArn=arn)
                iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=arn)
                cleanup.callback(iam.delete_role_permissions_boundary, RoleName=name)
            return cleanup.pop_all().close

    return plant


_PERMISSION_SET = "AWSReservedSSO_Analyst_0123456789abcdef"
_AS_USER = CollectOptions(principal_arn=_USER)
_AS_SESSION = CollectOptions(principal_arn=f"arn:aws:sts::222222222222:assumed-role/{_PERMISSION_SET}/ada")
_AS_ROLE = CollectOptions(principal_arn="arn:aws:iam::222222222222:role/analyst")


def _fault(id: str, check: str, plant: Plant, **others: Any) -> Fault:
    return Fault(id, f"permissions.{check}", plant, **others)


_QUEUE_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage")
_SOME_KEYS = ("kms:GenerateDataKey*", "kms:Decrypt")

FAULTS: tuple[Fault, ...] = (
    _fault("role-deleted", "execution-role-exists", _no_role),
    _fault("role-trusts-one-service", "trust", _trust(_trusts_one_service)),
    _fault("role-trusts-another-environment", "trust", _trust(_trusts_another_environment)),
    _fault("role-cannot-read-bucket", "read-bucket", _without("s3:GetObject*")),
    _fault("role-cannot-list-bucket", "read-bucket", _without("s3:List*")),
    _fault("role-cannot-see-account-block", "account-public-access-block", _without("s3:GetAccountPublicAccessBlock")),
    _fault("role-cannot-write-logs", "write-logs", _without("logs:PutLogEvents")),
    _fault("role-writes-logs-of-another-environment", "write-logs", _role_policy(_for_another_environment)),
    _fault("role-cannot-put-metrics", "put-metrics", _without("cloudwatch:PutMetricData")),
    _fault("role-cannot-receive-tasks", "celery-queue", _without(*_QUEUE_ACTIONS)),
    _fault("role-boundary-without-sqs", "celery-queue", _boundary),
    _fault("role-guardrail-denies-sqs", "celery-queue", _attached_denial),
    _fault("role-cannot-use-key", "use-key", _without(*_SOME_KEYS)),
    _fault("role-uses-key-through-sqs-only", "use-key", _role_policy(_keys_through_sqs_only)),
    _fault(
        "role-lists-all-buckets",
        "list-all-buckets",
        _with({"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}),
    ),
    _fault("secrets-backend-without-permission", "secrets-backend", _secrets_backend),
    _fault("key-disabled", "key", _disabled_key),
    _fault("key-to-be-deleted", "key", _deleted_key),
    _fault("key-policy-of-another-environment", "key-policy-logs", _key_policy(_logs_of_another_environment)),
    _fault("key-policy-without-account", "use-key", _key_policy(_administered_by_a_role)),
    _fault("bucket-deleted", "bucket-exists", _no_bucket),
    _fault("bucket-in-another-region", "bucket-region", _bucket_of_another_region),
    _fault("bucket-versions-suspended", "bucket-versioning", _suspended_versions),
    _fault("bucket-without-public-access-block", "bucket-public-access", _no_public_access_block),
    _fault("bucket-takes-public-policies", "bucket-public-access", _public_policies),
    _fault("bucket-with-another-key", "bucket-key", _another_key),
    _fault("bucket-policy-denies-role", "bucket-policy", _denied_by_bucket),
    _fault("startup-script-version-deleted", "configured-files", _startup_script_is_gone),
    _fault("user-may-not-log-in", "airflow-login", _user(), options=_AS_USER),
    _fault(
        "login-boundary-without-airflow",
        "airflow-login",
        _login_role(
            "analyst",
            "arn:aws:airflow:*:*:role/*/User",
            boundary={"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        ),
        options=_AS_ROLE,
    ),
    _fault(
        "session-of-another-environment",
        "airflow-login",
        _login_role(_PERMISSION_SET, "arn:aws:airflow:*:*:role/another/User", "/aws-reserved/sso.amazonaws.com/"),
        options=_AS_SESSION,
    ),
    _fault("principal-does-not-exist", "airflow-login", lambda _: lambda: None, options=_AS_USER),
    _fault("user-with-all-roles", "one-airflow-role", _user("arn:aws:airflow:*:*:role/*"), options=_AS_USER),
    _fault(
        "group-with-two-roles",
        "one-airflow-role",
        _user("arn:aws:airflow:*:*:role/*/Op", "arn:aws:airflow:*:*:role/*/Viewer", in_group=True),
        options=_AS_USER,
    ),
)
