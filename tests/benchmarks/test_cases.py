"""Each benchmark measures what it says. Never how fast: that is for `make bench`, on a machine at rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import __main__ as program
from benchmarks.cases import find, thousand
from benchmarks.children import pack, plain_loop
from benchmarks.deployment import configuration
from benchmarks.size import FULL, Size
from mwaa_tf import build_blueprint, load

SMALLEST = Size(short_rounds=1, long_rounds=1, cdktf_rounds=1, participants=1, environments=10)


#: They run Terraform on whole deployments.
_WITH_TERRAFORM = ("check", "operate", "plan", "rehearse")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.long, pytest.mark.terraform] if name in _WITH_TERRAFORM else [])
        for name in find()
    ],
)
def test_yields_ratios_at_a_small_size(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thousand, "_LONGEST", float("inf"))  # the disk may be as slow as it likes

    results = program.measured(name, SMALLEST, tmp_path)

    assert results
    assert all(result.measured for result in results)
    assert all(result.measured.least > 0 for result in results if result.measured and result.goal), results
    assert any(result.goal for result in results)
    assert "missed" not in {result.verdict for result in results if name in ("cdktf", "constructs", "thousand")}, (
        "judged when small"
    )


def test_a_disk_that_is_slower_than_python_is_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thousand, "_LONGEST", 0)

    (result,) = program.measured("thousand", SMALLEST, tmp_path)

    assert result.verdict == "not measured"
    assert f"µs in {tmp_path}" in result.reason


def test_the_deployment_has_the_size_that_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "mwaa.yaml"
    file.write_text(configuration(3, 20), "utf-8")

    made = build_blueprint(load(file))

    assert len(made.workspaces) == 2 * 3 * 20 + 1
    assert len({workspace.account for workspace in made.workspaces}) == 1 + 3


def test_the_goals_are_for_a_thousand_environments() -> None:
    assert FULL.total == 1000


def test_the_plain_loop_writes_what_was_packed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"README.md": b"a\n", "2/deep/er/main.tf": b"\x00\xff", "2/.hidden": b""}
    for name, contents in files.items():
        (tmp_path / "from" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / name).write_bytes(contents)
    pack.main(tmp_path / "from", tmp_path / "packed")
    monkeypatch.setattr("sys.argv", ["plain_loop.py", str(tmp_path / "packed"), str(tmp_path / "to")])

    plain_loop.main()

    written = {path.relative_to(tmp_path / "to").as_posix(): path.read_bytes() for path in _files(tmp_path / "to")}
    assert written == files
    assert float(capsys.readouterr().out) > 0


@pytest.mark.parametrize("name", ["cdktf", "constructs"])
def test_without_node_cdktf_is_not_measured_and_so_not_passed(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    outcome = CliRunner().invoke(program.main, [name, "--quick"])

    assert outcome.exit_code == 1
    assert "not measured: cdktf needs Node.js" in outcome.output


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
