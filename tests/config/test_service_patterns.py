"""What a configuration accepts, AWS accepts: each kind of value against the pattern of the API member that it becomes.

The values are drawn from the configuration's own patterns. A member of CreateEnvironment that no kind is compared with
fails a test by its name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, get_args

import botocore.session  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pydantic import TypeAdapter, ValidationError

from mwaa_tf.arn import Arn
from mwaa_tf.config import arns, environment, existing, fields, tags
from mwaa_tf.config.fields import Constraint

SESSION = botocore.session.get_session()
MWAA = SESSION.get_service_model("mwaa")

KEY = "key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d"

Tags: Any = tags.Tags
TAG_KEY, TAG_VALUE = get_args(get_args(Tags)[0])

#: Member of CreateEnvironment, or a path into it -> the kind of value that the configuration has for it.
KINDS: dict[str, Any] = {
    "Name": existing.EnvironmentName,
    "ExecutionRoleArn": arns.RoleArn,
    "SourceBucketArn": arns.BucketArn,
    "DagS3Path": fields.S3Path,
    "NetworkConfiguration.SubnetIds.*": fields.SubnetId,
    "NetworkConfiguration.SecurityGroupIds.*": fields.SecurityGroupId,
    "PluginsS3Path": fields.S3Path,
    "PluginsS3ObjectVersion": fields.ObjectVersion,
    "RequirementsS3Path": fields.S3Path,
    "RequirementsS3ObjectVersion": fields.ObjectVersion,
    "StartupScriptS3Path": fields.S3Path,
    "StartupScriptS3ObjectVersion": fields.ObjectVersion,
    "AirflowConfigurationOptions.key": environment.OptionName,
    "AirflowConfigurationOptions.value": environment.OptionValue,
    "KmsKey": arns.KmsKeyArn,
    "AirflowVersion": environment.AirflowVersion,
    "WeeklyMaintenanceWindowStart": environment.MaintenanceWindow,
    "Tags.key": TAG_KEY,
    "Tags.value": TAG_VALUE,
}

#: Members that are chosen from lists or are numbers, compared in test_service_model.py and test_edges.py; those that no
#: configuration sets; and what is only a container.
ELSEWHERE = {
    "EnvironmentClass", "MaxWorkers", "MinWorkers", "Schedulers", "MinWebservers", "MaxWebservers",
    "WebserverAccessMode", "EndpointManagement", "LoggingConfiguration", "IdentityCenterConfiguration", "Teams",
}  # fmt: skip


def leaf(path: str) -> Any:
    """The shape at ``path`` into the input of CreateEnvironment; ``*`` is the member of a list."""
    shape = MWAA.shape_for("CreateEnvironmentInput")
    for part in path.split("."):
        inner = {"*": "member", "key": "key", "value": "value"}.get(part)
        shape = getattr(shape, inner) if inner else shape.members[part]
    return shape


def pattern_of(kind: Any) -> str | None:
    """The configuration's own pattern of ``kind``."""
    for constraint in get_args(kind)[1:]:
        if isinstance(constraint, Constraint) and "pattern" in dict(constraint.schema):
            return str(dict(constraint.schema)["pattern"])
    return None


def drawn(kind: Any) -> st.SearchStrategy[str]:
    """Values that the configuration accepts as ``kind``, and many that it does not."""
    pattern = pattern_of(kind)
    return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True) if pattern else st.text(max_size=300)


def takes(shape: Any, value: str) -> bool:
    """Whether the API's model takes ``value``. ``\\p{…}`` of its patterns is Java's, which Python's re lacks."""
    limits = shape.metadata
    if not limits.get("min", 0) <= len(value) <= limits.get("max", len(value)):
        return False
    pattern = limits.get("pattern", "[\\s\\S]*")
    if "\\p{" in pattern:
        assert pattern == "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)"
        return all(unicodedata.category(c)[0] in "LZN" or c in "_.:/=+-@" for c in value)
    return re.fullmatch(pattern, value, re.ASCII) is not None


def accepted(kind: Any, value: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


def in_us_east_1(value: str) -> str:
    """``value`` with the partition and the region of that region, where it is an ARN.

    The rules refuse ARNs of others than the deployment's, and keys of several regions.
    """
    arn = Arn.find(value)
    if arn is None:
        return value
    key = KEY if arn.resource.startswith("key/mrk-") else arn.resource
    return str(replace(arn, partition="aws", region=arn.region and "us-east-1", resource=key))


@pytest.mark.parametrize("path", KINDS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_the_configuration_accepts_the_api_takes(path: str, data: st.DataObject) -> None:
    value = data.draw(drawn(KINDS[path]))

    if accepted(KINDS[path], value):
        assert takes(leaf(path), in_us_east_1(value)), value


def test_every_member_of_the_api_is_compared() -> None:
    members = set(MWAA.shape_for("CreateEnvironmentInput").members)

    assert members - {path.partition(".")[0] for path in KINDS} == ELSEWHERE


@pytest.mark.parametrize(
    ("kind", "shape"), [(TAG_KEY, ("iam", "tagKeyType")), (TAG_VALUE, ("iam", "tagValueType"))], ids=["key", "value"]
)
@settings(max_examples=100, deadline=None)
@given(value=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_the_tags_of_roles_are_those_that_iam_takes(kind: Any, shape: tuple[str, str], value: str) -> None:
    limits = SESSION.get_service_model(shape[0]).shape_for(shape[1]).metadata

    if accepted(kind, value):
        assert limits["min"] <= len(value) <= limits["max"]
        assert limits["pattern"] in ("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*")


@pytest.mark.parametrize(
    ("name", "is_allowed"),
    [
        ("acme-dags", True), ("a.b", True), ("abc", True), ("a" * 63, True),
        ("ab", False), ("a" * 64, False), ("a..b", False), ("192.168.1.1", False), ("192.168.1", True), ("-ab", False),
        ("ab-", False), (".ab", False), ("ab.", False), ("Acme", False), ("a_b", False), ("xn--a", False),
        ("sthree-a", False), ("a-s3alias", False), ("a--ol-s3", False), ("a-s3aliases", True), ("a--x-s3", False),
    ],
)  # fmt: skip
def test_a_bucket_is_named_as_the_provider_and_s3_allow(name: str, is_allowed: bool) -> None:
    assert accepted(fields.BucketName, name) is is_allowed
    assert accepted(arns.BucketArn, f"arn:aws:s3:::{name}") is is_allowed


@pytest.mark.parametrize(
    ("key_id", "is_allowed"),
    [
        ("1a2b3c4d-5e6f-1a0b-8c8d-7e6f5a4b3c2d", True), ("1a2b3c4d-5e6f-5a0b-bc8d-7e6f5a4b3c2d", True),
        ("mrk-1a2b3c4d5e6f4a0b9c8d7e6f5a4b3c2d", True),
        ("1234abcd-12ab-34cd-56ef-1234567890ab", False),  # the example on AWS's pages
        ("1a2b3c4d-5e6f-0a0b-9c8d-7e6f5a4b3c2d", False), ("1a2b3c4d-5e6f-6a0b-9c8d-7e6f5a4b3c2d", False),
        ("1a2b3c4d-5e6f-4a0b-7c8d-7e6f5a4b3c2d", False), ("1a2b3c4d-5e6f-4a0b-cc8d-7e6f5a4b3c2d", False),
        ("1A2B3C4D-5E6F-4A0B-9C8D-7E6F5A4B3C2D", False), ("1a2b3c4d", False), ("mrk-1a2b", False), ("", False),
    ],
)  # fmt: skip
def test_a_key_has_an_id_that_provider_and_backend_take(key_id: str, is_allowed: bool) -> None:
    assert accepted(arns.KmsKeyArn, f"arn:aws:kms:us-east-1:222222222222:key/{key_id}") is is_allowed


#: terraform-provider-aws, internal/verify/validate.go: what it checks of every ARN at plan.
_PROVIDER = re.compile(r"arn:aws(-[a-z]+)*:[a-z0-9-]+:([a-z]{2,4}(-[a-z]+)+-\d{1,2})?:(aws|\d{12})?:.+", re.ASCII)
ARN_KINDS = {name: kind for name, kind in vars(arns).items() if name.endswith("Arn")}


@pytest.mark.parametrize("kind", ARN_KINDS.values(), ids=ARN_KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_arn_passes_the_providers_check(kind: Any, data: st.DataObject) -> None:
    assert _PROVIDER.fullmatch(data.draw(drawn(kind)))
