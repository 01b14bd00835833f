"""Words of RAM and EC2 against what botocore knows of them: a test fails by name when AWS has more."""

from __future__ import annotations

from enum import StrEnum

import botocore.session  # type: ignore[import-untyped]
import pytest

from mwaa_tf.mwaa.resource_shares import AssociationStatus, ResourceStatus, ShareStatus
from mwaa_tf.mwaa.vpc_endpoint_states import VpcEndpointState

SESSION = botocore.session.get_session()


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        (ShareStatus, "ResourceShareStatus"),
        (AssociationStatus, "ResourceShareAssociationStatus"),
        (ResourceStatus, "ResourceStatus"),
    ],
)
def test_every_status_of_resource_sharing_is_known(words: type[StrEnum], shape: str) -> None:
    assert set(words) == set(SESSION.get_service_model("ram").shape_for(shape).enum)


def test_every_state_of_an_endpoint_is_known() -> None:
    assert set(VpcEndpointState) == {
        state.lower() for state in SESSION.get_service_model("ec2").shape_for("State").enum
    }
