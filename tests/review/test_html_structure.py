"""The page as elements: everything that a review has is in its place."""

from __future__ import annotations

import pytest

from mwaa_tf.markup.untrusted import clean
from mwaa_tf.review import Action, PlanReview, Review, ReviewedChange
from mwaa_tf.review.differences import AttributeChange
from mwaa_tf.review.formats._explain import brief_destinations, explain
from mwaa_tf.review.formats._html_lines import KINDS, kind_of
from mwaa_tf.review.formats._shared import SIGNS, group_risks, sign, verb
from tests.review import pages
from tests.review.samples import FEATURES, REAL, reviewed

#: What happens to the attributes of a resource as a table: name, before, after; one cell where both are compared.
ATTRIBUTES: list[tuple[str, str, list[tuple[str, ...]]]] = [
    (
        "values",
        "aws_ecs_service.this",
        [
            ("labels.b", '"2"', "(known after apply)"),
            ("load_balancer[0].arn", '"x"', "(known after apply)"),
            ("load_balancer[0].port", "80", "8080"),
            ("network[0].groups", '["g"]', "(known after apply)"),
            ("network[0].subnets", '−"b" +(known after apply) 1 unchanged'),
        ],
    ),
    (
        "values",
        "aws_instance.web",
        [
            (
                "user_data",
                "#!/bin/bash set -eu −yum install -y nginx +yum install -y httpd systemctl enable nginx echo ready",
            )
        ],
    ),
    (
        "values",
        "aws_security_group_rule.this",
        [
            ("cidr_blocks", '−"172.16.0.0/12" +"203.0.113.0/24" 2 unchanged'),
            ("ports", "the remaining elements are reordered −[1, 2, 3] +[3, 1, 2]"),
        ],
    ),
    (
        "values",
        "x_y.this",
        [
            ("big", "123456789012345678901234567890", "123456789012345678901234567891"),
            ("flag", "false", "true"),
            ("float", "1.5", "2.5"),
            ("int", "1", "2"),
            ("none", "null", '""'),
            ("text", '"1"', '"2"'),
            ("zero", "0", "not set"),
        ],
    ),
    (
        "sensitive",
        "kubernetes_secret.this",
        [
            ("data.host", '"h"', '"h2"'),
            ("list[1].a", "2", "3"),
            ("data.user", "(sensitive value)", "(sensitive value) changed"),
            ("list[1].b", "(sensitive value)", "(sensitive value) changed"),
        ],
    ),
    ("sensitive", "random_password.this", [("length", "20"), ("result", "(sensitive value)")]),
    ("sensitive", "conf", [("conf", "{}", '{ "db": { "password": (sensitive value) }, "host": "h" }')]),
    (
        "credentials",
        'aws_ssm_parameter.this["(an AWS access key id)"]',
        [
            ("name", '"p"'),
            ("note", '"(a GitHub token)"'),
            ("pem", '"(a private key)\\n"'),
            ("value", '"(a URL with a password)db.example.com/x"'),
        ],
    ),
    (
        "hostile",
        'x_y.this["</details><script>alert(1)</script>"]',
        [
            ("ansi", r'"\u001b[31mred\u001b[0m"', r'"\u001b]8;;https://evil.example\u0007click"'),
            ("bidi", r'"a\u202egnp.exe"', r'"a\u2066b\u2069"'),
            ("html", '"<img src=x onerror=alert(1)>"', '"<svg/onload=alert(2)>"'),
            ("pipe", r"−a|b\|c +c|d +||"),
            ('tags["#1 !2 ~3"]', "not set", '"4"'),
            ('tags["<b>"]', '"2"', '"3"'),
            (r'tags["`@org/team`\n## x"]', '"1"', '"2"'),
            ("ticks", "−``` −# Heading −``` −@everyone /close +```` +/merge +[x](javascript:alert(1)) +```` x"),
        ],
    ),
    (
        "providers",
        "kubernetes_manifest.this",
        [
            ('manifest.data["a.yaml"]', "x: 1 −y: 2 +y: 3 z: 3"),
            ('manifest.data["b.json"]', '+{ + "k": [ + 1, + 2 + ] +}'),
            ("object.data", r'{ "a.yaml": "x: 1\ny: 2\nz: 3\n" }', "(known after apply)"),
        ],
    ),
    ("drift", "aws_security_group.this", [("ingress", "[]", '[ { "from_port": 443, "to_port": 443 } ]')]),
    (
        "replace",
        "aws_launch_template.this",
        [("name_prefix forces replacement", '"a-"', '"b-"'), ("id", '"lt-1"', "(known after apply)")],
    ),
]

_SILENT = (Action.FORGET, Action.MOVE, Action.IMPORT)


@pytest.mark.parametrize("name", [*FEATURES, *REAL])
def test_the_page_has_everything_that_a_review_has(name: str) -> None:
    review = reviewed(name)
    page = pages.parsed(pages.page(review))

    assert page.one("h1").text == "Terraform plan"
    assert {tile.words for tile in page.all("a", "tile")} == {
        f"{count:,} {sign}{action.value}" for action, sign in SIGNS.items() if (count := review.count(action))
    } | {
        f"{count:,} {sign}{kind}"
        for kind, sign, count in [
            ("unknown", "?", sum(len(plan.unrecognized) for plan in review.plans)),
            ("invoke", "!", sum(len(plan.actions) for plan in review.plans)),
            ("deferred", "…", sum(plan.deferrals for plan in review.plans)),
        ]
        if count
    }
    assert page.one("footer").words.startswith(f"Fingerprint {review.fingerprint} Planned by Terraform ")
    assert _risks(page) == [
        (risks[0].severity, risks[0].reason, [(risk.address or "", risk.workspace) for risk in risks])
        for risks in group_risks(review.risks)
    ]
    rows = page.one("table", "order").one("tbody").all("tr")
    located = any(list(brief_destinations(plan)) for plan in review.plans)
    for number, (row, plan) in enumerate(zip(rows, review.plans, strict=True), 1):
        place, *where, changes, risks, waits = (cell.words for cell in row.all("td"))
        assert where == (["".join(brief_destinations(plan)) or "–"] if located else [])
        assert (place, row.one("th").words) == (str(number), plan.workspace)
        assert waits == (", ".join(plan.waits_for) or "–")
        assert risks == (str(sum(risk.workspace == plan.workspace for risk in review.risks) or "–"))
        assert all(f"{plan.count(action):,} {action.value}" in changes for action in SIGNS if plan.count(action))
        _assert_lines(pages.workspace(page, plan.workspace), plan, review)


def _risks(page: pages.Element) -> list[tuple[str, str, list[tuple[str, str]]]]:
    found = []
    for risk in page.all("li", "risk"):
        assert risk.attributes["data-severity"] == risk.one("span", "severity").text
        places = []
        for place in risk.all("p", "place"):
            address = place.all("code")[0].text if place.all("code") else ""
            places.append((address, place.text.removeprefix(address).removeprefix(" in ")))
            for link in place.all("a"):
                line = page.by_id((link.attributes["href"] or "")[1:])
                assert line.one("summary").one("code").text == address
        (reason,) = (one for one in risk.all("p")[len(places) :][:1])
        found.append((risk.one("span", "severity").text, _ticked(reason), places))
    return found


def _ticked(element: pages.Element) -> str:
    """The text of a sentence, code between backticks again."""
    return "".join(child if isinstance(child, str) else f"`{child.text}`" for child in element.children)


def _assert_lines(section: pages.Element, plan: PlanReview, review: Review) -> None:
    """Each change, drift and output is a line of its workspace, with the attributes that change below it."""
    lines = section.all("li", "change")
    others = {
        "invoke": [action.address for action in plan.actions],
        "deferred": [one.change.address for one in plan.deferred] + [one.address for one in plan.deferred_actions],
        "drift": [one.address for one in plan.drift],
        "output": [one.name for one in plan.outputs],
        "own": [one.change.address for one in plan.own_drift],
    }
    changes = [line for line in lines if line.attributes["data-kind"] not in others]
    severities = {risk.address: risk.severity for risk in reversed(review.risks) if risk.workspace == plan.workspace}
    # Those of nothing but tags come last, and are folded together.
    ordered = sorted(plan.changes, key=lambda change: change.only_tags and change.address not in severities)
    for line, change in zip(changes, ordered, strict=True):
        summary, severity = line.one("summary"), severities.get(change.address)
        assert summary.one("code").text == clean(change.address)
        assert summary.one("span", "action").text == f"{_sign(change)}{verb(change)}"
        assert line.attributes["data-kind"] == kind_of(change)
        assert line.attributes.get("data-severity") == severity
        assert [one.text for one in summary.all("span", "severity")] == ([f"{severity} risk"] if severity else [])
        assert [one.text for one in summary.all("span", "note")] == list(filter(None, [explain(change)]))
        _assert_attributes(line, [] if change.action in _SILENT else list(change.attributes()))
    for kind, names in others.items():
        addresses = [line.one("summary").one("code").text for line in lines if line.attributes["data-kind"] == kind]
        assert addresses == [clean(name) for name in names]
    told = f"{plan.unchanged:,} resource" if plan.unchanged else f"{plan.reads:,} data source" if plan.reads else None
    assert told is None or section.all("p", "aside")[0].text.startswith(told)


def _sign(change: ReviewedChange) -> str:
    """That of its kind: which of a replacement comes first is told in words."""
    return sign(change) if change.action is Action.REPLACE_AND_FORGET else KINDS[kind_of(change)][1]


def _assert_attributes(line: pages.Element, attributes: list[AttributeChange]) -> None:
    rows = line.all("tbody")[0].all("tr") if line.all("tbody") else []
    shown = {row.one("th").one("code").text: bool(row.all("span", "tag")) for row in rows}
    unknown = [code.text for part in line.all("p", "unknown") for code in part.all("code")]
    assert sorted([*shown, *unknown]) == sorted(clean(one.name) or "(whole value)" for one in attributes)
    assert {name for name, forces in shown.items() if forces} == {
        clean(one.name) or "(whole value)" for one in attributes if one.forces_replacement
    }
    found = line.attributes["data-find"] or ""
    assert all(clean(one.name) in found for one in attributes if len(found) < 1_900)


@pytest.mark.parametrize(("name", "address", "rows"), ATTRIBUTES)
def test_the_attributes_of_a_line_are_a_table(name: str, address: str, rows: list[tuple[str, ...]]) -> None:
    page = pages.parsed(pages.page(reviewed(name)))

    (line, *_) = (one for one in page.all("li", "change") if one.one("summary").one("code").text == address)

    assert pages.attributes(line) == rows


def test_a_line_begins_with_what_happens_and_ends_with_why() -> None:
    page = pages.parsed(pages.page(reviewed("addresses")))

    assert [line.one("summary").words for line in page.all("li", "change")] == [
        "+/.replace and forget aws_instance.web medium risk forced by ami; "
        "created before the old one is forgotten, not deleted",
        "-delete aws_instance.web medium risk deposed object ab12cd34, left over from a replacement",
        "~update aws_s3_bucket.logs imported from logs",
        "~update aws_sns_topic.new low risk moved from aws_sns_topic.old",
        ".forget aws_s3_bucket.archive medium risk",
        "=import aws_s3_bucket.reports imported from reports",
        "→move module.storage.aws_s3_bucket.this moved from aws_s3_bucket.reports",
    ]


def test_drift_and_outputs_stand_below_headings_of_their_own() -> None:
    page = pages.parsed(pages.page(pages.of("drift.json", "output_only.json")))
    drift, outputs = (pages.workspace(page, name) for name in ("drift", "output_only"))

    assert [one.text for one in drift.all("h4")] == ["Resources", "Changed outside Terraform"]
    assert [one.one("summary").words for one in drift.all("li", "change")][1:] == [
        "≠updated aws_security_group.this",
        "≠deleted aws_instance.gone",
    ]
    assert [one.text for one in outputs.all("h4")] == ["Outputs"]
    assert [one.one("summary").words for one in outputs.all("li", "change")] == [
        "⇥delete output gone",
        "⇥create output later",
        "⇥create output new",
        "⇥update output secret",
        "⇥update output url",
    ]


def test_what_is_only_known_after_apply_is_named_below_the_table() -> None:
    page = pages.parsed(pages.page(reviewed("read")))

    assert [one.words for one in page.all("p", "unknown")] == ["(known after apply) arn, id, policy"]
    assert page.one("p", "aside").text == "1 data source read"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("errored", "Planning failed: this review is incomplete."),
        ("incomplete", "A second apply will be needed."),
    ],
)
def test_a_plan_that_is_not_everything_says_so(name: str, text: str) -> None:
    page = pages.parsed(pages.page(reviewed(name)))

    assert pages.workspace(page, name).one("p", "notice").text == text
    assert page.one("div", "notice").words == f"{name} {text[0].lower()}{text[1:-1]}"


def test_there_is_a_filter_for_each_kind_of_line_workspace_and_severity() -> None:
    form = pages.parsed(pages.page(pages.of("deployment", "addresses.json", "drift.json"))).one("form", "filters")

    assert [one.attributes["value"] for one in form.all("input") if one.attributes.get("name") == "kind"] == [
        *("replace", "delete", "update", "create", "forget", "import", "move", "drift", "output"),
    ]
    workspaces, severities = form.all("select")
    assert workspaces.all("option")[0].text == "all"
    assert {one.text for one in workspaces.all("option")} >= {"addresses", "drift"}
    assert [one.text for one in severities.all("option")] == ["any or none", "any", "medium", "low"]
