"""A root module that is planned in a private copy: with its own backend and state, and without a write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf.files import UnreadableFileError
from mwaa_tf.terraform import RootModule, Terraform, TerraformError, private_module
from tests.support import changes_of, tree

RESOURCE = 'resource "terraform_data" "this" {\n  input = "x"\n}\n'
OUTSIDE = 'terraform {\n  backend "local" {\n    path = "../states/network.tfstate"\n  }\n}\n'
PARTIAL = 'terraform {\n  backend "local" {}\n}\n'
CALL = 'module "network" {\n  source = "../modules/network"\n}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace beside a module that it may call."""
    (tmp_path / "modules/network").mkdir(parents=True)
    (tmp_path / "modules/network/main.tf").write_text(RESOURCE)
    (tmp_path / "1-network").mkdir()
    return tmp_path / "1-network"


def initialise(module: RootModule, *options: str) -> None:
    """Run `init` as a person does who gives the backend's settings on the command line."""
    done = module.terraform.run(module.folder, ["init", "-input=false", *options], module.environ)
    assert done.returncode == 0, done.stderr


def in_its_state(module: RootModule) -> None:
    initialise(module)


def in_a_state_that_the_command_line_names(module: RootModule) -> None:
    initialise(module, "-backend-config=path=../states/other.tfstate")


def in_a_named_workspace(module: RootModule) -> None:
    initialise(module)
    assert module.terraform.run(module.folder, ["workspace", "new", "blue"]).returncode == 0


@pytest.mark.terraform
@pytest.mark.parametrize(
    ("text", "applied"),
    [
        (RESOURCE, in_its_state),
        (CALL, in_its_state),
        (PARTIAL + RESOURCE, in_its_state),
        (OUTSIDE + CALL, in_its_state),
        (PARTIAL + RESOURCE, in_a_state_that_the_command_line_names),
        (PARTIAL + RESOURCE, in_a_named_workspace),
    ],
)
def test_a_plan_of_what_was_applied_is_empty_and_writes_nothing(
    folder: Path, text: str, applied: Callable[[RootModule], None]
) -> None:
    (folder / "main.tf").write_text(text)
    with Terraform() as terraform:
        module = RootModule(terraform, folder)
        applied(module)
        module.apply()
        before = (tree(folder.parent), changes_of(folder.parent))
        with private_module(module) as copy:
            assert copy.plan(lock=False).is_empty
            assert len(copy.resources()) == 1
        assert (tree(folder.parent), changes_of(folder.parent)) == before


@pytest.mark.terraform
@pytest.mark.parametrize("text", [CALL, PARTIAL + RESOURCE, OUTSIDE + RESOURCE])
def test_a_module_that_was_not_initialised_is_so_in_the_copy_alone(folder: Path, text: str) -> None:
    (folder / "main.tf").write_text(text)
    before = changes_of(folder.parent)
    with Terraform() as terraform, private_module(RootModule(terraform, folder)) as copy:
        (change,) = copy.plan(lock=False).changes
        assert change.action == "create"
    assert changes_of(folder.parent) == before


@pytest.mark.terraform
def test_a_state_left_beside_another_backend_is_neither_moved_nor_emptied(folder: Path) -> None:
    """`init` moves a state from the file where it is by default to the backend, and empties the file."""
    (folder / "main.tf").write_text(RESOURCE)
    with Terraform() as terraform:
        module = RootModule(terraform, folder)
        module.init()
        module.apply()
        (folder / "main.tf").write_text(OUTSIDE + RESOURCE)
        assert not (folder / ".terraform").exists()
        before = (tree(folder.parent), changes_of(folder.parent))
        with pytest.raises(TerraformError, match=r"1-network: exit code 1"), private_module(module):
            pytest.fail("initialised")
        assert (tree(folder.parent), changes_of(folder.parent)) == before


@pytest.mark.terraform
def test_an_error_of_a_plan_has_the_users_paths(folder: Path) -> None:
    (folder / "main.tf").write_text(CALL + 'resource "terraform_data" "a" {\n  input = file("${path.cwd}/none")\n}\n')
    with (
        Terraform() as terraform,
        pytest.raises(TerraformError) as caught,
        private_module(RootModule(terraform, folder)) as copy,
    ):
        copy.plan(lock=False)
    assert caught.value.workdir == folder
    assert f"terraform plan in {folder}: exit code 1\n  main.tf:5: error: " in str(caught.value)
    assert "mwaa_tf-" not in str(caught.value)


def test_a_folder_or_a_state_that_cannot_be_read_is_named(tmp_path: Path, make_program: Callable[[str], Path]) -> None:
    with Terraform({"MWAA_TF_TERRAFORM": str(make_program("exit 1")), "HOME": str(tmp_path)}) as terraform:
        with (
            pytest.raises(UnreadableFileError, match=r"none: cannot be read: No such file or directory"),
            private_module(RootModule(terraform, tmp_path / "none")),
        ):
            pytest.fail("copied")
        (tmp_path / "terraform.tfstate").mkdir()
        with (
            pytest.raises(UnreadableFileError, match=r"terraform\.tfstate: (is not a plain file|.*Is a directory)"),
            private_module(RootModule(terraform, tmp_path)),
        ):
            pytest.fail("copied")
