"""Verifying a repository that has the modules: its copies, its calls, and what it reads of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mwaa_tf import __version__
from mwaa_tf.embed import embed_modules, scan_repository
from mwaa_tf.render.manifest import NAME
from mwaa_tf.terraform import Terraform
from tests.embed.support import CASES, TERRAFORM, checked, findings, repository

CALLS = """\
module "net" {
  source = "./modules/mwaa/network"
}

module "share" {
  source = "./modules/mwaa/subnet-share"

  name        = "x"
  subnet_arns = module.net.private_subnet_arns
  principals  = ["222222222222"]
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository that calls two of its copies."""
    root = repository(tmp_path, {"main.tf": TERRAFORM % (">= 1.10", "~> 5.70")})
    embed_modules(scan_repository(root), modules=("network", "subnet-share"))
    return repository(root, {"mwaa.tf": CALLS})


def test_all_is_well(folder: Path) -> None:
    check = checked(folder)

    assert check.findings == check.notes == ()
    assert [(embedded.module, embedded.call.name, embedded.call.line) for embedded in check.calls] == [
        ("network", "net", 1),
        ("subnet-share", "share", 5),
    ]


def test_a_repository_without_modules_has_no_findings(tmp_path: Path) -> None:
    assert findings(repository(tmp_path, {"main.tf": "locals {}\n"})) == []


def test_copies_that_differ_are_found(folder: Path) -> None:
    modules = folder / "modules/mwaa"
    (modules / "network/vpc.tf").write_text("# edited\n")
    (modules / "network/nat.tf").unlink()
    (modules / "network/more.tofu").touch()
    (modules / "network/NOTES.md").touch()
    (modules / "network/.terraform.lock.hcl").touch()

    assert [line for line in findings(folder) if ": copy: " in line] == [
        "modules/mwaa/network/more.tofu: copy: is not part of the module",
        "modules/mwaa/network/nat.tf: copy: is missing; the next run writes it again",
        "modules/mwaa/network/vpc.tf: copy: was edited since it was embedded",
    ]


def test_copies_of_another_version_are_found(folder: Path) -> None:
    manifest = folder / "modules/mwaa" / NAME
    vpc = folder / "modules/mwaa/network/vpc.tf"
    vpc.write_text(vpc.read_text() + "# old\n")
    from mwaa_tf.render.manifest import digest

    old = manifest.read_text().replace(f'"mwaa_tf": "{__version__}"', '"mwaa_tf": "0.0.9"')
    lines = [
        f'    "network/vpc.tf": "{digest(vpc.read_bytes())}",' if '"network/vpc.tf"' in line else line
        for line in old.splitlines()
    ]
    manifest.write_text("\n".join(lines))

    assert findings(folder) == [
        f"modules/mwaa/{NAME}: version: the modules are of mwaa_tf 0.0.9, but this is {__version__}: "
        "`mwaa_tf embed --upgrade` shows the differences"
    ]


def test_a_module_that_is_gone_is_found_and_so_are_its_calls(folder: Path) -> None:
    for file in (folder / "modules/mwaa/subnet-share").iterdir():
        file.unlink()
    (folder / "modules/mwaa/subnet-share").rmdir()

    check = checked(folder)

    assert [str(finding) for finding in check.findings] == [
        "modules/mwaa/subnet-share: copy: is missing; the next run removes it from the manifest",
        "mwaa.tf:5: source: module share (subnet-share) calls a copy that does not exist",
    ]


def test_a_source_that_does_not_exist_is_found_with_the_nearest_folder(folder: Path) -> None:
    calls = 'module "a" {\n  source = "./modules/mwaa/netwrok"\n}\nmodule "b" {\n  source = "../modules/vpcs"\n}\n'
    repository(folder, {"typo.tf": calls.replace("../", "./"), "modules/vpc/main.tf": "", "live/typo.tf": calls})
    repository(folder, {"live/other.tf": 'module "c" {\n  source = "../generated"\n}\n', "empty/readme": ""})
    repository(folder, {"right.tf": 'module "d" {\n  source = "./empty"\n}\n'})

    check = checked(folder)

    typo = "typo.tf:1: source: module a: ./modules/mwaa/netwrok does not exist, did you mean"
    assert [str(finding) for finding in check.findings] == [
        f"live/{typo} ../modules/mwaa/network?",
        f"{typo} ./modules/mwaa/network?",
    ]
    assert sorted(str(note) for note in check.notes) == [
        "live/other.tf:1: source: module c: ../generated does not exist",
        "live/typo.tf:4: source: module b: ../modules/vpcs does not exist, did you mean ../modules/vpc?",
        "typo.tf:4: source: module b: ./modules/vpcs does not exist, did you mean ./modules/vpc?",
    ]


def test_inputs_that_do_not_fit_are_found_with_their_lines(folder: Path) -> None:
    repository(
        folder,
        {
            "more.tf": 'module "a" {\n  source  = "./modules/mwaa/subnet-share"\n  version = "1"\n\n  nme = "x"\n}\n',
            "b.tf.json": '{"module": {"b": {\n"source": "./modules/mwaa/network",\n"existing": {"vpc": "v"}}}}',
        },
    )

    assert findings(folder) == [
        "b.tf.json:3: input: module b (network): input existing.private_subnet_ids is required",
        "b.tf.json:3: input: module b (network): input existing.vpc is not known; known are vpc_id, "
        + next(line.partition("vpc_id, ")[2] for line in findings(folder) if "existing.vpc is" in line),
        "b.tf.json:3: input: module b (network): input existing.vpc_id is required",
        "more.tf:1: input: module a (subnet-share): input subnet_arns is required",
        "more.tf:5: input: module a (subnet-share): input nme is not known, did you mean name?",
    ]


def test_outputs_that_do_not_exist_are_found_wherever_they_are_read(folder: Path) -> None:
    repository(
        folder,
        {
            "outputs.tf": 'output "a" {\n  value = "${module.net.vpcid}"\n}\noutput "b" {\n  value = module.net\n}\n',
            "c.tf.json": '{"output": {"c": {\n"value": "${module.share[0].arn}"}}}',
            "elsewhere/main.tf": 'output "d" {\n  value = module.net.anything\n}\n',
        },
    )

    assert findings(folder) == [
        "c.tf.json:2: output: module share (subnet-share) has no output arn",
        "outputs.tf:2: output: module net (network) has no output vpcid, did you mean vpc_id?",
    ]


READS = {
    "values(module.net)[*].vpcid": "vpcid",
    "[for m in module.net : m.vpcid]": "vpcid",
    "{ for k, m in module.net : k => m.vpcid }": "vpcid",
    'module.net["a"].vpcid': "vpcid",
    "module.net[each.key].vpcid": "vpcid",
    'lookup(module.net, "a").vpcid': "vpcid",
    "lookup(module.net, var.key, null).vpcid": "vpcid",
    'lookup(module.share, "arm", null)': "arm",
    'module.share["arm"]': "arm",
    '"%{ for m in values(module.net) }${m.vpcid}%{ endfor }"': "vpcid",
    "<<EOT\n%{ for m in module.net }${m.vpcid}%{ endfor }\nEOT": "vpcid",
    "one(module.share[*]).arm": "arm",
    "module.net[*].a.vpcid": "vpcid",
    "module.net.*.a.vpcid": "vpcid",
    "module.share[*].arm.x": "arm",
    '"${module.share}".arm': "arm",
    "local.share.arm": "arm",
    "local.share[*].arm": "arm",
    "local.again.arm": "arm",
    "local.text.arm": "arm",
    "local.json.arm": "arm",
    "local.nets[0].vpcid": "vpcid",
    'local.by_name["a"].vpcid': "vpcid",
    "[for net in local.nets : net.vpcid]": "vpcid",
    "local.net.vpcid": "vpcid",
    "local.overridden.arm": "arm",
}

#: Locals that are modules, instances of them, and collections of these.
LOCALS = """\
locals {
  share      = module.share
  again      = local.share
  text       = "${module.share}"
  circle     = local.circle
  nets       = values(module.net)
  by_name    = { for name, net in module.net : name => net }
  net        = module.net["a"]
  id         = module.net["a"].vpc_id
  overridden = module.net
}
"""


@pytest.mark.parametrize(("expression", "output"), READS.items(), ids=READS)
def test_an_output_is_checked_however_it_is_read(expression: str, output: str, folder: Path) -> None:
    repository(
        folder,
        {
            "mwaa.tf": CALLS.replace('./modules/mwaa/network"', './modules/mwaa/network"\n  for_each = {}').replace(
                "module.net.private_subnet_arns", '["arn"]'
            ),
            "outputs.tf": f'output "o" {{\n  value = {expression}\n}}\n',
            "locals.tf": LOCALS,
            "a_override.tf": "locals {\n  overridden = module.share\n}\n",
            "json.tf.json": '{"locals": {"json": "${module.share}", "no": "x ${1}"}}',
        },
    )

    (finding,) = findings(folder)

    assert finding.startswith("outputs.tf:")
    assert f" has no output {output}" in finding


@pytest.mark.parametrize(
    "expression",
    [
        "values(module.net)[*].vpc_id",
        'module.net["vpcid"].vpc_id',
        "[for key, net in module.net : key]",
        "[for name, value in module.share : value.anything]",
        "module.share[var.name]",
        "keys(module.net)",
        "module.net[*].vpcid.vpc_id",
        "module.net.*.vpcid.vpc_id",
        "module.share[*].subnet_ids.x",
        "local.share.subnet_ids",
        "local.circle.arm",
        "local.id.arm",
        "local.nothing.arm",
        'local.by_name["vpcid"].vpc_id',
    ],
)
def test_what_is_no_output_is_not_taken_for_one(expression: str, folder: Path) -> None:
    calls = CALLS.replace('./modules/mwaa/network"', './modules/mwaa/network"\n  for_each = {}')
    repository(folder, {"mwaa.tf": calls.replace("module.net.private_subnet_arns", "[]")})
    repository(folder, {"outputs.tf": f'output "o" {{\n  value = {expression}\n}}\n', "locals.tf": LOCALS})

    assert findings(folder) == []


def test_a_call_that_an_override_file_repeats_is_read_by_its_instances(folder: Path) -> None:
    repository(
        folder,
        {
            "mwaa_override.tf": 'module "net" {\n  count = 2\n}\n',
            "mwaa.tf": CALLS.replace("module.net.private_subnet_arns", "module.net[0].private_subnet_arns"),
            "outputs.tf": 'output "o" {\n  value = module.net["vpcid"].vpc_id\n}\n',
        },
    )

    assert findings(folder) == []


@pytest.fixture
def heredocs(tmp_path: Path) -> Path:
    """A repository whose call stands between heredocs; the marker of the first one has blanks after it."""
    root = repository(tmp_path, {"main.tf": TERRAFORM % (">= 1.10", "~> 6.0")})
    embed_modules(scan_repository(root), modules=("environment",))
    shutil.copy(CASES / "heredoc.tf", root / "main.tf")
    return root


def test_blocks_between_heredocs_are_checked(heredocs: Path) -> None:
    assert findings(heredocs) == [
        "main.tf:11: input: module mwaa_environment (environment): input name is required",
        "main.tf:14: input: module mwaa_environment (environment): input nmae is not known, did you mean name?",
        "main.tf:20: output: module mwaa_environment (environment) has no output webserver_uri, "
        "did you mean webserver_url?",
    ]


def test_terraform_has_the_same_findings(heredocs: Path, terraform: Terraform) -> None:
    """Terraform looks at outputs only after the arguments are right."""
    terraform.init(heredocs, backend=False)
    inputs = [str(diagnostic).split(": ")[0] for diagnostic in terraform.validate(heredocs)]
    main = heredocs / "main.tf"
    main.write_text(main.read_text().replace("nmae", "name").replace('["a"]', '["subnet-1", "subnet-2"]'))
    outputs = [str(diagnostic).split(": ")[0] for diagnostic in terraform.validate(heredocs)]

    assert inputs == ["main.tf:11", "main.tf:14"]
    assert outputs == ["main.tf:20"]


def test_constraints_that_came_later_are_found(folder: Path) -> None:
    repository(folder, {"main.tf": TERRAFORM % (">= 1.10", "~> 4.0"), "other/main.tf": TERRAFORM % ("< 1.0", "< 3")})

    assert findings(folder) == [
        'main.tf:5: versions: the provider hashicorp/aws is constrained to "~> 4.0", '
        'but the modules need ">= 5.68, < 7.0"'
    ]


@pytest.mark.parametrize(
    ("ref", "known"), [("?ref=v9.9.9", False), ("", False), (f"?ref=v{__version__}", True), ("?ref=main", False)]
)
def test_a_git_source_is_checked_where_its_version_is_this_one(ref: str, known: bool, tmp_path: Path) -> None:
    source = f"git::https://example.com/mwaa_tf.git//modules/subnet-share{ref}"
    repository(tmp_path, {"main.tf": f'module "share" {{\n  source = "{source}"\n\n  nope = 1\n}}\n'})

    check = checked(tmp_path)

    assert bool(check.findings) is known
    assert len(check.notes) == (not known)
    for note in check.notes:
        assert str(note).startswith("main.tf:1: source: module share (subnet-share) uses ")
        assert str(note).endswith("its inputs and outputs are not checked")


@pytest.mark.parametrize(
    "source",
    ["git::https://example.com/other.git//modules/network", "./modules/network", "network", "${var.x}", "../../x"],
)
def test_other_modules_are_left_alone(source: str, tmp_path: Path) -> None:
    repository(tmp_path, {"main.tf": f'module "network" {{\n  source = "{source}"\n  nope = 1\n}}\n'})

    assert checked(tmp_path).calls == ()
