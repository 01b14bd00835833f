"""Cloud Custodian: it finds an environment, tags it, changes its access mode and deletes it."""

from __future__ import annotations

from tools.clients.attempt import DRIVERS, Attempt

_NAME = "for-custodian"


def attempt_custodian(attempt: Attempt) -> None:
    """Run each policy of drivers/policies.yml, and look at what it did."""
    custodian, mwaa = attempt.folder / "bin" / "custodian", attempt.client("mwaa")
    attempt.run(custodian, "version")
    attempt.create_environment(_NAME)

    def run(policy: str) -> None:
        # By default Custodian writes to files of the day before, and counts what it found there.
        attempt.run(
            *(custodian, "run", "--cache", "memory", "-s", attempt.scratch / "output", "-p", policy),
            *("--region", attempt.local.region, DRIVERS / "policies.yml"),
        )

    run("environments-without-a-team")
    tags = mwaa.get_environment(Name=_NAME)["Environment"]["Tags"]
    attempt.expect(tags == {"team": "data"}, f"the tags are {tags}")
    run("environments-with-a-team")
    tags = mwaa.get_environment(Name=_NAME)["Environment"]["Tags"]
    attempt.expect(list(tags) == ["maid_status"], f"the tags are {tags}")
    run("environments-in-public")
    mode = attempt.wait_for(_NAME, "AVAILABLE")["WebserverAccessMode"]
    attempt.expect(mode == "PUBLIC_ONLY", f"the access mode is {mode}")
    run("environments-that-go")
    status = mwaa.get_environment(Name=_NAME)["Environment"]["Status"]
    attempt.expect(status == "DELETING", f"the status is {status}")
