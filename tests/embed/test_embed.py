"""Bringing modules in: what is written, what is printed, and what is refused before anything happens."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf import __version__, files
from mwaa_tf.embed import EmbedResult, embed_modules, scan_repository
from mwaa_tf.embed.vendored import EmbedConflictError
from mwaa_tf.embed.wiring import DEFAULT_MODULES
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.render import write
from mwaa_tf.render.manifest import NAME, digest
from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.results import Formatting
from tests.embed.support import LAYOUTS, TERRAFORM, findings, layout, repository
from tests.support import REPOSITORY, tree

ROOTS = {
    "single-root": (),
    "root-per-environment": ("environments/prod", "environments/staging"),
    "terragrunt": (),
}
FITTING = TERRAFORM % (">= 1.10", ">= 5.68, < 7.0")


def into(folder: Path, *modules: str, only: tuple[str, ...] = (), **options: str) -> EmbedResult:
    return embed_modules(scan_repository(folder), modules=modules, only=only, **options)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_modules_are_copied_with_a_manifest_and_nothing_else_changes(name: str, tmp_path: Path) -> None:
    folder = layout(name, tmp_path)
    before = tree(folder)

    done = into(folder, only=ROOTS[name])

    after = tree(folder)
    assert {path: after[path] for path in before} == before
    new = {path.removeprefix("modules/mwaa/"): after[path] for path in after.keys() - before.keys()}
    manifest = json.loads(new.pop(NAME))
    assert manifest == {
        "version": 1,
        "mwaa_tf": __version__,
        "files": {path: digest(contents) for path, contents in new.items()},
    }
    assert {path.partition("/")[0] for path in new} == set(done.modules)
    for path, contents in new.items():
        assert contents == (REPOSITORY / "modules" / path).read_bytes()
    assert not any("test" in path for path in new)
    assert findings(folder) == []


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_printed_blocks_fit_the_repository(name: str, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    done = into(layout(name, tmp_path), only=ROOTS[name])

    golden(f"golden/{name}.tf", done.blocks)
    assert done.root == {
        "single-root": ".",
        "root-per-environment": "environments/prod",
        "terragrunt": "live/prod/eu-west-1",
    }[name]  # fmt: skip


def test_in_one_apply_the_participants_part_waits_for_network_tags(tmp_path: Path) -> None:
    folder = layout("single-root", tmp_path)
    share_note = "shares the subnets and uses them in one apply"

    assert any(note.startswith(share_note) for note in into(folder).notes)

    done = into(folder, *DEFAULT_MODULES, "network-tags", "web-access-alb")
    assert not any(note.startswith(share_note) for note in done.notes)
    calls = {call.partition('"')[0]: call for call in done.blocks.split('\nmodule "mwaa_')}
    assert "vpc_id     = module.mwaa_network_tags.vpc_id" in calls["environment"]
    assert "subnet_ids = module.mwaa_network_tags.subnet_ids" in calls["environment"]
    assert "subnet_ids = module.mwaa_subnet_share.subnet_ids" in calls["network_tags"]
    assert not any(
        "network_tags" in calls[owners] for owners in ("environment_endpoints", "subnet_share", "web_access_alb")
    )


@pytest.mark.terraform
def test_the_blocks_are_formatted_and_terraform_takes_them(tmp_path: Path, terraform: Terraform) -> None:
    folder = layout("root-per-environment", tmp_path)
    root = folder / "environments/prod"
    (root / "mwaa.tf").write_text(into(folder, only=("environments/prod",)).blocks)

    terraform.init(root, backend=False)

    assert terraform.validate(root) == []
    assert terraform.fmt_check([root]) == Formatting()
    assert findings(folder) == []


@pytest.mark.terraform
def test_blocks_of_every_module_are_formatted_and_terraform_takes_them(tmp_path: Path, terraform: Terraform) -> None:
    folder = repository(tmp_path, {"main.tf": FITTING})
    (folder / "mwaa.tf").write_text(into(folder, "all").blocks)

    terraform.init(folder, backend=False)

    assert terraform.validate(folder) == []
    assert terraform.fmt_check([folder]) == Formatting()


def test_a_second_run_finds_its_blocks_and_its_copies_in_place(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"main.tf": FITTING})
    (folder / "mwaa.tf").write_text(into(folder, "network", path="vendor/airflow").blocks)

    done = into(folder, "network", "subnet-share")

    assert done.copies.path == "vendor/airflow"
    assert 'module "mwaa_subnet_share" {\n  source = "./vendor/airflow/subnet-share"' in done.blocks
    assert 'module "mwaa_network"' not in done.blocks
    assert "subnet_arns = module.mwaa_network.private_subnet_arns" in done.blocks
    assert "module mwaa_network (network) is already called in ." in done.notes
    assert done.copies.folder.joinpath("network/vpc.tf").is_file()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {
                "vpc.tf": 'resource "aws_vpc" "main" {}\n'
                'resource "aws_subnet" "private_a" {}\nresource "aws_subnet" "private_b" {}\n'
            },
            ("aws_vpc.main.id", "[aws_subnet.private_a.id, aws_subnet.private_b.id]"),
            id="resources",
        ),
        pytest.param(
            {
                "vpc.tf": 'resource "aws_vpc" "main" {\n  count = 1\n}\n'
                'resource "aws_subnet" "private" {\n  for_each = local.zones\n}\n'
            },
            ("aws_vpc.main[0].id", "slice(values(aws_subnet.private)[*].id, 0, 2)"),
            id="repeated resources",
        ),
        pytest.param(
            {"vpc.tf": 'data "aws_vpc" "shared" {}\ndata "aws_subnets" "private" {}\n'},
            ("data.aws_vpc.shared.id", "slice(sort(data.aws_subnets.private.ids), 0, 2)"),
            id="data sources",
        ),
        pytest.param(
            {
                "main2.tf": "locals {\n  a = data.terraform_remote_state.net.outputs.vpc_id\n"
                "  b = data.terraform_remote_state.net.outputs.private_subnets\n}\n"
            },
            (
                "data.terraform_remote_state.net.outputs.vpc_id",
                "slice(data.terraform_remote_state.net.outputs.private_subnets, 0, 2)",
            ),
            id="remote state",
        ),
        pytest.param(
            {"variables.tf": 'variable "vpc_id" {}\nvariable "subnet_ids" {}\n'},
            ("var.vpc_id", "slice(var.subnet_ids, 0, 2)"),
            id="variables",
        ),
        pytest.param(
            {"vpc.tf.json": '{"module": {"core": {"source": "terraform-aws-modules/vpc/aws", "count": 1}}}'},
            ("module.core[0].vpc_id", "slice(module.core[0].private_subnets, 0, 2)"),
            id="registry module in JSON",
        ),
        pytest.param({}, ("var.mwaa_vpc_id", "var.mwaa_private_subnet_ids"), id="nothing"),
        pytest.param(
            {"vpc.tf": 'resource "aws_vpc" "a}\\n b" {}\n'},
            ("var.mwaa_vpc_id", "var.mwaa_private_subnet_ids"),
            id="a name that is none",
        ),
    ],
)
def test_an_existing_vpc_is_used(files: dict[str, str], expected: tuple[str, str], tmp_path: Path) -> None:
    folder = repository(tmp_path, {"main.tf": FITTING, **files})

    lines = [line.split() for line in into(folder, "environment").blocks.splitlines()]

    values = {line[0]: " ".join(line[2:]) for line in lines if len(line) > 2 and line[1] == "="}
    assert (values["vpc_id"], values["subnet_ids"]) == expected


def test_tags_and_providers_of_the_root_are_used(tmp_path: Path) -> None:
    aliases = 'provider "aws" {\n  alias = "%s"\n}\n'
    files = {
        "main.tf": (TERRAFORM % (">= 1.10", "~> 6.0")).replace('provider "aws" {}\n', ""),
        "providers.tf": aliases % "workload" + aliases % "core-network",
        "variables.tf": 'variable "tags" {}\n',
    }

    blocks = into(repository(tmp_path, files), "environment", "subnet-share").blocks

    share, environment = blocks.split('module "mwaa_environment"')
    assert "providers = { aws = aws.core-network }" in share
    assert "providers = { aws = aws.workload }" in environment
    assert "tags = var.tags" in share


@pytest.mark.parametrize(
    ("terraform", "aws", "line"),
    [
        (">= 1.10", "~> 4.0", 5),
        (">= 1.10", "= 5.67.0", 5),
        (">= 1.10", ">= 7.0", 5),
        (">= 1.10", "5.70.0-beta1", 5),
        (">= 1.10", "latest", 5),
        ("~> 1.9.0", ">= 5.0", 2),
        ("< 1.10.0", ">= 5.0", 2),
    ],
)
def test_constraints_that_cannot_be_met_are_refused_with_their_line(
    terraform: str, aws: str, line: int, tmp_path: Path
) -> None:
    folder = repository(tmp_path, {"main.tf": TERRAFORM % (terraform, aws)})

    with pytest.raises(EmbedConflictError) as refused:
        into(folder)

    assert str(refused.value).startswith(f"main.tf:{line}: versions: ")
    assert list(tree(folder)) == ["main.tf"]


def test_constraints_that_only_together_cannot_be_met_are_refused(tmp_path: Path) -> None:
    files = {
        "main.tf": TERRAFORM % (">= 1.10", "< 5.100") + 'module "x" {\n  source = "./x"\n}\n',
        "x/main.tf": TERRAFORM % (">= 1.5", ">= 5.100.0"),
    }

    with pytest.raises(EmbedConflictError, match=r'"< 5.100" \(main.tf:5\), ">= 5.100.0" \(x/main.tf:5\) in \.'):
        into(repository(tmp_path, files))


def test_a_local_module_of_the_root_counts_and_a_root_that_is_left_out_does_not(tmp_path: Path) -> None:
    files = {
        "live/main.tf": TERRAFORM % (">= 1.10", ">= 5.0") + 'module "x" {\n  source = "../old"\n}\n',
        "new/main.tf": FITTING,
        "old/main.tf": 'provider "aws" {\n  version = "~> 3.0"\n}\n',
    }
    folder = repository(tmp_path, files)

    with pytest.raises(EmbedConflictError, match=r'old/main.tf:2: versions: .* is constrained to "~> 3.0", but'):
        into(folder)

    assert into(folder, only=("./new/",)).root == "new"
    with pytest.raises(UsageError, match=r"--root other: is not a root module .* its root modules: live, new"):
        into(folder, only=("other",))


def test_a_lock_file_with_an_older_provider_is_mentioned(tmp_path: Path) -> None:
    lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.31.0"\n}\n'
    folder = repository(tmp_path, {"main.tf": TERRAFORM % (">= 1.10", ">= 5.0"), ".terraform.lock.hcl": lock})

    assert into(folder, "network").notes[0] == (
        ".terraform.lock.hcl:2: versions: locks hashicorp/aws 5.31.0, but the modules need >= 5.68, < 7.0: "
        "run `terraform init -upgrade`"
    )


@pytest.mark.parametrize(
    ("provider", "body", "noted"),
    [
        ("registry.terraform.io/hashicorp/aws", '  version = "5.67.9"\n', True),
        ("registry.opentofu.org/hashicorp/aws", '  version = "7.0.0"\n', True),
        ("registry.terraform.io/hashicorp/aws", '  version = "5.68.0"\n', False),
        ("registry.terraform.io/hashicorp/aws", '  version = "6.99.0"\n', False),
        ("registry.terraform.io/hashicorp/aws", '  version = "unknown"\n', False),
        ("registry.terraform.io/hashicorp/aws", "", False),
        ("registry.terraform.io/hashicorp/awscc", '  version = "1.0.0"\n', False),
        ("registry.terraform.io/hashicorp/random", '  version = "3.0.0"\n', False),
    ],
)
def test_only_a_locked_version_that_the_modules_do_not_support_is_mentioned(
    provider: str, body: str, noted: bool, tmp_path: Path
) -> None:
    lock = f'provider "{provider}" {{\n{body}}}\n'
    folder = repository(tmp_path, {"main.tf": TERRAFORM % (">= 1.10", ">= 5.0"), ".terraform.lock.hcl": lock})

    assert any("terraform init -upgrade" in note for note in into(folder, "network").notes) == noted


@pytest.mark.parametrize(
    ("terraform", "provider", "problem"),
    [
        ("nonsense", ">= 5.0", '"nonsense" is not a valid version constraint'),
        (">= 1.10", "five", '"five" is not a valid version constraint'),
        (">= 1.10", "< 5.68", 'the provider hashicorp/aws is constrained to "< 5.68", but the modules need '),
        (">= 1.10", "<= 5.68", None),
        (">= 1.10", ">= 7.0", 'the provider hashicorp/aws is constrained to ">= 7.0", but the modules need '),
        (">= 1.10", "> 6.99.0", None),
    ],
)
def test_a_constraint_conflicts_if_no_version_satisfies_it_and_the_modules(
    terraform: str, provider: str, problem: str | None, tmp_path: Path
) -> None:
    folder = repository(tmp_path, {"main.tf": TERRAFORM % (terraform, provider)})
    if problem is None:
        assert into(folder, "network").blocks
        return
    with pytest.raises(EmbedConflictError) as refused:
        into(folder, "network")
    assert f": versions: {problem}" in str(refused.value)


def test_constraints_of_several_files_conflict_only_together(tmp_path: Path) -> None:
    second = 'terraform {\n  required_providers {\n    aws = {\n      version = "> 5.70, != 5.71.0"\n    }\n  }\n}\n'
    folder = repository(tmp_path, {"main.tf": TERRAFORM % (">= 1.10", "< 5.70"), "more.tf": second})

    with pytest.raises(EmbedConflictError) as refused:
        into(folder, "network")

    (line,) = [line for line in str(refused.value).splitlines() if ": versions: " in line]
    assert 'the provider hashicorp/aws is constrained to "< 5.70" (main.tf:' in line
    assert '"> 5.70, != 5.71.0" (more.tf:3) in ., but the modules need ">= 5.68, < 7.0": ' in line
    assert line.endswith("no version satisfies all of them")


def test_a_name_that_is_taken_is_refused_with_its_line_and_another_prefix_helps(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"main.tf": FITTING, "a.tf": '\nmodule "mwaa_network" {\n  source = "./x"\n}\n'})

    with pytest.raises(EmbedConflictError, match=r"^a\.tf:2: name: module mwaa_network already exists\n.*--prefix"):
        into(folder, "network")

    assert 'module "airflow_network"' in into(folder, "network", prefix="airflow_").blocks
    with pytest.raises(UsageError, match="--prefix"):
        into(folder, "network", prefix='x" {')


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("modules/mwaa/network/main.tf", "modules/mwaa/network/main.tf: copy: is not part of the module"),
        ("modules/mwaa/network/README.md", "modules/mwaa/network/README.md: copy: was not written by mwaa_tf"),
        ("modules/mwaa/network", "modules/mwaa/network: copy: is a file where a folder belongs"),
        ("modules/mwaa/main.tf", "modules/mwaa/main.tf: name: modules/mwaa is a module of the repository"),
    ],
)
def test_a_folder_with_files_of_others_is_refused(path: str, message: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, {"main.tf": FITTING, path: "# ours\n"})
    before = tree(folder)

    with pytest.raises(EmbedConflictError) as refused:
        into(folder, "network")

    assert str(refused.value).startswith(f"{message}\nNothing was written.")
    assert tree(folder) == before


def test_copies_that_were_made_by_hand_are_taken_over(tmp_path: Path) -> None:
    theirs = (REPOSITORY / "modules/network/vpc.tf").read_text()
    folder = repository(tmp_path, {"main.tf": FITTING, "modules/mwaa/network/vpc.tf": theirs})

    assert into(folder, "network").changes.unchanged == ("network/vpc.tf",)


def test_an_edited_copy_is_refused(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"main.tf": FITTING})
    into(folder, "network")
    (folder / "modules/mwaa/network/vpc.tf").write_text("# mine\n")

    with pytest.raises(
        EmbedConflictError, match=r"^modules/mwaa/network/vpc\.tf: copy: was edited since it was embedded"
    ):
        into(folder, "subnet-share")


@pytest.mark.parametrize("path", ["../x", "/tmp/x", "a/../../x", ".", "", "a/..", ".github/x", "out/x", "x\0y"])  # noqa: S108
def test_a_path_out_of_the_repository_is_refused(path: str, tmp_path: Path) -> None:
    folder = repository(tmp_path / "repo", {"main.tf": FITTING})
    (folder / "out").symlink_to(tmp_path)

    with pytest.raises(UsageError, match="--path"):
        into(folder, "network", path=path)

    assert [path.name for path in tmp_path.iterdir()] == ["repo"]


def test_a_module_that_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown module nat; known are .*environment, environment-endpoints"):
        into(repository(tmp_path, {"main.tf": FITTING}), "nat")


def test_a_file_where_the_folder_belongs_is_refused(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"main.tf": FITTING, "modules": "a file\n"})

    with pytest.raises(UsageError, match="--path modules/mwaa: modules is a file"):
        into(folder, "network")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_repository_that_is_read_only_is_an_error_with_its_name(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"main.tf": FITTING})
    folder.chmod(0o500)

    with pytest.raises(MwaaTfError, match=r"modules/mwaa: cannot be written: Permission denied"):
        into(folder, "network")


def test_ctrl_c_leaves_whole_files_and_the_next_run_finishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path, {"main.tf": FITTING})
    write_whole_file, calls = files.write_whole_file, []

    def interrupted(path: str, contents: bytes, mode: int = 0o666) -> None:
        calls.append(path)
        if len(calls) == 20:
            raise KeyboardInterrupt
        write_whole_file(path, contents, mode)

    for module in (files, write):
        monkeypatch.setattr(module, "write_whole_file", interrupted)
    with pytest.raises(KeyboardInterrupt):
        into(folder)
    monkeypatch.undo()

    left = {path.removeprefix("modules/mwaa/"): text for path, text in tree(folder / "modules/mwaa").items()}
    for path, text in left.items():
        assert path == NAME or text == (REPOSITORY / "modules" / path).read_bytes()
    assert findings(folder)[0].startswith("modules/mwaa: copy: the last run was interrupted")
    into(folder)
    assert findings(folder) == []
