"""Terraform or OpenTofu: what needs one of the two."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.errors import UsageError
from mwaa_tf.lifecycle.product_choice import check_product, first_product, product_for
from mwaa_tf.terraform import Terraform, product
from mwaa_tf.terraform.binary import Binary
from mwaa_tf.terraform.product import OPENTOFU, TERRAFORM
from tests.support import deployment

KEY = "arn:aws:kms:us-east-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
PLAIN = build_blueprint(deployment()).workspaces
ENCRYPTED = build_blueprint(deployment(state={"encryption": {"kms_key_arn": KEY}})).workspaces
HCP = build_blueprint(deployment(state={"backend": "hcp", "organization": "acme"})).workspaces


class Installed(Terraform):
    """A Terraform or OpenTofu that is never run."""

    def __init__(self, binary: Binary) -> None:
        """Look for none."""
        self.binary = binary


WITH_TERRAFORM = Installed(Binary(Path("/usr/bin/terraform"), "1.11.4", "linux_amd64", TERRAFORM))
WITH_OPENTOFU = Installed(Binary(Path("/usr/bin/tofu"), "1.12.6", "linux_amd64", OPENTOFU))


def test_an_encrypted_state_is_refused_to_terraform() -> None:
    with pytest.raises(
        UsageError, match=r"^1-network: OpenTofu encrypts its state \(state\.encryption\), Terraform 1\.11\.4"
    ):
        check_product(ENCRYPTED, WITH_TERRAFORM)
    check_product(ENCRYPTED, WITH_OPENTOFU)


def test_a_state_in_hcp_terraform_is_refused_to_opentofu() -> None:
    with pytest.raises(
        UsageError, match=r"^1-network: its state is in HCP Terraform, which needs Terraform; /usr/bin/tofu"
    ):
        check_product(HCP, WITH_OPENTOFU)
    check_product(HCP, WITH_TERRAFORM)


def test_either_applies_everything_else() -> None:
    check_product(PLAIN, WITH_TERRAFORM)
    check_product(PLAIN, WITH_OPENTOFU)


def test_opentofu_is_looked_for_first_only_where_it_is_needed() -> None:
    assert [first_product(workspaces) for workspaces in (PLAIN, HCP, ENCRYPTED)] == [TERRAFORM, TERRAFORM, OPENTOFU]
    assert first_product((*PLAIN, *ENCRYPTED)) is OPENTOFU


def test_the_state_of_stage_0_is_not_encrypted() -> None:
    """`state push` moves it into the bucket, and reads no encrypted file."""
    state = {"backend": "s3", "bucket": "acme-states", "create": True, "encryption": {"kms_key_arn": KEY}}
    workspaces = build_blueprint(deployment(state=state)).workspaces
    assert [workspace.path for workspace in workspaces if not workspace.encryption] == ["0-state"]


@pytest.mark.parametrize("in_use", [TERRAFORM, OPENTOFU], ids=lambda found: found.command)
def test_commands_for_a_workspace_name_the_program_that_it_needs(
    in_use: product.Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product, "_in_use", in_use)
    assert [product_for(workspaces[0]) for workspaces in (PLAIN, ENCRYPTED, HCP)] == [in_use, OPENTOFU, TERRAFORM]
