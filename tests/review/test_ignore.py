"""Risks that a person accepts."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf import cli
from mwaa_tf.errors import UsageError
from mwaa_tf.review import Review, review_plans
from mwaa_tf.review.formats import format_names, write
from mwaa_tf.review.ignore import IgnoreRule, parse_ignore, parse_ignores
from mwaa_tf.review.read import read_plans
from mwaa_tf.terraform.plan_json import parse_plan
from tests.review.samples import CORPUS, as_bytes, of, plan, resource, reviewed

_Capture = pytest.CaptureFixture[str]

_REASON = "the bucket is empty, TICKET-1"


def _delete(address: str) -> dict[str, object]:
    return resource(address, "delete", before={"bucket": address})


def _ignoring(*texts: str, name: str = "mwaa_replace") -> Review:
    return review_plans(read_plans([str(CORPUS[name])]), [parse_ignore(text) for text in texts])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("data-deleted=empty", IgnoreRule("data-deleted", "empty")),
        ("data-deleted = empty ", IgnoreRule("data-deleted", "empty")),
        ("data-deleted=a=b@c", IgnoreRule("data-deleted", "a=b@c")),
        ("data-deleted@aws_s3_bucket.this=x", IgnoreRule("data-deleted", "x", "aws_s3_bucket.this")),
        ("data-deleted@2-environments/data-etl=x", IgnoreRule("data-deleted", "x", "2-environments/data-etl")),
        ('data-deleted@m.a["x=\\"]@"].b_c.d[0]=y', IgnoreRule("data-deleted", "y", 'm.a["x=\\"]@"].b_c.d[0]')),
    ],
)
def test_a_rule_is_read(text: str, rule: IgnoreRule) -> None:
    assert parse_ignore(text) == rule


@pytest.mark.parametrize(
    "text",
    [
        *("data-deleted", "data-deleted=", "data-deleted= ", "data-deleted@x", "data-deleted@x="),
        *("data-deleted=\u200b", "data-deleted=\u2060 \ufeff", "data-deleted@x=\u3164\u2800", "data-deleted=\u0301"),
    ],
)
def test_a_reason_is_required(text: str) -> None:
    with pytest.raises(UsageError, match="a reason is required: data-deleted=REASON"):
        parse_ignore(text)


def test_a_reason_may_be_one_sign() -> None:
    assert parse_ignore("data-deleted=✓").reason == "✓"


@pytest.mark.parametrize("text", ["data-deleted@=x", "data-deleted@ =x", "data-deleted@\u200b=x", "data-deleted@"])
def test_an_address_that_is_missing_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="after @ stands the address of a resource, or a workspace: data-deleted@"):
        parse_ignore(text)


def test_two_reasons_for_the_same_risks_are_refused(capsys: _Capture) -> None:
    arguments = ["review", str(CORPUS["create"]), "--ignore", "data-deleted@x=one", "--ignore", "data-deleted@x=two"]

    assert cli.run(arguments) == 2
    assert "--ignore data-deleted@x: has two reasons, 'one' and 'two'" in capsys.readouterr().err
    assert cli.run([*arguments[:4], "--ignore", "data-deleted@x=one"]) == 0


def test_each_rule_counts_for_its_own_address_and_the_nearest_gives_the_reason() -> None:
    plans = {"one": parse_plan(as_bytes(plan(*map(_delete, (f"aws_s3_bucket.{name}" for name in "abc")))), "one")}
    texts = ["data-deleted=old", "data-deleted@aws_s3_bucket.a=empty", "data-deleted@one=moved"]

    review = review_plans(plans, parse_ignores(texts))

    assert {ignored.risk.address: ignored.reason for ignored in review.ignored} == {
        "aws_s3_bucket.a": "empty",
        "aws_s3_bucket.b": "moved",
        "aws_s3_bucket.c": "moved",
    }
    assert (review.risks, review.notes) == ((), ())


def test_an_unknown_id_is_refused_with_the_nearest(capsys: _Capture) -> None:
    assert cli.run(["review", str(CORPUS["create"]), "--ignore", "data-delete=x"]) == 2

    error = capsys.readouterr().err
    assert "no risk has the id 'data-delete' (docs/risks.md has them all), did you mean data-deleted?" in error


def test_an_ignored_risk_is_no_longer_among_the_risks_and_keeps_its_reason() -> None:
    review = _ignoring(f"environment-replaced={_REASON}")

    assert "environment-replaced" not in {risk.id for risk in review.risks}
    assert [(ignored.risk.id, ignored.reason) for ignored in review.ignored] == [("environment-replaced", _REASON)]
    assert review.notes == ()


def test_only_the_address_or_the_workspace_that_is_named_is_ignored() -> None:
    plans = plan(_delete("aws_s3_bucket.a"), _delete("aws_s3_bucket.b"))

    def left(scope: str) -> list[tuple[str, str | None]]:
        workspaces = {name: parse_plan(as_bytes(plans), name) for name in ("one", "two")}
        review = review_plans(workspaces, [parse_ignore(f"data-deleted@{scope}=x")])
        return [(risk.workspace, risk.address) for risk in review.risks]

    assert left("aws_s3_bucket.a") == [("one", "aws_s3_bucket.b"), ("two", "aws_s3_bucket.b")]
    assert left("two") == [("one", "aws_s3_bucket.a"), ("one", "aws_s3_bucket.b")]
    assert len(left("aws_s3_bucket")) == 4


def test_a_rule_that_covers_nothing_is_told() -> None:
    review = _ignoring("key-lost=x", "data-deleted@aws_s3_bucket.other=y")

    assert review.notes == (
        "--ignore key-lost matches no risk",
        "--ignore data-deleted@aws_s3_bucket.other matches no risk",
    )


def test_what_the_plans_do_is_the_same_whatever_is_ignored() -> None:
    assert _ignoring(f"environment-replaced={_REASON}").fingerprint == reviewed("mwaa_replace").fingerprint


@pytest.mark.parametrize("form", format_names())
def test_every_format_shows_what_is_ignored_and_why(form: str) -> None:
    (document,) = write(_ignoring(f"environment-replaced={_REASON}", "key-lost=x"), form)

    assert _REASON in document
    assert "environment-replaced" in document
    assert "--ignore key-lost matches no risk" in document
    assert "mwaa_environment.html" not in document or form == "sarif"


@pytest.mark.parametrize("form", format_names())
def test_every_format_shows_the_id_and_the_source_of_a_risk(form: str) -> None:
    (document,) = write(reviewed("mwaa_replace"), form)

    assert "environment-replaced" in document
    assert "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mwaa_environment" in document


def test_ignored_risks_that_are_alike_are_told_once() -> None:
    change = resource("aws_mwaa_environment.this", "delete create", before={"name": "a"}, after={"name": "b"})
    names = ("a", "b", "c")
    plans = {name: parse_plan(as_bytes(plan(change)), name) for name in names}
    (text,) = write(review_plans(plans, [parse_ignore("environment-replaced=agreed")]), "text")

    assert text.count("IGNORED: Environment is replaced, 3 times [environment-replaced]") == 1
    assert text.count("Ignored because: agreed") == 1
    assert of(plan(change)).ignored == ()


def test_an_ignored_risk_stops_no_pipeline(capsys: _Capture, tmp_path: Path) -> None:
    arguments = ["review", str(CORPUS["mwaa_replace"]), "--fail-on", "risk:low", "-O", str(tmp_path / "review.txt")]

    assert cli.run(arguments) == 1
    assert "risk:low: 1 risk in mwaa_replace" in capsys.readouterr().err
    assert cli.run([*arguments, "--ignore", f"environment-replaced={_REASON}", "--ignore", "key-lost=x"]) == 0
    assert capsys.readouterr().err == "Note: --ignore key-lost matches no risk\n"
    assert cli.run([*arguments[:2], "--fail-on", "replace", "--ignore", f"environment-replaced={_REASON}"]) == 1
