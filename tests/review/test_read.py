"""Plans on disk: what is read, how workspaces are called, and what is said of everything that is no plan."""

from __future__ import annotations

import json
import os
import shlex
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.review import read, review_plans
from mwaa_tf.review.read import read_plans
from mwaa_tf.terraform.plan_json import parse_plan
from tests.review.samples import as_bytes, plan, resource

_PLAN = plan(resource("x_y.this", "create", after={"name": "é"}))


def _write(path: Path, contents: bytes | Mapping[str, Any]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(contents if isinstance(contents, bytes) else as_bytes(contents))
    return str(path)


def _refused(*given: str) -> str:
    with pytest.raises(UsageError) as error:
        review_plans(read_plans(given))
    return str(error.value)


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "is empty; expected is what `terraform show -json PLAN` prints"),
        (b" \n", "is empty"),
        (b"No changes. Your infrastructure matches the configuration.", "is not JSON"),
        (as_bytes(_PLAN)[:-20], "is not JSON (Input data was truncated), or was cut off"),
        (b"\xff\xfe\x00", "is not text in utf-16"),
        (b'{"format_version": "2.0"}', "format version '2.0' of plans is not understood; allowed is 1.x"),
        (b'{"format_version": "0.2"}', "format version '0.2' of plans is not understood; allowed is 1.x"),
        (b'{"format_version": "one"}', "format version 'one'"),
        (b'{"format_version": 1, "planned_values": {}}', "is not a plan as Terraform writes it: Expected `str`"),
        (b"{}", "is no plan but only `{}`"),
        (b"[]", "is no plan but only `[]`"),
        (b"null", "is no plan but only `null`"),
        (b'{"@level":"info","@message":"Terraform 1.11.4"}', "is no plan but a stream of `terraform plan -json`"),
        (b'{"format_version":"1.0","values":{}}', "is a state, not a plan"),
        (b'{"format_version":"1.0","valid":true,"diagnostics":[]}', "is no plan but other JSON"),
        (b'{"format_version":"1.0","provider_schemas":{}}', "is no plan but other JSON"),
        (b'{"format_version":"1.2","resource_changes":[{"address":1}]}', "$.resource_changes[0].address"),
        (b'{"format_version":"1.2","resource_changes":{}}', "is not a plan as Terraform writes it"),
        (b'{"format_version":"1.2","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b"PK\x03\x04 a binary plan", "is a binary plan, which only Terraform can read, in its initialised workspace"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_name(tmp_path: Path, contents: bytes, said: str) -> None:
    file = _write(tmp_path / "plan.json", contents)

    message = _refused(file)

    assert message.startswith(f"{file}: ")
    assert said in message


@pytest.mark.parametrize(
    "value",
    [b'"\xff"', b'"\\ud800"', b'{"a": "\\x"}', b"[" * 900 + b"]" * 900],
    ids=["utf-8", "surrogate", "escape", "deep"],
)
@pytest.mark.parametrize("where", ["resource_changes", "resource_drift"])
def test_a_value_that_cannot_be_decoded_is_no_traceback(tmp_path: Path, value: bytes, where: str) -> None:
    from mwaa_tf.cli import run

    template = as_bytes(plan(resource("x_y.this", before={"a": 0}, after={"a": "HERE"})))
    if where == "resource_drift":
        template = template.replace(
            b'"resource_changes"', b'"relevant_attributes":[{"resource":"x_y.this"}],"resource_drift"'
        )
    file = _write(tmp_path / "plan.json", template.replace(b'"HERE"', value))

    assert run(["review", file]) in (0, 2)


@pytest.mark.parametrize("version", ["1.0", "1.2", "1.99"])
def test_every_minor_version_of_the_format_is_read(tmp_path: Path, version: str) -> None:
    file = _write(tmp_path / "a.json", _PLAN | {"format_version": version, "something_new": []})

    assert (
        review_plans(read_plans([file])).fingerprint
        == review_plans({"a": parse_plan(as_bytes(_PLAN), "a")}).fingerprint
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_a_shell_of_windows_writes_is_read(tmp_path: Path, encoding: str) -> None:
    contents = json.dumps(_PLAN, ensure_ascii=False)
    there = read_plans([_write(tmp_path / "a.json", contents.encode(encoding))])

    assert (
        review_plans(there).fingerprint
        == review_plans({"a": read_plans([_write(tmp_path / "b.json", _PLAN)])["b"]}).fingerprint
    )


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    message = _refused(
        _write(tmp_path / "a.json", b"x"), str(tmp_path / "missing.json"), _write(tmp_path / "b.json", b"")
    )

    assert [line.split(": ")[0] for line in message.splitlines()] == [
        str(tmp_path / "a.json"),
        str(tmp_path / "missing.json"),
        str(tmp_path / "b.json"),
    ]


def test_a_folder_is_searched_and_other_json_in_it_passed_over(tmp_path: Path) -> None:
    for name in ("1-network", "2-environments/data-etl", "3-endpoints/data-etl"):
        _write(tmp_path / "generated" / name / "plan.json", _PLAN)
    _write(tmp_path / "generated/package.json", b'{"name": "x"}')
    _write(tmp_path / "generated/1-network/.terraform/modules/modules.json", _PLAN)

    assert list(read_plans([str(tmp_path)])) == ["1-network", "2-environments/data-etl", "3-endpoints/data-etl"]


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    assert "contains no plan" in _refused(str(tmp_path))


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["network.json", "etl.json"], ["etl", "network"]),
        (["a/plan.json", "b/tfplan.json"], ["a", "b"]),
        (["prod/a/plan.json", "prod/b/plan.json"], ["a", "b"]),
        (["x/plan.json"], ["x"]),
    ],
)
def test_a_workspace_is_called_like_what_tells_it_apart(tmp_path: Path, files: list[str], names: list[str]) -> None:
    given = [_write(tmp_path / "top" / file, _PLAN) for file in files]

    assert sorted(read_plans(given)) == names


def test_a_name_can_be_given(tmp_path: Path) -> None:
    file = _write(tmp_path / "plan.json", _PLAN)

    assert list(read_plans([f"mine={file}", f"yours={file}"])) == ["mine", "yours"]


def test_a_file_with_an_equals_sign_is_a_file(tmp_path: Path) -> None:
    assert list(read_plans([_write(tmp_path / "a=b.json", _PLAN)])) == ["a=b"]


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    file = _write(tmp_path / "plan.json", _PLAN)

    assert "give each a name: NAME=FILE" in _refused(f"a={file}", f"a={file}")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    file = _write(tmp_path / "plan.json", _PLAN)
    Path(file).chmod(0)

    assert "cannot be read: Permission denied" in _refused(file)


def test_a_device_is_refused_before_it_is_read() -> None:
    assert _refused("/dev/zero") == "/dev/zero: is a device, not a plan"


def test_a_plan_of_a_pipe_is_read_within_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    def through_a_pipe(contents: bytes) -> str:
        reading, writing = os.pipe()
        os.write(writing, contents)
        os.close(writing)
        return f"x=/dev/fd/{reading}"

    assert list(read_plans([through_a_pipe(as_bytes(_PLAN))])) == ["x"]
    monkeypatch.setattr("mwaa_tf.review.read.LARGEST_PLAN", 1 << 10)
    assert "is larger than 0.000976562 MiB" in _refused(through_a_pipe(as_bytes(_PLAN) + b" " * (1 << 10)))


def test_a_name_with_a_line_break_stays_on_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "a\nb"
    _write(folder / "plan.json", {})

    for argument in map(str, (folder, folder / "plan.json", folder / "missing.json")):
        assert len(_refused(argument).splitlines()) == 1
        assert "a\\nb/" in _refused(argument)


@pytest.mark.parametrize("argument", ["net=", "", "="])
def test_an_argument_without_a_path_does_not_stand_for_the_working_folder(
    argument: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path / "plan.json", _PLAN)
    monkeypatch.chdir(tmp_path)

    assert _refused(argument) == f"{shlex.quote(argument)}: names no plan; expected is FILE, FOLDER or NAME=FILE"


def test_a_named_pipe_without_a_writer_is_refused_instead_of_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "WRITER_SECONDS", 0.2)
    pipe = tmp_path / "plan.json"
    os.mkfifo(pipe)

    assert _refused(str(pipe)) == f"{pipe}: is a pipe, and no program has written to it in 0.2 s"


@pytest.mark.parametrize("pause", [0.0, 0.4], ids=["at once", "after the wait for a writer"])
def test_a_named_pipe_is_read_to_its_end_however_late_its_writer_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pause: float
) -> None:
    monkeypatch.setattr(read, "WRITER_SECONDS", 0.2)
    pipe = tmp_path / "plan.json"
    os.mkfifo(pipe)
    large = plan(resource("x_y.this", "create", after={"name": "é" * 200_000}))

    def write() -> None:
        with pipe.open("wb") as file:
            time.sleep(pause)
            file.write(as_bytes(large))

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    plans = read_plans([f"slow={pipe}"])
    writer.join()

    assert plans["slow"] == parse_plan(as_bytes(large), "slow")
