"""Commands whose deployment needs the other of Terraform and OpenTofu: they refuse before anything runs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support import render, run

KEY = "arn:aws:kms:us-east-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"

STATES = {
    "encrypted": f"{{ encryption: {{ kms_key_arn: '{KEY}' }} }}",
    "hcp": "{ backend: hcp, organization: acme }",
}
ANSWERS = {
    "terraform": {"terraform_version": "1.11.4", "platform": "linux_amd64", "terraform_outdated": False},
    "tofu": {"terraform_version": "1.12.6", "platform": "linux_amd64", "provider_selections": {}},
}

#: Only its version may be asked for.
PROGRAM = """\
#!/bin/sh
[ "$1" = version ] && { echo '%s'; exit; }
touch "$0.was-run"
exit 1
"""


@pytest.mark.parametrize(
    ("state", "name", "message"),
    [
        ("encrypted", "terraform", "1-network: OpenTofu encrypts its state (state.encryption), Terraform 1.11.4 would"),
        ("hcp", "tofu", "1-network: its state is in HCP Terraform, which needs Terraform"),
    ],
)
@pytest.mark.parametrize("command", [["plan"], ["apply", "--yes"], ["destroy", "--confirm", "analytics"], ["adopt"]])
def test_the_wrong_program_is_refused(tmp_path: Path, state: str, name: str, message: str, command: list[str]) -> None:
    (tmp_path / "mwaa.yaml").write_text(
        f"name: analytics\nregion: us-east-1\nstate: {STATES[state]}\n"
        'owner: { account_id: "111111111111" }\n'
        'participants: [{ name: data, account_id: "222222222222", environments: [{ name: etl }] }]\n'
    )
    program = tmp_path / name
    program.write_text(PROGRAM % json.dumps(ANSWERS[name]))
    program.chmod(0o755)
    render(tmp_path)

    done = run(*command, cwd=tmp_path, env={**os.environ, "MWAA_TF_TERRAFORM": str(program)})

    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / f"{name}.was-run").exists()
