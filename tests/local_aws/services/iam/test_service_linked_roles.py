"""The names of the roles that AWS creates for its services."""

from __future__ import annotations

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services.iam.patches import SERVICE_LINKED_ROLE_NAMES
from mwaa_tf.mwaa import principals
from tests.local_aws.services.support import OWNER, refused


@pytest.mark.parametrize("service", sorted(SERVICE_LINKED_ROLE_NAMES))
def test_a_role_of_a_service_has_its_real_name_and_exists_once(aws: LocalAws, service: str) -> None:
    iam = aws.client("iam", OWNER)
    name = f"AWSServiceRoleFor{SERVICE_LINKED_ROLE_NAMES[service]}"
    principal = f"{service}.amazonaws.com"
    if name not in {role["RoleName"] for role in iam.list_roles()["Roles"]}:
        role = iam.create_service_linked_role(AWSServiceName=principal)["Role"]
        assert role["Arn"] == f"arn:aws:iam::{OWNER}:role/aws-service-role/{principal}/{name}"
    with refused("InvalidInput", f"{name} has been taken in this account"):
        iam.create_service_linked_role(AWSServiceName=principal)


def test_the_role_of_mwaa_is_the_one_that_environments_get() -> None:
    assert f"AWSServiceRoleFor{SERVICE_LINKED_ROLE_NAMES['airflow']}" == principals.SERVICE_LINKED_ROLE
