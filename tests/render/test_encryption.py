"""`state.encryption`: what OpenTofu encrypts with, and what stops Terraform."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import render_deployment
from mwaa_tf.terraform import Terraform
from tests.support import DATA, OWNER, deployment

KEY = "arn:aws:kms:eu-west-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
ACCOUNTS: dict[str, Any] = {
    "owner": {"account_id": OWNER, "role_arn": f"arn:aws:iam::{OWNER}:role/terraform"},
    "participants": [
        {"name": "data", "account_id": DATA, "profile": "data", "environments": [{"name": "etl"}]},
    ],
}

#: The arguments of the key provider ``aws_kms`` that are written (``Config`` of OpenTofu's
#: internal/encryption/keyprovider/aws_kms/config.go, the same in 1.10 and 1.12).
ARGUMENTS = {"kms_key_id", "key_spec", "region", "profile", "assume_role"}


def files(tmp_path: Path, *, migrate: bool = False, **changes: Any) -> dict[str, str]:
    """What is rendered for a deployment with encrypted states in S3."""
    state = {"backend": "s3", "bucket": "acme-states", "create": True, "encryption": {"kms_key_arn": KEY}}
    if migrate:
        state["encryption"] = {"kms_key_arn": KEY, "migrate": True}
    wanted = render_deployment(deployment(state=state, **ACCOUNTS, **changes), tmp_path, dry_run=True).wanted
    return {path: text.decode() for path, text in wanted.items() if not path.startswith("modules/")}


@pytest.mark.parametrize("migrate", [False, True], ids=["encrypted", "migrated"])
def test_the_files_of_each_workspace(tmp_path: Path, golden: Callable[[str, str], None], migrate: bool) -> None:
    """All but stage 0: the key, the credentials of the account, and remote states where others are read."""
    rendered = files(tmp_path, migrate=migrate)
    encryption = {path: text for path, text in rendered.items() if "/encryption." in path or path == "README.md"}
    text = "".join(f"--- {path}\n{content}" for path, content in sorted(encryption.items()))
    golden(f"golden/{'migrated' if migrate else 'encrypted'}-states.txt", text)


def test_only_arguments_that_the_key_provider_has_are_written(tmp_path: Path) -> None:
    rendered = files(tmp_path)
    blocks = [
        text.partition('key_provider "aws_kms" "state" {')[2].partition("\n    }\n")[0]
        for path, text in rendered.items()
        if path.endswith("encryption.tofu")
    ]
    assert len(blocks) == 3
    assert {name for block in blocks for name in re.findall(r"^ {6}(\w+) +=", block, re.MULTILINE)} == ARGUMENTS


def test_a_deployment_without_it_has_no_such_files(tmp_path: Path) -> None:
    wanted = render_deployment(deployment(), tmp_path, dry_run=True).wanted
    assert not [path for path in wanted if "encryption" in path and not path.startswith("modules/")]
    readme = wanted["README.md"].decode()
    assert "It needs only Terraform or OpenTofu;" in readme
    assert "The commands are those of Terraform; `tofu` takes the same." in readme


def test_states_in_hcp_are_for_terraform_alone(tmp_path: Path) -> None:
    described = deployment(state={"backend": "hcp", "organization": "acme"})
    readme = render_deployment(described, tmp_path, dry_run=True).wanted["README.md"].decode()
    assert "It needs only Terraform;" in readme
    assert "tofu" not in readme.lower()


@pytest.mark.terraform
def test_terraform_stops_before_it_writes_a_state(tmp_path: Path, terraform: Terraform) -> None:
    """Without mwaa_tf, too. What plans nothing new fails once the state is encrypted."""
    rendered = files(tmp_path)
    for name in ("encryption.tf", "encryption.tofu"):
        (tmp_path / name).write_text(rendered[f"1-network/{name}"])
    (tmp_path / "main.tf").write_text('resource "terraform_data" "this" {}\n')
    terraform.init(tmp_path, backend=True)

    assert terraform.validate(tmp_path) == []
    for command in ("plan", "apply -auto-approve", "apply -refresh-only -auto-approve"):
        result = terraform.run(tmp_path, [*command.split(), "-no-color", "-input=false"])
        assert result.returncode == 1
        assert "OpenTofu encrypts the state of this workspace: run `tofu` instead of" in result.stderr
    state = tmp_path / "terraform.tfstate"
    assert not state.exists()

    # As OpenTofu writes it (`EncryptState` in its internal/encryption/state.go).
    encrypted = '{"serial":1,"lineage":"0a","meta":{},"encrypted_data":"eyJ","encryption_version":"v0"}'
    state.write_text(encrypted)
    for command in ("destroy -auto-approve", "state rm terraform_data.this", "untaint terraform_data.this"):
        result = terraform.run(tmp_path, [*command.split(), "-no-color"])
        assert result.returncode == 1
        assert "state file" in result.stderr
    assert state.read_text() == encrypted


@pytest.mark.terraform
def test_terraform_destroys_no_state_that_was_never_encrypted(tmp_path: Path, terraform: Terraform) -> None:
    """By hand, while states are migrated: to refresh what it destroys, it evaluates variables.

    Without a refresh it goes on, and writes nothing in plain text that was not; at its end, nothing at all.
    """
    (tmp_path / "main.tf").write_text('resource "terraform_data" "this" { input = "a value" }\n')
    terraform.init(tmp_path, backend=True)
    unasked = ["-auto-approve", "-no-color", "-input=false"]
    assert terraform.run(tmp_path, ["apply", *unasked]).returncode == 0
    (tmp_path / "encryption.tf").write_text(files(tmp_path / "rendered", migrate=True)["1-network/encryption.tf"])
    state = tmp_path / "terraform.tfstate"
    before = state.read_bytes()

    refused = terraform.run(tmp_path, ["destroy", *unasked])
    assert "OpenTofu encrypts the state of this workspace: run `tofu` instead of" in refused.stderr
    assert state.read_bytes() == before

    assert terraform.run(tmp_path, ["destroy", "-refresh=false", *unasked]).returncode == 0
    written = json.loads(state.read_bytes())
    assert (written["resources"], written["outputs"]) == ([], {})


@pytest.mark.terraform
def test_the_file_for_opentofu_is_formatted(tmp_path: Path, terraform: Terraform) -> None:
    """`tofu fmt` has the same rules; Terraform formats no `.tofu` file."""
    rendered = files(tmp_path, migrate=True)
    for path, text in rendered.items():
        if path.endswith("encryption.tofu"):
            file = tmp_path / path.replace("/", "-").replace(".tofu", ".tf")
            file.write_text(text)
            checked = subprocess.run(
                [terraform.binary.path, "fmt", "-check", "-diff", file], capture_output=True, text=True, check=False
            )
            assert (checked.returncode, checked.stdout) == (0, "")
