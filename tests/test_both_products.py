"""Nothing that is rendered, and nothing in the modules, can be read by only one of Terraform and OpenTofu.

Except for `encryption.tofu`, which is for OpenTofu alone, and which Terraform does not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf import load, render_deployment
from mwaa_tf.config import Deployment
from tests.support import EXAMPLES, REPOSITORY, deployment

#: Functions of both: those that `terraform metadata functions -json` of 1.11 lists and OpenTofu 1.10 has in
#: internal/lang/functions.go and scope.go. Functions of providers are of one or the other.
_FUNCTIONS = """
abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt can ceil
chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode
dirname distinct element endswith file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset
filesha1 filesha256 filesha512 flatten floor format formatdate formatlist indent index issensitive join jsondecode
jsonencode keys length log lookup lower matchkeys max md5 merge min nonsensitive one parseint pathexpand plantimestamp
pow range regex regexall replace reverse rsadecrypt sensitive setintersection setproduct setsubtract setunion sha1
sha256 sha512 signum slice sort split startswith strcontains strrev substr sum templatefile templatestring
textdecodebase64 textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset tostring
transpose trim trimprefix trimspace trimsuffix try upper urlencode uuid uuidv5 values yamldecode yamlencode zipmap
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())

#: What looks like a function in the type of a variable.
TYPES = frozenset({"list", "map", "object", "optional", "set", "tuple"})

#: Blocks of both at the top of a file. `ephemeral` is of OpenTofu since 1.11, `action` and `list` are Terraform's.
BLOCKS = frozenset(
    {"check", "data", "import", "locals", "module", "moved", "output", "provider", "resource", "terraform", "variable"}
)

#: What `terraform` has in both; `encryption` is OpenTofu's.
SETTINGS = frozenset({"required_version", "required_providers", "backend", "cloud"})

#: What `lifecycle` has in both; `enabled` and `destroy` are OpenTofu's, `action_trigger` is Terraform's.
LIFECYCLE = frozenset(
    {
        "create_before_destroy",
        "ignore_changes",
        "postcondition",
        "precondition",
        "prevent_destroy",
        "replace_triggered_by",
    }
)

#: Of OpenTofu since 1.11, of Terraform since 1.10 and 1.11; and provider functions, whose providers differ.
_NEWER = re.compile(r"\bephemeral\s*=|\b\w+_wo\s*=|\bprovider::")

_KEY = "arn:aws:kms:us-east-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def code(text: str) -> str:
    """``text`` without comments and prose: of strings, only what is interpolated remains."""
    text = re.sub(r"<<-?(\w+)\n.*?\n\s*\1\b", lambda match: _interpolated(match[0]), text, flags=re.DOTALL)
    text = re.sub(r'"(?:\\.|\$\{[^}]*\}|[^"\\\n])*"', lambda match: _interpolated(match[0]), text)
    return re.sub(r"(#|//).*", "", text)


def _interpolated(text: str) -> str:
    return " ".join(['""', *re.findall(r"(?<!\$)\$\{([^}]*)\}", text)])


def problems(text: str) -> Iterator[str]:
    """What in a file only one of the two can read."""
    plain = code(text)
    for name in re.findall(r"(?<![\w.])([a-z][a-z0-9_]*)\(", plain):
        if name not in FUNCTIONS | TYPES:
            yield f"function {name}"
    for name in re.findall(r'^(\w+)(?: ""){0,2} \{', plain, re.MULTILINE):
        if name not in BLOCKS:
            yield f"block {name}"
    for settings in re.findall(r"^terraform \{\n(.*?)^\}", plain, re.MULTILINE | re.DOTALL):
        yield from (
            f"terraform.{name}" for name in re.findall(r"^  (\w+)", settings, re.MULTILINE) if name not in SETTINGS
        )
    for indent, settings in re.findall(r"^( +)lifecycle \{\n(.*?)^\1\}", plain, re.MULTILINE | re.DOTALL):
        names = re.findall(rf"^{indent}  (\w+)", settings, re.MULTILINE)
        yield from (f"lifecycle.{name}" for name in names if name not in LIFECYCLE)
    yield from (f"newer: {match}" for match in _NEWER.findall(plain))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('output "a" { value = cidrcontains("10.0.0.0/8", "10.1.2.3") }', ["function cidrcontains"]),
        ('locals {\n  a = "x ${provider::aws::arn_parse("y").region}"\n}', ["newer: provider::"]),
        ('ephemeral "aws_secret" "this" {\n}', ["block ephemeral"]),
        ("terraform {\n  encryption {\n  }\n}", ["terraform.encryption"]),
        ('resource "a" "b" {\n  lifecycle {\n    enabled = false\n  }\n}', ["lifecycle.enabled"]),
        ('resource "a" "b" {\n  password_wo = "x" # not password_wo(1)\n}', ["newer: password_wo ="]),
        ('variable "a" {\n  description = <<-EOT\n    Ids(s) of invented(things).\n  EOT\n}', []),
    ],
)
def test_what_only_one_of_them_reads_is_noticed(text: str, found: list[str]) -> None:
    assert [
        problem for problem in problems(text) if "function provider" not in problem and "arn_parse" not in problem
    ] == found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_both_read_every_example(tmp_path: Path, example: Path) -> None:
    check(load(example / "mwaa.yaml"), tmp_path, example)


def test_both_read_what_is_rendered_with_encryption(tmp_path: Path) -> None:
    """The one file for OpenTofu alone has its ending, beside a file of the same name that Terraform reads instead."""
    state = {"encryption": {"kms_key_arn": _KEY}}
    names = check(deployment(state=state), tmp_path, tmp_path)
    workspaces = {"1-network", "2-environments/data-etl", "3-endpoints/data-etl"}
    assert {name for name in names if name.endswith(".tofu")} == {f"{path}/encryption.tofu" for path in workspaces}
    assert {f"{path}/encryption.tf" for path in workspaces} <= names


def check(described: Deployment, folder: Path, config_folder: Path) -> set[str]:
    """Fail for what only one of the two can read; the names of all files."""
    wanted = render_deployment(described, folder, config_folder=config_folder, dry_run=True).wanted
    assert {
        path: found
        for path, contents in wanted.items()
        if path.endswith(".tf") and (found := list(problems(contents.decode())))
    } == {}
    return set(wanted)


@pytest.mark.parametrize(
    "module", sorted(REPOSITORY.glob("modules/*/*.tf")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_both_read_the_modules(module: Path) -> None:
    assert list(problems(module.read_text("utf-8"))) == []
