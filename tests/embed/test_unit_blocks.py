"""The units that are printed for Terragrunt: where they go, and which VPC they use."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.embed import EmbedResult, embed_modules, scan_repository
from tests.embed.support import repository

ROOT = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n'
PUBLIC = "tfr:///terraform-aws-modules/vpc/aws?version=5.0.0"
OWN = "git::https://git.example.com/infrastructure.git//vpc"
APP = "git::https://git.example.com/app.git"


def unit(source: str, rest: str = "", include: str = ROOT) -> str:
    return f'{include}terraform {{\n  source = "{source}"\n}}\n{rest}'


def reader(outputs: dict[str, str], config_path: str = "../vpc") -> str:
    """A unit that reads these outputs, by the names of its inputs."""
    inputs = "".join(f"  {name} = dependency.net.outputs.{output}\n" for name, output in outputs.items())
    return unit(APP, f'dependency "net" {{\n  config_path = "{config_path}"\n}}\ninputs = {{\n{inputs}}}\n')


def embedded(folder: Path, units: dict[str, str], include: str = ROOT) -> EmbedResult:
    """Embed the modules in a repository with these units, by folder."""
    files = {f"{path}/terragrunt.hcl": text.replace(ROOT, include) for path, text in units.items()}
    return embed_modules(scan_repository(repository(folder, {"root.hcl": "", **files})))


@pytest.mark.parametrize(
    ("source", "output"),
    [
        (PUBLIC, "private_subnets"),
        ("git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git?ref=v5.13.0", "private_subnets"),
        (OWN, "private_subnet_ids"),
        ("git::https://git.example.com/terraform-aws-modules.git//vpc", "private_subnet_ids"),
    ],
)
def test_the_vpc_of_the_public_module_has_its_names(tmp_path: Path, source: str, output: str) -> None:
    result = embedded(tmp_path, {"live/vpc": unit(source)})

    assert (
        "  existing = {\n"
        "    vpc_id             = dependency.vpc.outputs.vpc_id\n"
        f"    private_subnet_ids = slice(dependency.vpc.outputs.{output}, 0, 2)\n"
        "  }\n"
    ) in result.blocks
    assert result.notes == ("uses the VPC unit vpc (live/vpc/terragrunt.hcl:4)",)


@pytest.mark.parametrize("source", [PUBLIC, OWN])
@pytest.mark.parametrize(
    "output", ["private_subnet_ids", "private_subnets", "private_subnets_ids", "subnet_ids_private"]
)
def test_an_output_that_a_unit_reads_has_its_name(tmp_path: Path, source: str, output: str) -> None:
    units = {"live/vpc": unit(source), "live/app": reader({"subnet_ids": output})}

    assert f"slice(dependency.vpc.outputs.{output}, 0, 2)" in embedded(tmp_path, units).blocks


def test_an_output_that_a_unit_reads_of_another_unit_says_nothing_about_the_vpc(tmp_path: Path) -> None:
    units = {
        "live/vpc": unit(PUBLIC),
        "live/other": unit(APP),
        "live/app": reader({"subnet_ids": "subnet_ids_private"}, "../other"),
    }

    blocks = embedded(tmp_path, units).blocks

    assert "slice(dependency.vpc.outputs.private_subnets, 0, 2)" in blocks
    assert "subnet_ids_private" not in blocks


@pytest.mark.parametrize(
    ("units", "folder"),
    [
        ({"live/a/app": unit(APP), "live/b/vpc": unit(OWN)}, "live/b"),
        ({"live/a/app": unit(APP), "live/b/network-prod": unit(APP)}, "live/b"),
        ({"live/a/app": unit(APP), "live/b/net": unit("git::https://git.example.com/terraform-aws-vpc.git")}, "live/b"),
        ({"live/a/app": unit(APP), "live/b/vpcs": unit(APP)}, "live/a"),
        ({"live/a/app": unit(APP), "live/b/networking": unit(APP)}, "live/a"),
    ],
)
def test_new_units_are_beside_the_vpc_or_else_beside_the_first_unit(
    tmp_path: Path, units: dict[str, str], folder: str
) -> None:
    assert embedded(tmp_path, units).blocks.startswith(f"# {folder}/mwaa-network/terragrunt.hcl\n")


def test_a_vpc_whose_folder_cannot_be_part_of_a_reference_is_not_used(tmp_path: Path) -> None:
    result = embedded(tmp_path, {"live/vpc.prod": unit(OWN)})

    assert "dependency.vpc" not in result.blocks
    assert result.notes == ("does not use the unit live/vpc.prod: its name cannot be part of a reference",)


@pytest.mark.parametrize(
    ("include", "written"),
    [
        (ROOT, ROOT),
        (
            'include "all" {\n  path = find_in_parent_folders()\n}\n',
            'include "all" {\n  path = find_in_parent_folders()\n}\n',
        ),
        ('include {\n  path = find_in_parent_folders("root.hcl")\n}\n', ""),
        ('include "root" {\n  path = "../../root.hcl"\n}\n', ""),
        ('include "root" {\n  path = "${get_repo_root()}/root.hcl"\n}\n', ""),
        ('include "root" {\n  expose = true\n}\n', ""),
        ("", ""),
    ],
)
def test_an_include_is_repeated_if_it_means_the_same_in_another_folder(
    tmp_path: Path, include: str, written: str
) -> None:
    blocks = embedded(tmp_path, {"live/vpc": unit(OWN)}, include).blocks

    head = "# live/mwaa-network/terragrunt.hcl\n\n" + (f"{written}\n" if written else "") + "terraform {\n"
    assert blocks.startswith(head)


def test_a_value_that_the_user_sets_is_a_comment_and_not_a_variable(tmp_path: Path) -> None:
    """A unit has no variables."""
    blocks = embedded(tmp_path, {"live/vpc": unit(OWN)}).blocks

    assert "var." not in blocks
    assert "  # name: Name of the environment, and prefix of all names.\n}" in blocks
    assert 'dependency "mwaa-environment" {\n  config_path = "../mwaa-environment"\n}\n' in blocks
