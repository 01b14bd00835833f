"""Terragrunt's units as callers."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.embed import embed_modules, scan_repository
from mwaa_tf.embed.vendored import EmbedConflictError
from tests.embed.support import checked, findings, layout, repository

LIVE = "live/prod/eu-west-1"
ROOT = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The layout with the modules in it."""
    root = layout("terragrunt", tmp_path)
    embed_modules(scan_repository(root))
    return root


def unit(name: str, source: str, rest: str) -> dict[str, str]:
    return {f"{LIVE}/{name}/terragrunt.hcl": f'{ROOT}terraform {{\n  source = "{source}"\n}}\n{rest}'}


SHARE = "${get_repo_root()}/modules/mwaa//subnet-share"


@pytest.mark.parametrize(
    "source",
    [
        SHARE,
        "../../../../modules/mwaa//subnet-share",
        "${get_terragrunt_dir()}/../../../../modules/mwaa/subnet-share",
        "${get_path_to_repo_root()}/modules/mwaa//subnet-share",
        '${dirname(find_in_parent_folders(\\"root.hcl\\"))}/modules/mwaa//subnet-share'.replace("\\", ""),
        "${get_parent_terragrunt_dir()}/modules/mwaa//subnet-share",
        '${find_in_parent_folders("modules")}/mwaa//subnet-share',
    ],
)
def test_a_source_is_followed_however_it_is_written(source: str, folder: Path) -> None:
    repository(folder, unit("share", source, "inputs = {\n  nme = 1\n}\n"))

    assert findings(folder) == [
        f"{LIVE}/share/terragrunt.hcl:4: input: unit share (subnet-share): input subnet_arns is required",
        f"{LIVE}/share/terragrunt.hcl:8: input: unit share (subnet-share): input nme is not known, did you mean name?",
    ]


def test_a_source_and_inputs_that_an_include_has_are_seen(folder: Path) -> None:
    common = 'include "common" {\n  path = "${get_repo_root()}/_envcommon/share.hcl"\n}\n'
    repository(
        folder,
        {
            "_envcommon/share.hcl": f'terraform {{\n  source = "{SHARE}"\n}}\ninputs = {{ other = 1, name = "x" }}\n',
            f"{LIVE}/share/terragrunt.hcl": f"{ROOT}{common}inputs = {{ subnet_arns = [] }}\n",
        },
    )

    found = checked(folder)

    assert [(embedded.module, embedded.call.folder) for embedded in found.calls] == [("subnet-share", f"{LIVE}/share")]
    assert found.findings == ()  # what an include hands to every unit may be meant for others


@pytest.mark.parametrize("inputs", ["merge(local.x, { name = 1 })", "local.inputs"])
def test_inputs_that_only_terragrunt_knows_are_not_missed(inputs: str, folder: Path) -> None:
    repository(folder, unit("share", SHARE, f"inputs = {inputs}\n"))

    assert findings(folder) == []


def test_outputs_that_units_read_of_each_other_are_checked(folder: Path) -> None:
    dependency = 'dependency "net" {\n  config_path = "../net"\n}\n'
    repository(folder, unit("net", "${get_repo_root()}/modules/mwaa//network", "inputs = {}\n"))
    repository(
        folder,
        unit(
            "share",
            SHARE,
            f"{dependency}inputs = {{\n  subnet_arns = dependency.net.outputs.private_subnets_arns\n}}\n",
        ),
    )

    assert findings(folder) == [
        f"{LIVE}/share/terragrunt.hcl:11: output: unit net (network) has no output private_subnets_arns, "
        "did you mean private_subnet_arns?"
    ]


def test_the_printed_units_fit(tmp_path: Path) -> None:
    root = layout("terragrunt", tmp_path)
    for text in embed_modules(scan_repository(root)).blocks.split("# live/")[1:]:
        path, _, contents = text.partition("\n")
        missing = "  # " + contents.partition("  # ")[2] if "  # " in contents else ""
        names = [line.strip("# ").partition(":")[0] for line in missing.splitlines() if line.startswith("  # ")]
        filled = contents.replace("inputs = {", "inputs = {" + "".join(f'\n  {name} = "x"' for name in names), 1)
        repository(root, {f"live/{path}": filled})

    found = checked(root)

    assert found.findings == ()
    assert len(found.calls) == 4
    again = embed_modules(scan_repository(root))
    assert again.blocks == ""
    assert "unit mwaa-network (network) already exists" in again.notes


def test_constraints_that_terragrunt_adds_are_met_or_refused(tmp_path: Path) -> None:
    root = layout("terragrunt", tmp_path)
    text = (root / "root.hcl").read_text()
    (root / "root.hcl").write_text(text.replace(">= 5.0, < 6.0", "~> 4.0").replace(">= 1.8", "~> 1.5.0"))

    with pytest.raises(EmbedConflictError) as refused:
        embed_modules(scan_repository(root))

    assert [line.partition(": versions")[0] for line in str(refused.value).splitlines()[:2]] == [
        "root.hcl:6",
        "root.hcl:29",
    ]


def test_locals_in_a_circle_end(folder: Path) -> None:
    circle = "locals {\n  a = local.b\n  b = local.a\n}\n"
    repository(folder, unit("share", "${local.a}", circle))

    assert findings(folder) == []


@pytest.mark.parametrize(
    ("contents", "is_noted"),
    [
        ('<<EOT\nterraform {\n  required_version = "${local.x}"\n}\nEOT', False),
        ('<<EOT\n${local.block} {\n  required_version = "1"\n}\nEOT', True),
        ('"${local.block} { required_version = 1 }"', True),
        ("<<EOT\n${local.block} {\n}\nEOT", False),
        ('templatefile("x", {})', False),
    ],
)
def test_constraints_that_only_terragrunt_can_read_are_named(contents: str, is_noted: bool, folder: Path) -> None:
    generate = f'generate "versions" {{\n  path      = "versions.tf"\n  contents = {contents}\n}}\n'
    repository(folder, unit("share", SHARE, f'inputs = {{\n  subnet_arns = []\n  name = "x"\n}}\n{generate}'))

    check = checked(folder)

    assert check.findings == ()
    noted = f"{LIVE}/share/terragrunt.hcl:13: versions: generate versions: constraints in a template are not checked"
    assert any(str(note).startswith(noted) for note in check.notes) is is_noted


def test_a_generated_file_in_a_heredoc_with_blanks_after_its_marker_is_read(tmp_path: Path) -> None:
    root = layout("terragrunt", tmp_path)
    generate = (
        'generate "v" {\n  contents = <<-EOT\n    terraform {\n      required_version = "~> 1.5.0"\n    }\n  EOT  \n}\n'
    )
    with (root / "root.hcl").open("a") as file:
        line = (root / "root.hcl").read_text().count("\n") + 4
        file.write(generate)

    with pytest.raises(EmbedConflictError, match=rf"^root\.hcl:{line}: versions: Terraform is constrained"):
        embed_modules(scan_repository(root))
