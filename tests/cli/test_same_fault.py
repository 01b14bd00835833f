"""The same fault has the same exit code and the same words in every command that can meet it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from mwaa_tf.cli import run as run_here
from tests.cli.test_hostile_conditions import PLAN
from tests.support import REPOSITORY

#: Commands that read configurations, without what follows -c.
_READING = (
    *(
        "render",
        "render --check",
        "check --no-terraform",
        "graph",
        "plan",
        "apply --yes",
        "destroy --confirm analytics",
    ),
    *(
        "rehearse --until 1",
        "status",
        "adopt",
        "login",
        "doctor",
        "succession data-etl",
        "upgrade data-etl --to 3.3.1 --yes",
        "dags bisect data-etl --probe health --yes",
    ),
)

#: Commands that write a file, without its name; --format in the last word if there is one.
_WRITING = ("graph -O", "schema -O", "review plan.json -O", "doctor --plan plan.json -O")
_REPORTING = ("plan --report", "apply --yes --report", "destroy --confirm analytics --report")


@dataclass(frozen=True)
class Fault:
    """A fault, the calls that meet it, and the words that all of them have for it."""

    calls: tuple[str, ...]
    words: str
    code: int = 2


FAULTS = {
    "missing configuration": Fault(
        tuple(f"{call} -c none.yaml" for call in _READING), "none.yaml: no such file; `mwaa_tf init` writes one"
    ),
    "folder without configurations": Fault(
        tuple(f"{call} -c empty" for call in _READING),
        "empty: contains no configuration (*.yaml, *.yml, *.toml, *.json)",
    ),
    "invalid YAML": Fault(
        tuple(f"{call} -c broken.yaml" for call in _READING),
        "broken.yaml:2: not valid YAML: did not find expected node content",
    ),
    "invalid field": Fault(
        tuple(f"{call} -c mars.yaml" for call in _READING), "mars.yaml:2: region: 'mars' is not a region of AWS"
    ),
    "ending of another kind": Fault(
        tuple(f"{call} -c mwaa.ini" for call in _READING), "mwaa.ini: unknown kind of file"
    ),
    "output file in no folder": Fault(
        (
            *(f"{call} none/x.json --format json" for call in _WRITING if "review" in call or "doctor" in call),
            "graph -O none/x.svg",
            "schema -O none/x.json",
            *(f"{call} none/x.json" for call in _REPORTING),
        ),
        ": cannot be written: No such file or directory",
    ),
    "output file that is a folder": Fault(
        (
            "graph -O empty",
            "schema -O empty",
            "review plan.json -O empty --format json",
            "doctor --plan plan.json -O empty --format json",
            *(f"{call} folder.json" for call in _REPORTING),
        ),
        ": cannot be written: Is a directory",
    ),
    "unknown ending": Fault(
        tuple(f"{call} x.bmp" for call in _WRITING if "schema" not in call),
        "x.bmp: .bmp is the ending of no format; choose one with --format: ",
    ),
    "unknown ending of a report": Fault(
        tuple(f"{call} x.bmp" for call in _REPORTING), "x.bmp: the ending of a report must be .json or .xml"
    ),
    "no Terraform": Fault(
        ("check", "plan", "apply --yes", "destroy --confirm analytics", "adopt", "rehearse"), "MWAA_TF_TERRAFORM"
    ),
    "unknown workspace": Fault(
        ("plan 9-nowhere", "apply --yes 9-nowhere", "destroy --confirm analytics 9-nowhere"), "9-nowhere"
    ),
    "unknown option": Fault(tuple(f"{call} --frobnicate" for call in _READING), "Error: No such option"),
    "folder of permissions that is a file": Fault(
        ("rehearse --permissions mwaa.yaml",), "Invalid value for '--permissions': Directory 'mwaa.yaml' is a file."
    ),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a good configuration, bad ones and a plan; no Terraform is installed."""
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", tmp_path)
    text = (tmp_path / "mwaa.yaml").read_text()
    lines = ["region: mars" if line.startswith("region:") else line for line in text.splitlines()]
    while lines and not lines[0].startswith("name:"):
        del lines[0]
    (tmp_path / "mars.yaml").write_text("\n".join(lines) + "\n")
    (tmp_path / "broken.yaml").write_text("name: [\n")
    (tmp_path / "mwaa.ini").write_text("name = analytics\n")
    (tmp_path / "plan.json").write_text(json.dumps(PLAN))
    (tmp_path / "empty").mkdir()
    (tmp_path / "folder.json").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("MWAA_TF_TERRAFORM", str(tmp_path / "no-terraform"))
    return tmp_path


@pytest.mark.parametrize(("fault", "call"), [(name, call) for name, fault in FAULTS.items() for call in fault.calls])
def test_a_fault_has_one_exit_code_and_one_wording(
    folder: Path, fault: str, call: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if fault == "no Terraform":
        run_here(["render"])
        capsys.readouterr()

    code = run_here(call.split())

    output, messages = capsys.readouterr()
    assert code == FAULTS[fault].code, messages
    assert FAULTS[fault].words in messages
    # Files are compared without Terraform, too.
    assert output == "" or call == "check"
    assert not (folder / "state").exists(), "no crash log"
