import os
import re
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from mwaa_tf.diagnostics.facts import recall
from mwaa_tf.terraform import Diagnostic, Terraform, TerraformError
from mwaa_tf.terraform.results import Formatting
from tests.support import wait_until
from tests.terraform.support import GOOD, MakeWorkspace

pytestmark = pytest.mark.terraform


def test_fmt_check_names_the_files_that_are_not_formatted(terraform: Terraform, make_workspace: MakeWorkspace) -> None:
    good, bad = make_workspace("good", GOOD), make_workspace("bad", "locals {\n a=1\n}\n")
    below = bad / "below"
    below.mkdir()
    (below / "x.tf").write_text("locals {\n  a   = 1\n}\n")
    assert terraform.fmt_check([good]) == Formatting()
    assert sorted(terraform.fmt_check([good, bad]).unformatted) == [below / "x.tf", bad / "main.tf"]


def test_fmt_check_names_each_file_that_cannot_be_parsed_beside_those_that_are_not_formatted(
    terraform: Terraform, make_workspace: MakeWorkspace
) -> None:
    bad = make_workspace("bad", "locals {\n a=1\n}\n")
    broken = make_workspace("broken", 'resource "a" {')
    (broken / "open line 7, in a.tf").mkdir()
    odd = broken / "open line 7, in a.tf" / "x.tf"
    odd.write_text('locals {\n  a = "\n}\n')

    formatting = terraform.fmt_check([bad, broken])

    assert formatting.unformatted == (bad / "main.tf",)
    places = {(error.file, error.line, error.summary) for error in formatting.errors}
    assert places >= {
        (str(broken / "main.tf"), 1, "Unclosed configuration block"),
        (str(odd), 2, "Unterminated template string"),
    }
    unclosed = next(error for error in formatting.errors if error.summary == "Unclosed configuration block")
    assert unclosed.detail == (
        "There is no closing brace for this block before the end of the file. This may be caused by incorrect brace "
        "nesting elsewhere in this file."
    )


def test_fmt_check_of_a_folder_that_does_not_exist_is_an_error(terraform: Terraform, tmp_path: Path) -> None:
    (error,) = terraform.fmt_check([tmp_path / "none"]).errors

    assert error.file is None
    assert error.summary.startswith("No file or directory at ")


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        'a "quoted" \\ string',
        "${1 + 1}",
        "%{if true}",
        "$${x}",
        "two\nlines",
        "é 日本 \U0001f600",
        "a\u200b\u2028\x7f\U000e0001b",
        "",
    ],
)
def test_console_returns_a_string_as_it_is(terraform: Terraform, tmp_path: Path, value: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    literal = escaped.replace("${", "$${").replace("%{", "%%{")
    assert terraform.console(tmp_path, f'"{literal}"') == value


def test_console_returns_data(terraform: Terraform, tmp_path: Path) -> None:
    assert terraform.console(tmp_path, "{ a = [1, true, null] }") == {"a": [1, True, None]}


def test_console_of_nonsense_is_an_error(terraform: Terraform, tmp_path: Path) -> None:
    with pytest.raises(TerraformError, match="console"):
        terraform.console(tmp_path, "nonsense(")


def test_test_tells_each_run_and_why_it_failed(terraform: Terraform, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("tested", 'output "a" {\n  value = 1\n}\n')
    (workspace / "a.tftest.hcl").write_text(
        'run "right" {\n  assert {\n    condition     = output.a == 1\n    error_message = "not 1"\n  }\n}\n'
        'run "wrong" {\n  assert {\n    condition     = output.a == 2\n    error_message = "not 2"\n  }\n}\n'
    )
    terraform.init(workspace, backend=False)
    right, wrong = terraform.test(workspace)
    assert (right.run, right.status, right.diagnostics) == ("right", "pass", ())
    assert (wrong.file, wrong.run, wrong.status) == ("a.tftest.hcl", "wrong", "fail")
    assert [item.detail for item in wrong.diagnostics] == ["not 2"]


def test_test_of_a_broken_file_is_an_error(terraform: Terraform, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("tested", "")
    (workspace / "a.tftest.hcl").write_text("run {")
    with pytest.raises(TerraformError, match="terraform test"):
        terraform.test(workspace)


@pytest.mark.slow
def test_the_schema_of_the_provider_is_data(terraform: Terraform, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("schema", GOOD)
    terraform.init(workspace, backend=False)
    schema = terraform.providers_schema(workspace)["registry.terraform.io/hashicorp/aws"]
    assert "endpoint_management" in schema["resource_schemas"]["aws_mwaa_environment"]["block"]["attributes"]


def test_an_error_is_clean_text_with_the_end_of_the_output(make_program: Callable[[str], Path], tmp_path: Path) -> None:
    program = make_program(
        'for i in $(seq 100); do echo "line $i" >&2; done; printf "\\033[31mred\\033[0m\\n" >&2; exit 7'
    )
    with (
        Terraform({**os.environ, "MWAA_TF_TERRAFORM": str(program)}) as terraform,
        pytest.raises(TerraformError) as caught,
    ):
        terraform.validate(tmp_path)
    lines = str(caught.value).splitlines()
    assert lines[0] == f"terraform validate in {tmp_path}: exit code 7"
    assert lines[1] == "  line 82"
    assert lines[-1] == "  \\x1b[31mred\\x1b[0m"


def test_a_diagnostic_is_one_line_with_its_place() -> None:
    item = Diagnostic("error", "Unsupported argument", "An argument\n\n  is wrong.\x1b[0m", "main.tf", 12)
    assert str(item) == "main.tf:12: error: Unsupported argument: An argument is wrong.\\x1b[0m"


def test_a_lock_that_a_killed_run_left_comes_with_the_way_to_release_it(
    make_program: Callable[[str], Path], tmp_path: Path
) -> None:
    detail = "Error message: 412\\nLock Info:\\n  ID:        0b5c1e1e-7a2b\\n  Path:      x\\n"
    message = f'{{"type":"diagnostic","diagnostic":{{"severity":"error","summary":"Locked","detail":"{detail}"}}}}'
    program = make_program(f"printf '%s\\n' '{message}'\nexit 1")
    with (
        Terraform({**os.environ, "MWAA_TF_TERRAFORM": str(program)}) as terraform,
        pytest.raises(TerraformError) as caught,
    ):
        terraform.init(tmp_path, backend=True)
    assert caught.value.lock_id == "0b5c1e1e-7a2b"
    assert f"terraform -chdir={tmp_path} force-unlock 0b5c1e1e-7a2b" in str(caught.value)


def test_the_installed_provider_is_known_to_a_crash_report(terraform: Terraform, make_workspace: MakeWorkspace) -> None:
    terraform.init(make_workspace("good", GOOD), backend=False)

    assert re.fullmatch(r"\d+\.\d+\.\d+", recall("AWS provider") or "")


@pytest.mark.slow
def test_a_provider_that_is_killed_leaves_no_socket_in_the_folder_for_temporary_files(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    workspace = make_workspace("killed", GOOD)
    with Terraform({**os.environ, "TMPDIR": str(temporary)}) as running, ThreadPoolExecutor() as threads:
        running.init(workspace, backend=False)
        schema = threads.submit(running.run, workspace, ["providers", "schema", "-json"])
        folders = (temporary, Path(running.environment.get("PLUGIN_UNIX_SOCKET_DIR", temporary)))
        wait_until(lambda: any(path.is_socket() for folder in folders for path in folder.glob("plugin*")))
        for provider in providers_in(workspace):
            os.kill(provider, signal.SIGKILL)
        assert schema.result().returncode != 0
    assert list(temporary.iterdir()) == []


def providers_in(workspace: Path) -> list[int]:
    """The processes of providers that run in ``workspace``."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if "terraform-provider" in (folder / "exe").readlink().name and (folder / "cwd").readlink() == workspace:
                found.append(int(folder.name))
    return found
