"""Parts of the page: a table of contents, tiles that are links, and what is folded."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.review import Review, review_plans
from mwaa_tf.review.formats import format_names, write
from mwaa_tf.terraform.plan_json import parse_plan
from tests.review import pages
from tests.review.samples import as_bytes, of, plan, resource, reviewed


@pytest.fixture
def half_applied() -> Review:
    network = plan(resource("aws_vpc.this", "create", after={"cidr_block": "10.0.0.0/16"}))
    access = plan(resource("aws_lb.this", "create", after={"name": "a"}))
    plans = {name: parse_plan(as_bytes(one), name) for name, one in (("1-network", network), ("4-access/a-b", access))}
    later = {"2-environments/a-b": ("1-network",), "3-endpoints/a-b": ("1-network", "2-environments/a-b")}
    return review_plans(plans, waiting=later)


def test_the_contents_lead_to_the_risks_the_order_and_each_workspace_with_its_counts() -> None:
    page = pages.parsed(pages.page(reviewed("real/smallest/update")))
    contents = page.one("nav", "contents")

    assert [(link.attributes["href"], link.text) for link in contents.all("a")] == [
        ("#risks", "Risks"),
        ("#order", "Apply order"),
        ("#changes", "Changes"),
        ("#w1", "1-network"),
        ("#w2", "2-environments/data-etl"),
        ("#w3", "3-endpoints/data-etl"),
    ]
    assert [item.words for item in contents.one("ol").all("li")] == [
        "1-network ~18 update",
        "2-environments/data-etl ~6 update",
        "3-endpoints/data-etl ~5 update",
    ]
    assert "open" not in contents.one("details").attributes, "on a narrow screen they are folded"


@pytest.mark.parametrize(
    "name", ["deployment", "addresses", "actions", "deferred", "unknown_action", "real/smallest/update"]
)
def test_a_tile_leads_to_the_first_line_of_what_it_counts(name: str) -> None:
    page = pages.parsed(pages.page(reviewed(name)))

    for tile in page.all("a", "tile"):
        target = page.by_id((tile.attributes["href"] or "#")[1:])
        lines = [
            line for line in page.all("li", "change") if line.attributes["data-kind"] == tile.attributes["data-kind"]
        ]
        assert target is (lines[0].all("details")[0] if lines else page.by_id("risks"))


def test_tags_and_own_drift_are_folded_below_one_sentence_each_and_still_found() -> None:
    page = pages.parsed(pages.page(reviewed("real/smallest/update")))
    environments = pages.workspace(page, "2-environments/data-etl")

    assert [remark.text for remark in page.all("p", "remark")] == [
        "28 of 29 updates change tags only.",
        "15 changes reported as made outside Terraform come from its own last apply.",
    ]
    tags, own = environments.all("details", "fold")
    assert tags.all("summary")[0].words == "5 of 6 updates change tags only"
    assert own.all("summary")[0].words == "4 changes reported as made outside Terraform come from its own last apply"
    assert {line.attributes["data-kind"] for line in tags.all("li", "change")} == {"update"}
    assert len(tags.all("li", "change")) == 5
    assert [line.one("summary").all("span", "note")[0].text for line in own.all("li", "change")] == [
        "inline_policy from module.environment.aws_iam_role_policy.execution[0]",
        "last_updated and status as AWS completed them",
        "policy, server_side_encryption_configuration and versioning from "
        "module.environment.aws_s3_bucket_policy.source[0], "
        "module.environment.aws_s3_bucket_server_side_encryption_configuration.source[0] and "
        "module.environment.aws_s3_bucket_versioning.source[0]",
        "egress and ingress from module.environment.aws_vpc_security_group_egress_rule.all[0] and "
        "module.environment.aws_vpc_security_group_ingress_rule.self[0]",
    ]
    assert "Changed outside Terraform" not in environments.text


def _order(page: pages.Element) -> list[pages.Element]:
    return page.one("table", "order").one("tbody").all("tr")


def deleted_keys(count: int) -> list[dict[str, Any]]:
    return [resource(f"aws_kms_key.this[{number}]", "delete", before={"description": "k"}) for number in range(count)]


def deleted_buckets(count: int) -> list[dict[str, Any]]:
    """Each is a risk with a reason of its own."""
    return [
        resource(f"aws_s3_bucket.this[{number}]", "delete", before={"bucket": f"b{number}"}) for number in range(count)
    ]


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (6, 6), (7, 5), (40, 5)])
def test_of_many_places_some_are_open_and_the_rest_is_folded(count: int, shown: int) -> None:
    page = pages.parsed(pages.page(of(plan(*deleted_keys(count)))))
    (risk,) = page.all("li", "risk")

    folds = risk.all("details", "fold")
    folded = [place for fold in folds for place in fold.all("p", "place")]
    assert len(risk.all("p", "place")) == count
    assert len(folded) == count - shown
    assert [fold.one("summary").text for fold in folds] == ([f"{count - shown} more places"] if count > shown else [])


@pytest.mark.parametrize(("count", "shown"), [(10, 10), (11, 8), (30, 8)])
def test_of_many_risks_the_most_severe_are_open_and_the_rest_is_folded(count: int, shown: int) -> None:
    review = of(plan(*deleted_buckets(count)))
    page = pages.parsed(pages.page(review))
    (comment,) = write(review, "markdown")

    folds = page.all("details", "more-risks")
    assert len(page.all("li", "risk")) == count
    assert sum(len(fold.all("li", "risk")) for fold in folds) == count - shown
    assert [fold.all("summary")[0].words for fold in folds] == (
        [f"{count - shown} more risks: {count - shown} high"] if count > shown else []
    )
    opened, fold, folded = comment.partition(f"<details><summary>{count - shown} more risks</summary>")
    assert bool(fold) == (count > shown)
    assert (opened.count("How to fix"), folded.count("How to fix")) == (shown, count - shown)


def test_a_workspace_without_a_plan_stands_where_it_is_applied_and_names_what_it_waits_for(
    half_applied: Review,
) -> None:
    page = pages.parsed(pages.page(half_applied))

    rows = [[cell.words for cell in row.every() if cell.tag in ("th", "td")] for row in _order(page)]
    assert rows == [
        ["1", "1-network", "+1 create", "–", "–"],
        ["2", "2-environments/a-b", "not planned yet", "–", "1-network"],
        ["3", "3-endpoints/a-b", "not planned yet", "–", "1-network, 2-environments/a-b"],
        ["4", "4-access/a-b", "+1 create", "–", "1-network"],
    ]
    section = pages.workspace(page, "3-endpoints/a-b")
    assert section.one("h3").words == "3-endpoints/a-b not planned yet"
    assert section.one("p", "note").words == "Waits for 1-network, 2-environments/a-b"
    assert [link.attributes["href"] for link in section.all("a")] == ["#w1", "#w2"]


@pytest.mark.parametrize("form", format_names())
def test_every_format_says_what_a_workspace_waits_for(form: str, half_applied: Review) -> None:
    (text,) = write(half_applied, form)

    waits = text.partition("3-endpoints/a-b")[2]
    assert "1-network" in waits
    assert "2-environments/a-b" in waits
    assert "not planned yet" in text or form == "json"


def test_what_waits_changes_neither_the_fingerprint_nor_the_counts() -> None:
    network = plan(resource("aws_vpc.this", "create", after={"cidr_block": "10.0.0.0/16"}))
    plans = {"1-network": parse_plan(as_bytes(network), "1-network")}

    without, later = review_plans(plans), review_plans(plans, waiting={"3-endpoints/a-b": ("1-network",)})

    assert later.fingerprint == without.fingerprint
    assert later.plans == without.plans


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("text", "3-endpoints/data-etl: no changes waits for 2-environments/data-etl"),
        ("markdown", "| `3-endpoints/data-etl` | `2-environments/data-etl` |"),
        (
            "html",
            '<a href="#w3">3-endpoints/<wbr>data-etl</a></th> <td>no changes</td> <td>1</td> '
            '<td><a href="#w2">2-environments/<wbr>data-etl</a>',
        ),
        ("json", '"counts": {}, "waits_for": [ "2-environments/data-etl" ]'),
    ],
)
def test_a_workspace_with_nothing_to_do_yet_waits_for_the_output_that_it_reads(form: str, told: str) -> None:
    """The environment is replaced: what its endpoints are planned with is the old one."""
    review = reviewed("real/smallest/replacement")

    waits = {one.workspace: one.waits_for for one in review.plans}
    assert waits["3-endpoints/data-etl"] == ("2-environments/data-etl",)
    assert waits["1-network"] == ()
    (text,) = write(review, form)
    assert told in " ".join(text.split())
