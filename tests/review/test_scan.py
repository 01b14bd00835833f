"""Folders of plans: what is a plan in them, what is passed over, and what stops the review."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mwaa_tf import cli
from mwaa_tf.errors import UsageError
from mwaa_tf.review.read import read_plans
from tests.review.samples import as_bytes, plan, resource

_PLAN = plan(resource("x_y.this", "create", after={"name": "a"}))

#: The first bytes of a plan file: a zip file with the entry `tfplan`.
_BINARY = b"PK\x03\x04" + bytes(22) + b"\x06\x00\x00\x00tfplan"

_STREAM = b'{"@level":"info","type":"version"}\n{"@level":"info","type":"planned_change"}\n'

_CASES = Path(__file__).parent / "cases"


def _folder(root: Path, **files: bytes) -> str:
    """A folder with a plan, and ``files`` beside it."""
    root.joinpath("first.json").write_bytes(as_bytes(_PLAN))
    for name, contents in files.items():
        root.joinpath(name).write_bytes(contents)
    return str(root)


def _refused(*arguments: str) -> str:
    with pytest.raises(UsageError) as error:
        read_plans(arguments)
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "contents", "said"),
    [
        ("second.tfplan", b"", "is empty"),
        ("tfplan", b"", "is empty"),
        ("plan.out", b"Terraform will perform the following actions:", "is not JSON"),
        ("UP.JSON", b"", "is empty"),
        ("UP.JSON", as_bytes(_PLAN)[:-2], "was cut off"),
        ("second.json", as_bytes(_PLAN)[:-2], "was cut off"),
        ("second.json", _STREAM, "a stream of `terraform plan -json`, which has no values: run `terraform plan -out"),
        ("second.json", b"[command]/usr/bin/terraform show -json\n" + as_bytes(_PLAN), "`terraform_wrapper: false`"),
        ("second.json", b"::debug::x\n[command]terraform\n" + as_bytes(_PLAN), "the wrapper of hashicorp/setup-terraf"),
        ("second.json", as_bytes(_PLAN) + b"\n::debug::Terraform exited with code 0.\n", "has the line `::debug::…`"),
        ("second.json", b"[]", "is no plan but only `[]`"),
        ("second.json", b"{}", "is no plan but only `{}`"),
        ("second.json", b'{"format_version":"1.0"}', "prints without a plan and without a state"),
        ("second.json", b"[" + as_bytes(_PLAN) + b"]", "is a list of plans"),
        ("second.json", b'{"resource_changes":[]}', "looks like a plan but has no format_version"),
        ("second.json", b'{"remote_plan_format":1,"run_id":"run-1"}', "is a plan saved by HCP Terraform"),
        (
            "second.json",
            b'{"meta":{},"encrypted_data":"eyJ","encryption_version":"v0"}',
            "is encrypted by OpenTofu: run `tofu show",
        ),
        ("second.json", as_bytes(_PLAN | {"format_version": "2.0"}), "format version '2.0' of plans is not understood"),
        ("second.json", b'{"format_version":"1.2","resource_changes":{}}', "is not a plan as Terraform writes it"),
        ("my-plan.json", b'{"name": "x"}', "is no plan but other JSON"),
        ("plan.json", b'{"format_version":"1.0","values":{}}', "is a state, not a plan"),
        (
            "second.tfplan",
            _BINARY,
            "is a binary plan, found in a folder: to read it, Terraform would run",
        ),
        ("planned-by-ci.1", _BINARY, "is a binary plan, found in a folder"),
    ],
)
def test_what_should_be_a_plan_and_is_none_stops_the_review(
    tmp_path: Path, name: str, contents: bytes, said: str
) -> None:
    message = _refused(_folder(tmp_path, **{name: contents}))

    assert message.startswith(f"{tmp_path / name}: ")
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("package.json", b'{"name": "x"}'),
        ("planets.json", b"[1, 2]"),
        ("schema.json", b'{"format_version":"1.0","provider_schemas":{}}'),
        ("terraform.json", b'{"format_version":"1.0","values":{}}'),
        ("state.json", b'{"version":4,"serial":1,"lineage":"x"}'),
        ("plan.md", b""),
        ("plan.yml", b"a: 1"),
        ("plan.zip", b"PK\x03\x04" + bytes(22) + b"\x06\x00\x00\x00a.json"),
        ("explanation", b"text"),
    ],
)
def test_what_is_evidently_something_else_is_passed_over(tmp_path: Path, name: str, contents: bytes) -> None:
    assert list(read_plans([_folder(tmp_path, **{name: contents})])) == ["first"]


@pytest.mark.parametrize("name", ["SECOND.JSON", "second.tfplan", "second-plan", "plan"])
def test_a_plan_as_json_is_read_whatever_its_name_ends_with(tmp_path: Path, name: str) -> None:
    assert len(read_plans([_folder(tmp_path, **{name: as_bytes(_PLAN)})])) == 2


def test_the_file_that_is_no_plan_is_named_and_the_rest_is_not_reviewed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["review", str(_CASES / "folder-with-a-stream"), "--fail-on", "delete"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert "2-environments/data-etl/plan.json: is no plan but a stream" in err


@pytest.mark.skipif(os.name == "nt", reason="pipes and links of POSIX")
def test_a_pipe_is_named_and_not_waited_for(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    os.mkfifo(tmp_path / "second.json")
    os.mkfifo(tmp_path / "second.tfplan")

    message = _refused(folder)

    assert f"{tmp_path / 'second.json'}: is not a plain file" in message
    assert f"{tmp_path / 'second.tfplan'}: is not a plain file" in message


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_link_to_a_folder_outside_is_named_and_one_inside_passed_over(tmp_path: Path) -> None:
    inside, outside = tmp_path / "plans", tmp_path / "other"
    (inside / "network").mkdir(parents=True)
    outside.mkdir()
    _folder(inside / "network")
    (inside / "again").symlink_to(inside / "network")
    assert list(read_plans([str(inside)])) == ["first"]

    (inside / "away").symlink_to(outside)

    assert _refused(str(inside)).startswith(f"{inside / 'away'}: is a link to a folder outside")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (tmp_path / "network").mkdir(mode=0)

    assert f"{tmp_path / 'network'}: cannot be read: Permission denied" in _refused(folder)


def test_a_name_that_no_file_can_have_is_no_traceback() -> None:
    assert "no such file or directory" in _refused("x" * 5_000)
    assert "no such file or directory" in _refused("a\0b")
