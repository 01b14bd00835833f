"""The VPC, the providers and the tags of a repository that the blocks use."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.embed import EmbedResult, embed_modules, scan_repository
from tests.embed.support import CASES, TERRAFORM, repository

FITTING = TERRAFORM % (">= 1.10", ">= 5.68, < 7.0")
PROVIDERS = 'provider "aws" {\n  alias  = "%s"\n  region = "%s"\n}\n'


def into(folder: Path, *modules: str, only: tuple[str, ...] = ()) -> EmbedResult:
    return embed_modules(scan_repository(folder), modules=modules, only=only)


def case(name: str, folder: Path, *more: str) -> EmbedResult:
    """The blocks for a repository of tests/embed/cases, with more files in it."""
    text = (CASES / f"{name}.tf").read_text()
    return into(repository(folder, {"main.tf": text, **{f"more{number}.tf": file for number, file in enumerate(more)}}))


def providers_of(blocks: str) -> dict[str, str]:
    """The provider of each module block."""
    parts = blocks.split('module "mwaa_')[1:]
    return {part.partition('"')[0]: part.partition("providers = { aws = ")[2].partition(" }")[0] for part in parts}


def test_an_environment_is_in_the_region_of_its_network(tmp_path: Path) -> None:
    result = case("region", tmp_path)

    assert providers_of(result.blocks) == {
        "network": "aws.hub-common",
        "subnet_share": "aws.hub-common",
        "environment": "aws.platform-data-production-eu-west-2",
        "environment_endpoints": "aws.hub-common",
    }
    assert [note for note in result.notes if "region" in note] == []


def test_a_network_without_a_provider_of_the_environment_in_its_region_is_named(tmp_path: Path) -> None:
    files = {
        "main.tf": FITTING.replace(
            'provider "aws" {}\n', PROVIDERS % ("hub", "eu-west-2") + PROVIDERS % ("data", "eu-west-1")
        )
    }

    result = into(repository(tmp_path, files))

    assert result.notes[0] == (
        "aws.data is in eu-west-1, but aws.hub, the provider of the network, is in eu-west-2: "
        "an environment must be in the region of its VPC"
    )


@pytest.mark.parametrize(
    ("providers", "owner", "participant", "noted"),
    [
        pytest.param([("hub-a", "a"), ("hub-b", "b"), ("data", "b")], "hub-b", "data", False, id="a pair"),
        pytest.param([("hub", "a"), ("data-b", "b"), ("data-a", "a")], "hub", "data-a", False, id="one of several"),
        pytest.param([("hub", "a"), ("data-b", "${x}"), ("data-c", "c")], "hub", "data-b", False, id="not known"),
        pytest.param([("hub", "${x}"), ("data-a", "a"), ("data-x", "${x}")], "hub", "data-x", False, id="same text"),
        pytest.param([("hub", "a"), ("data-b", "b"), ("data-c", "c")], "hub", "data-b", True, id="none"),
        pytest.param([("x", "a")], "x", "x", False, id="a single provider"),
    ],
)
def test_providers_are_chosen_by_account_and_region(
    providers: list[tuple[str, str]], owner: str, participant: str, noted: bool, tmp_path: Path
) -> None:
    text = "".join(PROVIDERS % provider for provider in providers).replace('"${x}"', "var.x")

    result = into(repository(tmp_path, {"main.tf": text}), "subnet-share", "environment")

    assert providers_of(result.blocks) == {"subnet_share": f"aws.{owner}", "environment": f"aws.{participant}"}
    assert any("must be in the region of its VPC" in note for note in result.notes) is noted


@pytest.mark.parametrize(
    ("vpc", "owner"),
    [
        (
            'module "vpc" {\n  source    = "terraform-aws-modules/vpc/aws"\n  providers = { aws = aws.other }\n}\n',
            "other",
        ),
        ('resource "aws_vpc" "main" {\n  provider = aws.other\n}\n', "other"),
        ('data "aws_vpc" "main" {\n  provider = aws.other\n}\n', "network"),
        ('resource "aws_vpc" "main" {}\n', "network"),
    ],
)
def test_the_owner_is_the_account_that_creates_the_vpc(vpc: str, owner: str, tmp_path: Path) -> None:
    text = 'provider "aws" {\n  region = "b"\n}\n' + PROVIDERS % ("network", "b") + PROVIDERS % ("other", "b") + vpc

    assert providers_of(into(repository(tmp_path, {"main.tf": text})).blocks)["subnet_share"] == f"aws.{owner}"


def test_a_vpc_of_the_default_provider_in_another_region_is_that_provider_s(tmp_path: Path) -> None:
    text = 'provider "aws" {\n  region = "b"\n}\nresource "aws_vpc" "main" {}\n' + PROVIDERS % ("network", "a")

    assert providers_of(into(repository(tmp_path, {"main.tf": text})).blocks)["subnet_share"] == ""


def test_a_vpc_and_subnets_of_two_calls_are_used(tmp_path: Path) -> None:
    result = case("second-vpc", tmp_path)

    assert (
        "  existing = {\n    vpc_id             = module.network.vpc_id\n"
        "    private_subnet_ids = slice(module.subnets.private_subnet_ids, 0, 2)\n  }\n"
    ) in result.blocks
    assert result.notes == ("uses the VPC module.network with the subnets of module.subnets (main.tf:5)",)


def test_the_id_of_a_vpc_is_read_from_the_call_that_creates_it(tmp_path: Path) -> None:
    text = (CASES / "second-vpc.tf").read_text().replace("cloudposse/dynamic-subnets/aws", "acme/subnets/aws")
    reads = 'output "x" {\n  value = module.subnets.vpc_id\n}\n'

    blocks = into(repository(tmp_path, {"main.tf": text, "outputs.tf": reads})).blocks

    assert "vpc_id             = module.network.vpc_id\n" in blocks
    assert "private_subnet_ids = slice(module.subnets.private_subnet_ids, 0, 2)\n" in blocks


@pytest.mark.parametrize(
    ("call", "is_known"),
    [
        ('source = "acme/vpc/aws"', False),
        ('source = "git::https://example.com/acme/terraform-aws-vpc.git?ref=1"', False),
        ('source = "git::https://example.com/acme/modules.git//network"', False),
        ('source = "acme/landing-zone/aws"\n  cidr_block = "10.0.0.0/16"', False),
        ('source = "terraform-aws-modules/vpc/aws"\n  for_each = toset(["a"])', False),
        ('source = "./local"', False),
        ('source = "acme/landing-zone/aws"\n}\noutput "x" {\n  value = module.x.vpc_id', True),
    ],
)
def test_a_call_that_may_create_a_vpc_is_named_and_no_second_vpc_is_created(
    call: str, is_known: bool, tmp_path: Path
) -> None:
    files = {
        "main.tf": FITTING + f'module "x" {{\n  {call}\n}}\n',
        "local/main.tf": 'resource "aws_vpc" "this" {}\noutput "vpc" {\n  value = aws_vpc.this\n}\n',
    }

    result = into(repository(tmp_path, files), only=(".",))

    vpc_id = "module.x.vpc_id" if is_known else "var.mwaa_vpc_id"
    assert (
        f"existing = {{\n    vpc_id             = {vpc_id}\n    private_subnet_ids = var.mwaa_private_subnet_ids\n"
        in (result.blocks)
    )
    assert result.notes == (
        "uses the VPC module.x (main.tf:13)"
        if is_known
        else "does not know the outputs of module.x (main.tf:13), which seems to create a VPC: "
        "set the variables for the VPC and its private subnets to its values",
    )


SUBNET, TABLE = 'resource "aws_subnet" "%s" {\n%s}\n', 'resource "aws_route_table" "%s" {\n%s}\n'


@pytest.mark.parametrize(
    ("resources", "subnet_ids", "table_ids"),
    [
        (
            SUBNET % ("private", "  count = 3\n") + TABLE % ("private", "  count = var.single ? 1 : 3\n"),
            "slice(aws_subnet.private[*].id, 0, 2)",
            "slice(aws_route_table.private[*].id, 0, min(2, length(aws_route_table.private[*].id)))",
        ),
        (
            SUBNET % ("private", "  for_each = {}\n") + TABLE % ("private", "  for_each = {}\n"),
            "slice(values(aws_subnet.private)[*].id, 0, 2)",
            "slice(values(aws_route_table.private)[*].id, 0, min(2, length(values(aws_route_table.private)[*].id)))",
        ),
        (
            "".join(SUBNET % (f"private_{zone}", "") for zone in "abc") + TABLE % ("private", ""),
            "[aws_subnet.private_a.id, aws_subnet.private_b.id]",
            "slice([aws_route_table.private.id], 0, min(2, length([aws_route_table.private.id])))",
        ),
        (SUBNET % ("private", "  count = 2\n"), "slice(aws_subnet.private[*].id, 0, 2)", None),
        (SUBNET % ("public", "  count = 2\n") + TABLE % ("public", ""), "var.mwaa_private_subnet_ids", None),
    ],
)
def test_subnets_and_route_tables_beside_a_vpc_are_used_however_many_there_are(
    resources: str, subnet_ids: str, table_ids: str | None, tmp_path: Path
) -> None:
    """Two subnets, as MWAA needs; and one or two tables, since one may serve all subnets."""
    root = repository(tmp_path, {"main.tf": FITTING + 'resource "aws_vpc" "main" {}\n' + resources})

    blocks = into(root, "network", "service-endpoints", only=(".",)).blocks

    existing = dict(
        line.strip().split(maxsplit=2)[::2]
        for line in blocks.partition("existing = {\n")[2].partition("\n  }\n")[0].splitlines()
    )
    assert existing.pop("vpc_id") == "aws_vpc.main.id"
    assert existing.pop("private_subnet_ids") == subnet_ids
    assert existing == ({"private_route_table_ids": table_ids} if table_ids else {})


@pytest.mark.parametrize("kind", ["aws_subnets", "aws_subnet"])
def test_subnets_that_are_looked_up_beside_a_vpc_are_used(kind: str, tmp_path: Path) -> None:
    data = f'data "aws_vpc" "main" {{}}\ndata "{kind}" "private_1" {{}}\ndata "{kind}" "private_2" {{}}\n'

    blocks = into(repository(tmp_path, {"main.tf": FITTING + data}), only=(".",)).blocks

    listed = {
        "aws_subnets": "slice(sort(data.aws_subnets.private_1.ids), 0, 2)",
        "aws_subnet": "[data.aws_subnet.private_1.id, data.aws_subnet.private_2.id]",
    }
    assert f"private_subnet_ids = {listed[kind]}\n" in blocks


def test_a_vpc_for_each_is_named(tmp_path: Path) -> None:
    result = into(repository(tmp_path, {"main.tf": FITTING + 'resource "aws_vpc" "x" {\n  for_each = {}\n}\n'}))

    assert "vpc_id             = var.mwaa_vpc_id" in result.blocks
    assert result.notes[0].startswith("does not know the outputs of aws_vpc.x (main.tf:13)")


@pytest.mark.parametrize(
    "call",
    [
        'source = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"',
        'source = "acme/vpc/aws"\n  vpc_id = var.vpc',
        'source = "acme/security-group/aws"',
        'source = "./local"',
    ],
)
def test_other_calls_are_no_vpc(call: str, tmp_path: Path) -> None:
    files = {"main.tf": FITTING + f'module "x" {{\n  {call}\n}}\n', "local/main.tf": 'resource "aws_subnet" "x" {}\n'}

    result = into(repository(tmp_path, files), only=(".",))

    assert 'source = "./modules/mwaa/network"\n\n  name = var.mwaa_name\n' in result.blocks
    assert result.notes == ()


def test_the_call_of_the_vpc_is_read_and_not_the_first_one(tmp_path: Path) -> None:
    calls = (
        'module "first" {\n  source   = "./other"\n  for_each = {}\n}\n'
        'module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n  count = 1\n'
        "  providers = { aws = aws.hub }\n}\n"
    )
    files = {
        "a.tf": 'module "zero" {\n  source = "./other"\n}\n',
        "main.tf": calls + FITTING + PROVIDERS % ("hub", "a"),
        "other/main.tf": "",
    }

    blocks = into(repository(tmp_path, files), only=(".",)).blocks

    assert "vpc_id             = module.vpc[0].vpc_id" in blocks
    assert providers_of(blocks)["network"] == "aws.hub"


TAGS = {
    "map of maps": ('locals {\n  tags = { dev = { a = "1" } }\n}', None),
    "map of lists": ('locals {\n  tags = { dev = ["a"] }\n}', None),
    "list": ('locals {\n  tags = ["a"]\n}', None),
    "list of a for": ("locals {\n  tags = [for x in var.x : x]\n}", None),
    "map of maps of a for": ("locals {\n  tags = { for x in var.x : x => { a = x } }\n}", None),
    "text": ('locals {\n  tags = "a"\n}', None),
    "map": ('locals {\n  tags = { a = "1", b = var.b }\n}', "local.tags"),
    "empty map": ("locals {\n  tags = {}\n}", "local.tags"),
    "map of a for": ("locals {\n  tags = { for x in var.x : x => lower(x) }\n}", "local.tags"),
    "merge": ("locals {\n  tags = merge(var.a, { b = 1 })\n}", "local.tags"),
    "next name": ('locals {\n  tags = { dev = {} }\n  common_tags = { a = "1" }\n}', "local.common_tags"),
    "variable after a local": ('locals {\n  tags = []\n}\nvariable "tags" {\n  type = map(string)\n}', "var.tags"),
    "variable of a map of maps": ('variable "tags" {\n  type = map(map(string))\n}', None),
    "variable of a map of objects": ('variable "tags" {\n  type = map(object({ a = string }))\n}', None),
    "variable of a list": ('variable "tags" {\n  type = list(string)\n}', None),
    "variable of an object": (
        'variable "tags" {\n  type = object({ a = string, b = optional(string) })\n}',
        "var.tags",
    ),
    "variable of an object of lists": ('variable "tags" {\n  type = object({ a = list(string) })\n}', None),
    "variable without a type": ('variable "tags" {}', "var.tags"),
    "variable of any type": ('variable "tags" {\n  type = any\n}', "var.tags"),
}


@pytest.mark.parametrize(("text", "expected"), TAGS.values(), ids=TAGS)
def test_tags_are_used_where_they_are_a_map_of_text(text: str, expected: str | None, tmp_path: Path) -> None:
    blocks = into(repository(tmp_path, {"main.tf": FITTING, "tags.tf": f"{text}\n"}), "subnet-share").blocks

    assert (f"  tags = {expected}\n" in blocks) is (expected is not None)
    assert ("  tags = " in blocks) is (expected is not None)


def test_tags_by_environment_are_not_offered(tmp_path: Path) -> None:
    assert "tags =" not in case("tags-type", tmp_path).blocks
