"""A rehearsal that keeps providers between commands leaves the same states, lock files and outputs as without."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config import load
from mwaa_tf.rehearsal.run import PausedRehearsal, rehearse
from mwaa_tf.render import Job
from mwaa_tf.terraform import provider_pool
from mwaa_tf.terraform.process import Result
from mwaa_tf.terraform.provider_pool import ProviderPool
from mwaa_tf.terraform.provider_process import Run
from tests.support import EXAMPLES

#: What the local AWS draws: ids, addresses with the host names and network cards that have them, versions of objects,
#: times as AWS, the provider and HTTP write them. Account ids, twelve digits, are none of it: what was created in
#: another account must not look alike.
GENERATED = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|\b(?!\d{12}\b)[0-9a-f]{8,64}\b|\b\d{26}\b"
    r"|\b\d+\.\d+\.\d+\.\d+\b(?!/)|\b(?:ec2|ip)(?:-\d{1,3}){4}\b|\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b"
    r"|\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} (?:UTC|GMT)\b"
    r"|\b\d{4}-\d\d-\d\d[T ][0-9:.]+(?:Z|\+00:00| \+0000 UTC)|\b[A-Z0-9]{14,}\b|\b\d{14,}\b"
)
LOCK, STATE = ".terraform.lock.hcl", "terraform.tfstate"


class Results:
    """What a rehearsal leaves in the folder of the deployment, without what is generated anew in each."""

    def __init__(self, example: Path, until: Stage | None) -> None:
        self.files: dict[str, str] = {}
        report = rehearse(Job(load(example / "mwaa.yaml"), example), until=until, keep=self._read, jobs=2)
        assert [detail for check in report.checks for detail in check.details] == []

    def _read(self, kept: PausedRehearsal) -> None:
        for account_id in kept.local.accounts:
            self._read_buckets(kept.local.client("s3", account_id))
        for file in sorted(kept.folder.glob("*/**/*")):
            if ".terraform" in file.parts or file.is_symlink() or not file.is_file():
                continue
            if file.name == LOCK:
                self.files[str(file.relative_to(kept.folder))] = file.read_text("utf-8")
            elif file.name == STATE:
                self.files[str(file.relative_to(kept.folder))] = comparable(json.loads(file.read_bytes()))

    def _read_buckets(self, s3: Any) -> None:
        """The states of one account, where the backend is S3."""
        for bucket in s3.list_buckets()["Buckets"]:
            for entry in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
                if entry["Key"].endswith(STATE):
                    body = s3.get_object(Bucket=bucket["Name"], Key=entry["Key"])["Body"]
                    self.files[f"s3://{bucket['Name']}/{entry['Key']}"] = comparable(json.load(body))


def comparable(state: dict[str, Any]) -> str:
    """A state with everything that two runs have in common, its outputs included."""
    # Drawn by Terraform for each new state; and how often it was written, since what ends together is written at once.
    del state["lineage"], state["serial"]
    for resource in state["resources"]:
        for instance in resource["instances"]:
            # The provider's own notes, in base64.
            instance.pop("private", None)
            if (resource["mode"], resource["type"]) == ("data", "aws_network_interface"):
                # Counts through a set of drawn ids, whose order decides which zone comes first.
                instance.pop("index_key", None)
    return json.dumps(in_order(state), indent=1)


def in_order(value: Any) -> Any:
    """``value`` without what is drawn, with sorted lists: sets are in the order of what is drawn, and checks in any."""
    if isinstance(value, str):
        return GENERATED.sub("…", value)
    if isinstance(value, dict):
        return {GENERATED.sub("…", key): in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(in_order, value), key=lambda element: json.dumps(element, sort_keys=True))
    return value


def differences(here: dict[str, str], there: dict[str, str]) -> Iterator[str]:
    """The lines in which two rehearsals differ, below the names of their files."""
    for name in sorted(here.keys() | there.keys()):
        lines, others = here.get(name, "").splitlines(), there.get(name, "").splitlines()
        yield from unified_diff(lines, others, f"shared/{name}", f"without/{name}", lineterm="", n=2)


def compare(example: Path, monkeypatch: pytest.MonkeyPatch, until: Stage | None = None) -> None:
    shared: list[bool] = []
    run = ProviderPool.run

    def counted(pool: ProviderPool, command: Run, *arguments: Any) -> Result:
        def with_address(variables: Any) -> Result:
            shared.append(bool(variables))
            return command(variables)

        return run(pool, with_address, *arguments)

    monkeypatch.setattr(ProviderPool, "run", counted)
    with_sharing = Results(example, until)
    commands, shared[:] = list(shared), []
    monkeypatch.setattr(provider_pool, "is_local", lambda _: False)
    without = Results(example, until)
    assert list(differences(with_sharing.files, without.files)) == []
    assert any(name.endswith(STATE) for name in without.files)
    assert commands == [True] * len(shared)
    assert shared == [False] * len(commands)


@pytest.mark.terraform
@pytest.mark.slow
def test_a_network_is_the_same_without_sharing(monkeypatch: pytest.MonkeyPatch) -> None:
    (private,) = [example for example in EXAMPLES if example.name == "private-vpc"]
    compare(private, monkeypatch, Stage.NETWORK)


@pytest.mark.terraform
@pytest.mark.long
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_example_is_the_same_without_sharing(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(example, monkeypatch)
