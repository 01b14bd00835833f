"""The tree for the public registry: made from the modules, stamped with one version, checked before it is packed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import mwaa_tf
from mwaa_tf.contract.parse import read_module
from tests.support import REPOSITORY, tree
from tools.registry_tree.__main__ import main, pack
from tools.registry_tree.check import invalid, problems
from tools.registry_tree.tree import REPOSITORY_NAME, Release, build

RELEASE = Release("1.2.3", "acme", "https://git.example.com/acme/mwaa_tf")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return build(tmp_path / REPOSITORY_NAME, RELEASE)


def test_the_tree_of_this_checkout_can_be_published(built: Path) -> None:
    assert problems(built, RELEASE) == []
    assert built.name == "terraform-aws-mwaa-shared-vpc"


def test_every_module_is_in_it_as_it_is_here_without_tests(built: Path) -> None:
    ours = sorted(file.parent for file in REPOSITORY.glob("modules/*/versions.tf"))

    assert sorted(path.name for path in (built / "modules").iterdir()) == [module.name for module in ours]
    for module in ours:
        copied = {
            name: text for name, text in tree(built / "modules" / module.name).items() if not name.endswith(".md")
        }
        tested = {name for name in tree(module) if name.startswith("tests/")}
        assert tested
        assert copied == {
            name: text
            for name, text in tree(module).items()
            if name not in tested and not name.endswith(".md") and ".terraform" not in name
        }


def test_the_root_takes_what_the_network_takes_and_passes_it_on(built: Path) -> None:
    network, root = read_module(REPOSITORY / "modules/network"), read_module(built)

    assert root.variables.items() >= network.variables.items()
    assert root.outputs.keys() == {*network.outputs, "resource_share_arn", "shared_subnet_ids"}
    passed = dict(re.findall(r"^  (\w+) += var\.(\w+)$", (built / "main.tf").read_text(), re.MULTILINE))
    assert passed == {name: name for name in network.variables}
    for file in REPOSITORY.glob("modules/network/variables*.tf"):
        assert (built / file.name).read_bytes() == file.read_bytes()  # with their validations


def test_every_call_has_the_address_and_the_version_of_the_release(built: Path) -> None:
    texts = {
        path: path.read_text()
        for path in built.rglob("*")
        if path.suffix in {".md", ".tf"} and path.name != "versions.tf"
    }
    calls = [call for text in texts.values() for call in re.findall(r'source  = "acme/.*\n *version = "(.*)"', text)]

    assert len(calls) >= 20
    assert {*calls} == {"1.2.3"}
    assert not any(re.search(r"OWNER|COMMIT|REGISTRY\b|SOURCES_ADDRESS|git::", text) for text in texts.values())
    assert "https://git.example.com/acme/mwaa_tf/tree/v1.2.3" in texts[built / "README.md"]


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new))

    return change


def remove(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def add(file: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("{}")

    return write


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (remove("LICENSE"), "LICENSE: missing"),
        (remove("README.md"), "./README.md: missing"),
        (remove("main.tf"), "./main.tf: missing"),
        (remove("modules/environment/README.md"), "modules/environment/README.md: missing"),
        (remove("modules/network/outputs.tf"), "modules/network/outputs.tf: missing"),
        (remove("examples/one-account/README.md"), "examples/one-account/README.md: missing"),
        (add("modules/network/tests/x.tftest.hcl"), "modules/network/tests: does not belong into a release"),
        (add("examples/one-account/terraform.tfstate"), "terraform.tfstate: does not belong into a release"),
        (add("examples/one-account/secret.auto.tfvars"), "secret.auto.tfvars: does not belong into a release"),
        (edit("share.tf", '"./modules/subnet-share"', '"acme/other/aws"'), "acme/other/aws is not a relative path"),
        (edit("main.tf", '"./modules/network"', '"./modules/networks"'), "./modules/networks is not a relative path"),
        (edit("examples/one-account/main.tf", '"1.2.3"', '"1.2.2"'), "acme/mwaa-shared-vpc/aws 1.2.2 is not"),
        (
            edit("examples/one-account/main.tf", "//modules/environment", "//modules/none"),
            "//modules/none 1.2.3 is not",
        ),
        (
            edit("examples/2-participant/main.tf", "acme/mwaa-shared-vpc/aws", "../.."),
            "../..//modules/environment 1.2.3",
        ),
        (edit("README.md", "(modules/network)", "(modules/nets)"), "README.md: the link modules/nets leads out"),
        (edit("README.md", "(modules/network)", "(../docs/x.md)"), "README.md: the link ../docs/x.md leads out"),
        (
            edit("share.tf", '  description = "ARN of', '  value2 = "ARN of'),
            "output resource_share_arn has no description",
        ),
        (edit("versions.tf", "required_version", "experiments"), "./versions.tf: required_version, or"),
        (
            edit("modules/network/README.md", "acme/mwaa-shared-vpc/aws//", "x?ref=COMMIT//"),
            "?ref=COMMIT was not replaced",
        ),
    ],
)
def test_what_the_registry_would_refuse_or_show_wrong_is_named(
    damage: Callable[[Path], None], problem: str, built: Path
) -> None:
    damage(built)

    assert any(problem in line for line in problems(built, RELEASE)), problems(built, RELEASE)


@pytest.mark.parametrize("name", ["mwaa-shared-vpc", "terraform-aws", "terraform_aws_mwaa", "terraform-aws-MWAA"])
def test_a_repository_has_the_name_that_the_registry_demands(name: str, built: Path) -> None:
    assert f"{name}: a repository must be named terraform-<PROVIDER>-<NAME>" in problems(
        built.rename(built.with_name(name)), RELEASE
    )


def test_an_archive_is_the_same_whenever_it_is_packed(built: Path, tmp_path: Path) -> None:
    pack(built, tmp_path / "one.tar.gz")
    for path in built.rglob("*"):
        path.chmod(0o700)
        path.touch()
    pack(built, tmp_path / "two.tar.gz")

    one, two = (hashlib.sha256((tmp_path / f"{name}.tar.gz").read_bytes()).hexdigest() for name in ("one", "two"))
    assert one == two


def test_the_command_stamps_the_version_of_the_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "release/tree.tar.gz"

    assert main(["--output", str(tmp_path), "--owner", "acme", "--archive", str(archive)]) == 0
    assert f"version {mwaa_tf.__version__}, can be published" in capsys.readouterr().err
    assert f'version = "{mwaa_tf.__version__}"' in (tmp_path / REPOSITORY_NAME / "README.md").read_text()
    assert archive.stat().st_size > 10_000


@pytest.mark.long
@pytest.mark.terraform
def test_terraform_validates_the_root_and_the_examples(built: Path) -> None:
    for example in ("2-participant", "3-endpoints"):  # the others call what these call, and the root
        for file in (built / "examples" / example).iterdir():
            file.unlink()
        (built / "examples" / example).rmdir()
    assert invalid(built, RELEASE) == []

    edit("examples/one-account/main.tf", "endpoint_management", "endpoints_managed_by")(built)
    (problem,) = invalid(built, RELEASE)
    assert problem.startswith("terraform-aws-mwaa-shared-vpc/examples/one-account: Unsupported argument")
