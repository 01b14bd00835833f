"""A state that another run has locked: who, since when, and what to do."""

from __future__ import annotations

import getpass
import re
import threading
from pathlib import Path

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.terraform import RootModule, Terraform, TerraformError
from tests.lifecycle.support import NETWORK, Deployed
from tests.support import wait_until

SLOW = (
    'resource "terraform_data" "slow" {\n  provisioner "local-exec" {\n'
    '    command = "while [ ! -e done ]; do sleep 0.1; done"\n  }\n}\n'
)

#: As Terraform 1.11 words the lock of a state in S3.
IN_S3 = """
Error message: operation error S3: PutObject, https response error StatusCode: 412
Lock Info:
  ID:        1b2c3d4e-0000-4000-8000-000000000000
  Path:      acme-states/analytics/1-network/terraform.tfstate
  Operation: OperationTypeApply
  Who:       runner@fv-az123\x1b[31m
  Version:   1.11.4
  Created:   2026-11-26 20:10:11.123456 +0000 UTC
  Info:
"""


def test_the_explanation_has_who_since_when_and_the_command() -> None:
    error = TerraformError(["destroy"], Path("1-network"), 1, output=IN_S3)

    assert error.lock_explanation == (
        "the state is locked by runner@fv-az123\\x1b[31m since 2026-11-26 20:10:11.123456 +0000 UTC (apply): wait for "
        "that run to end; if it was killed, make sure that no other run is active, then: terraform -chdir=1-network "
        "force-unlock 1b2c3d4e-0000-4000-8000-000000000000"
    )
    assert TerraformError(["destroy"], Path("1-network"), 1, output="denied").lock_explanation == ""


def test_a_destroy_during_an_apply_says_who_is_at_work_and_breaks_no_lock(
    terraform: Terraform, deployed: Deployed
) -> None:
    deployed.add(NETWORK, SLOW)
    folder = deployed.folder / NETWORK
    module = RootModule(terraform, folder)
    module.init()
    applying = threading.Thread(target=module.apply)
    applying.start()
    try:
        wait_until((folder / ".terraform.tfstate.lock.info").exists)
        (outcome,) = deployed.lifecycle(terraform).destroy({NETWORK}, until=Stage.NETWORK)
    finally:
        (folder / "done").touch()
        applying.join()

    (failure,) = outcome.failures
    assert re.match(rf"the state is locked by {getpass.getuser()}@\S+ since \d{{4}}-\d\d-\d\d .* \(apply\): ", failure)
    assert outcome.attempts == 1
    assert deployed.has_state(NETWORK)
