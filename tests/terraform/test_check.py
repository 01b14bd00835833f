import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf.terraform import Diagnostic, Terraform, check_workspaces
from mwaa_tf.terraform.results import Formatting
from tests.terraform.support import GOOD, MakeWorkspace
from tests.terraform.test_process import alive, wait_for

pytestmark = pytest.mark.terraform


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_workspaces_are_judged_in_order_and_left_as_they_were(
    terraform: Terraform, make_workspace: MakeWorkspace
) -> None:
    good = make_workspace("good", GOOD)
    misspelt = make_workspace("misspelt", GOOD.replace("cidr_block", "cidr_blok"))
    impossible = make_workspace("impossible", GOOD.replace("< 7.0", "< 5.69, > 5.70"))
    broken = make_workspace("broken", 'resource "a" {')
    absent = good.parent / "absent"
    workspaces = [broken, good, misspelt, absent, impossible]

    results = list(check_workspaces(terraform, workspaces, jobs=2))

    assert [result.workspace for result in results] == workspaces
    assert [result.ok for result in results] == [False, True, False, False, False]
    assert results[1].diagnostics == ()
    assert results[2].diagnostics == (
        Diagnostic(
            "error",
            "Unsupported argument",
            'An argument named "cidr_blok" is not expected here. Did you mean "cidr_block"?',
            "main.tf",
            13,
        ),
    )
    assert results[0].diagnostics[0].summary == "Unclosed configuration block"
    assert "No such file" in str(results[3].diagnostics[0])
    assert "Failed to query available provider packages" in results[4].diagnostics[0].summary
    assert {name for folder in (good, misspelt, impossible, broken) for name in files(folder)} == {"main.tf"}


def test_a_lock_file_and_data_of_the_user_stay_as_they_are(terraform: Terraform, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("workspace", GOOD)
    lock, state = workspace / ".terraform.lock.hcl", workspace / ".terraform/terraform.tfstate"
    lock.write_text("# a person's comment, which `terraform init` would drop\n")
    state.parent.mkdir()
    state.write_text('{"version": 3, "backend": {"type": "s3", "config": {}, "hash": 1}}')
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (lock, state)}

    (result,) = check_workspaces(terraform, [workspace])

    assert result.ok
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (lock, state)} == before
    assert files(workspace) == [".terraform", ".terraform.lock.hcl", ".terraform/terraform.tfstate", "main.tf"]


def test_a_backend_is_neither_configured_nor_asked(terraform: Terraform, make_workspace: MakeWorkspace) -> None:
    backend = 'terraform {\n  backend "s3" {\n    bucket = "absent"\n    key    = "a"\n    region = "us-east-1"\n  }\n'
    (result,) = check_workspaces(terraform, [make_workspace("remote", GOOD.replace("terraform {\n", backend))])
    assert result.ok


def test_arguments_and_a_missing_config_file_of_the_user_change_nothing(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    environ = {
        **os.environ,
        "TF_CLI_ARGS": "-nonsense",
        "TF_CLI_ARGS_validate": "-no-tests",
        "TF_WORKSPACE": "elsewhere",
        "TF_CLI_CONFIG_FILE": str(tmp_path / "absent"),
    }
    with Terraform(environ) as terraform:
        (result,) = check_workspaces(terraform, [make_workspace("workspace", GOOD)])
        assert terraform.fmt_check([tmp_path / "workspace"]) == Formatting()
    assert result.diagnostics == ()


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


#: A workspace that uses all that may be around it; each path is wrong if it is not looked up from its real place.
SURROUNDED = {
    "live/1-network/main.tf": """\
module "near" {
  source = "../modules/near"
}

module "far" {
  source = "../../../shared/far"
}

module "linked" {
  source = "../linked"
}

module "inside" {
  source = "./inside"
}

module "other_workspace" {
  source = "../2-environments"
}

resource "terraform_data" "files" {
  input = [
    file("../../requirements.txt"),
    file("${path.cwd}/../../requirements.txt"),
    templatefile("${path.module}/policy.tftpl", { name = "a" }),
    one([for name in fileset("../../dags", "**/*.py") : file("../../dags/${name}")]),
  ]
}

output "overridden" {
  value = file("absent")
}
""",
    "live/1-network/main_override.tf": 'output "overridden" {\n  value = 1\n}\n',
    "live/1-network/variables.tf": 'variable "region" {\n  type = string\n}\n',
    "live/1-network/terraform.tfvars": 'region = "us-east-1"\n',
    "live/1-network/own.auto.tfvars": 'region = "us-east-1"\n',
    "live/1-network/policy.tftpl": "${name}",
    "live/1-network/inside/main.tf": 'output "a" {\n  value = file("${path.module}/../policy.tftpl")\n}\n',
    "live/1-network/tests/a.tftest.hcl": "",
    "live/1-network/old.tf/kept.txt": "",
    "live/2-environments/main.tf": 'output "a" {\n  value = file("${path.module}/a.txt")\n}\n',
    "live/2-environments/a.txt": "",
    "live/modules/near/main.tf": 'module "beside" {\n  source = "../beside"\n}\n',
    "live/modules/beside/main.tf": 'output "a" {\n  value = file("${path.module}/../../../requirements.txt")\n}\n',
    "requirements.txt": "apache-airflow-providers-amazon\n",
    "dags/team/etl.py": "",
    "../shared/far/main.tf": 'output "a" {\n  value = file("${path.module}/a.txt")\n}\n',
    "../shared/far/a.txt": "",
}


@pytest.fixture
def surrounded(tmp_path: Path) -> Path:
    """A repository with two workspaces."""
    root = tmp_path / "repository"
    write(root, SURROUNDED)
    (root / "live/linked").symlink_to("../../shared/far")
    return root


def test_a_workspace_finds_all_that_it_refers_to(terraform: Terraform, surrounded: Path) -> None:
    workspaces = [surrounded / "live/1-network", surrounded / "live/2-environments"]
    results = list(check_workspaces(terraform, workspaces))
    assert [str(diagnostic) for result in results for diagnostic in result.diagnostics] == []


@pytest.mark.parametrize(
    ("change", "command", "file", "message"),
    [
        ({"live/1-network/own.tf": 'output "a" {\n}\n'}, "init", "own.tf", "Missing required argument"),
        ({"live/1-network/own.tf": "locals {\n  a = local.b\n}\n"}, "validate", "own.tf", "undeclared local value"),
        ({"../shared/far/own.tf": 'output "b" {\n}\n'}, "init", "../../../shared/far/own.tf", "Missing required"),
        ({"live/1-network/tests/a.tftest.hcl": "run {}\n"}, "init", "tests/a.tftest.hcl", "Missing name"),
        (
            {"live/1-network/own.tf": 'output "a" {\n  value = file("${path.cwd}/absent")\n}\n'},
            "validate",
            "own.tf",
            'no file exists at "{workspace}/absent"',
        ),
        (
            {"live/1-network/own.tf": 'module "a" {\n  source = "../absent"\n}\n'},
            "init",
            None,  # Terraform names none
            "Unreadable module directory",
        ),
    ],
)
def test_an_error_names_the_command_and_the_users_file(
    terraform: Terraform, surrounded: Path, change: dict[str, str], command: str, file: str | None, message: str
) -> None:
    write(surrounded, change)
    workspace = surrounded / "live/1-network"

    (result,) = check_workspaces(terraform, [workspace])

    assert result.command == command
    assert file in {diagnostic.file for diagnostic in result.diagnostics}
    text = "\n".join(map(str, result.diagnostics))
    assert message.replace("{workspace}", str(workspace.resolve())) in text
    assert "mwaa_tf-" not in text


def test_an_error_in_a_module_with_an_absolute_source_names_its_file(terraform: Terraform, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "live/main.tf": f'module "a" {{\n  source = "{tmp_path}/modules/a"\n}}\n',
            "modules/a/main.tf": "locals {\n  a = local.b\n}\n",
        },
    )
    (result,) = check_workspaces(terraform, [tmp_path / "live"])
    assert [(error.file, error.line) for error in result.diagnostics] == [("../modules/a/main.tf", 2)]


def test_a_workspace_that_is_named_twice_is_checked_once(terraform: Terraform, surrounded: Path) -> None:
    (surrounded / "link").symlink_to("live/2-environments")
    workspaces = [surrounded / "live/2-environments", surrounded / "link"]
    results = list(check_workspaces(terraform, workspaces, jobs=2))
    assert [(result.workspace, result.ok) for result in results] == [(path, True) for path in workspaces]


def test_the_versions_of_the_lock_file_are_respected(terraform: Terraform, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("pinned", GOOD)
    pin = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.68.1"\n}\n'
    (workspace / ".terraform.lock.hcl").write_text(pin)

    (result,) = check_workspaces(terraform, [workspace])

    assert result.command == "init"
    assert "5.68.1" in str(result.diagnostics)
    assert (workspace / ".terraform.lock.hcl").read_text() == pin


@pytest.mark.slow
def test_many_workspaces_share_one_copy_of_the_provider(
    terraform: Terraform, make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        terraform.init(make_workspace(name, GOOD), backend=False, data_dir=tmp_path / name / ".terraform")
    own = sum(path.lstat().st_size for path in tmp_path.rglob("*") if path.is_file() and not path.is_symlink())
    links = [path for path in tmp_path.rglob("*") if path.is_symlink()]
    assert len(links) == 2
    assert len({link.resolve() for link in links}) == 1
    assert any(path.stat().st_size > 100_000_000 for path in links[0].resolve().iterdir())
    assert own < 100_000


@pytest.mark.parametrize("way", ["the caller has seen enough", "an error of the caller"])
def test_what_runs_ends_with_the_caller(
    make_program: Callable[[str], Path], make_workspace: MakeWorkspace, tmp_path: Path, way: str
) -> None:
    threads = threading.active_count()
    # Done with the workspace `first`, and with the modules of a test, which it does not validate; in the other
    # workspaces it writes a lock file and hangs.
    program = make_program(
        'case "${PWD##*/}" in first|0) echo \'{"diagnostics": []}\'; exit;; esac\n'
        f"echo half > .terraform.lock.hcl; echo $$ > {tmp_path}/pid; while :; do sleep 0.05; done"
    )
    first, second, third = (make_workspace(name, "") for name in ("first", "second", "third"))
    with Terraform({**os.environ, "MWAA_TF_TERRAFORM": str(program)}) as terraform:
        results = check_workspaces(terraform, [first, second, third], jobs=1)
        assert next(results).ok
        pid = wait_for(tmp_path / "pid")
        if way == "an error of the caller":
            with pytest.raises(KeyboardInterrupt):
                results.throw(KeyboardInterrupt)
        else:
            results.close()
    assert not alive(pid)
    assert files(second) == files(third) == ["main.tf"]
    assert threading.active_count() == threads
