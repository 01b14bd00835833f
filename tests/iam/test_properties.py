"""What holds for every policy and every request."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_tf.iam.coverage import covers, resource_covers
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.evaluation import ApplicablePolicies, Verdict, evaluate
from mwaa_tf.iam.match import Match
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.patterns import ANY, action_matches, resource_match
from mwaa_tf.iam.principals import ANONYMOUS, RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.iam.variables import UNKNOWN_VALUE
from tests.iam.support import ACCOUNT, OTHER_ACCOUNT, ROLE, ROLE_ARN, ROOT_USER, SESSION, SESSION_ARN, USER, USER_ARN

ARNS = ("arn:aws:s3:::a", "arn:aws:s3:::a/b", "arn:aws:s3:::carlos", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q")
ACTIONS = ("s3:Get", "s3:Put", "sqs:Get")


def some(*values: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2)


def either(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An element or its opposite."""
    return st.tuples(st.sampled_from([name, f"Not{name}"]), values).map(lambda pair: {pair[0]: pair[1]})


principals = st.one_of(
    st.just("*"),
    some(ACCOUNT, OTHER_ACCOUNT, USER_ARN, ROLE_ARN, SESSION_ARN, "*").map(lambda values: {"AWS": values}),
    st.just({"Service": "airflow.amazonaws.com"}),
    st.just({"CanonicalUser": "79a59df900b9"}),
)
conditions = st.dictionaries(
    st.sampled_from(
        ["StringEquals", "StringNotLikeIfExists", "ForAllValues:StringEquals", "ForAnyValue:StringNotEquals", "Bogus"]
    ),
    st.dictionaries(st.sampled_from(["a:one", "a:two", "a:three"]), some("x", "y", "${a:one}", "x*"), max_size=2),
    max_size=2,
)


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None, *, named: bool) -> dict[str, Any]:
    """A statement, with principals where ``named``."""
    statement = {"Effect": effect or draw(st.sampled_from(["Allow", "Allow", "Deny", "allow"]))}
    statement |= draw(either("Action", some(*ACTIONS, "s3:*", "*")))
    statement |= draw(either("Resource", some(*ARNS, "*", "arn:aws:s3:::*", "arn:aws:s3:::${aws:username}")))
    statement |= draw(either("Principal", principals)) if named else {}
    return statement | ({"Condition": condition} if (condition := draw(conditions)) else {})


def documents(*, named: bool = False) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(statements(named=named), max_size=4)


def parsed(items: list[dict[str, Any]]) -> PolicyDocument:
    return parse_policy({"Version": "2012-10-17", "Statement": items})


values = st.one_of(
    st.sampled_from(["x", "y", "", UNKNOWN_VALUE]), st.lists(st.sampled_from("xyz"), max_size=2).map(tuple)
)
requests = st.builds(
    AccessRequest,
    st.sampled_from([USER, ROLE, SESSION, ROOT_USER, ANONYMOUS, RequestPrincipal.service("airflow.amazonaws.com")]),
    st.sampled_from(ACTIONS),
    st.sampled_from([*ARNS, "*", ANY, f"arn:aws:s3:::{ANY}"]),
    st.dictionaries(st.sampled_from(["a:one", "A:Two"]), values),
)
others = st.fixed_dictionaries(
    {
        "boundary": st.none() | documents().map(parsed),
        "session": st.just(()) | documents().map(lambda items: (parsed(items),)),
        "service_control": st.just(()) | documents().map(lambda items: ((parsed(items),),)),
        "endpoint": st.none() | documents(named=True).map(parsed),
        "resource_account": st.sampled_from(["", ACCOUNT, OTHER_ACCOUNT]),
        "resource_must_allow": st.booleans(),
    }
)


def verdict(
    identity: list[dict[str, Any]], resource: list[dict[str, Any]], limits: dict[str, Any], request: AccessRequest
) -> Verdict:
    policies = ApplicablePolicies(identity=(parsed(identity),), resource=parsed(resource), **limits)
    return evaluate(policies, request).verdict


@given(documents(), documents(named=True), others, requests, st.data())
@settings(max_examples=100)
def test_another_denial_never_allows_more(
    identity: list[dict[str, Any]],
    resource: list[dict[str, Any]],
    limits: dict[str, Any],
    request: AccessRequest,
    data: st.DataObject,
) -> None:
    before = verdict(identity, resource, limits, request)
    after = [
        verdict([*identity, data.draw(statements("Deny", named=False))], resource, limits, request),
        verdict(identity, [*resource, data.draw(statements("Deny", named=True))], limits, request),
    ]
    if before is not Verdict.ALLOW:
        assert Verdict.ALLOW not in after
    if before is Verdict.EXPLICIT_DENY:
        assert set(after) == {Verdict.EXPLICIT_DENY}


@given(documents(), documents(named=True), others, requests, st.data())
@settings(max_examples=100)
def test_another_permission_never_allows_less(
    identity: list[dict[str, Any]],
    resource: list[dict[str, Any]],
    limits: dict[str, Any],
    request: AccessRequest,
    data: st.DataObject,
) -> None:
    before = verdict(identity, resource, limits, request)
    after = [
        verdict([*identity, data.draw(statements("Allow", named=False))], resource, limits, request),
        verdict(identity, [*resource, data.draw(statements("Allow", named=True))], limits, request),
    ]
    if before is Verdict.ALLOW:
        assert set(after) == {Verdict.ALLOW}


@given(documents(), documents(named=True), others, requests, st.randoms())
@settings(max_examples=60)
def test_the_order_of_statements_does_not_matter(
    identity: list[dict[str, Any]],
    resource: list[dict[str, Any]],
    limits: dict[str, Any],
    request: AccessRequest,
    random: Any,
) -> None:
    before = verdict(identity, resource, limits, request)
    for items in (identity, resource):
        random.shuffle(items)
    assert verdict(identity, resource, limits, request) is before


@given(documents(), documents(named=True), others, requests)
@settings(max_examples=60)
def test_a_limit_never_allows_more(
    identity: list[dict[str, Any]], resource: list[dict[str, Any]], limits: dict[str, Any], request: AccessRequest
) -> None:
    unlimited = {name: limits[name] for name in ("resource_account", "resource_must_allow")}
    if verdict(identity, resource, limits, request) is Verdict.ALLOW:
        assert verdict(identity, resource, unlimited, request) is Verdict.ALLOW


@given(documents(), documents(named=True), others, requests, st.sampled_from(["x", "y", "", (), ("x", "z")]))
@settings(max_examples=100)
def test_what_is_answered_without_a_value_is_the_answer_for_every_value(
    identity: list[dict[str, Any]],
    resource: list[dict[str, Any]],
    limits: dict[str, Any],
    request: AccessRequest,
    value: str | tuple[str, ...],
) -> None:
    def with_value(given_value: Any) -> Verdict:
        context = {**request.context, "a:three": given_value}
        asked = AccessRequest(request.principal, request.action, request.resource, context)
        return verdict(identity, resource, limits, asked)

    unknown = with_value(UNKNOWN_VALUE)
    if unknown is Verdict.ALLOW:
        assert with_value(value) is Verdict.ALLOW
    if unknown is Verdict.EXPLICIT_DENY:
        assert with_value(value) is Verdict.EXPLICIT_DENY
    if unknown is Verdict.IMPLICIT_DENY:
        assert with_value(value) in (Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY)


texts = st.text(alphabet="aA:/", max_size=5)
patterns = st.text(alphabet="aA:/*?", max_size=5)


def instances(pattern: str) -> st.SearchStrategy[str]:
    """Texts that ``pattern`` matches, if a star goes beyond colons."""
    pieces = {"*": texts, "?": st.sampled_from("aA:/")}
    return st.tuples(*(pieces.get(sign, st.just(sign)) for sign in pattern)).map("".join)


@given(patterns, patterns, st.data())
@settings(max_examples=200)
def test_a_pattern_that_covers_another_matches_all_that_it_matches(outer: str, inner: str, data: st.DataObject) -> None:
    if covers(outer.lower(), inner.lower()):
        action = data.draw(instances(inner))
        assert action_matches(inner, action)
        assert action_matches(outer, action)


@given(st.data())
@settings(max_examples=200)
def test_a_resource_pattern_that_covers_another_matches_all_that_it_matches(data: st.DataObject) -> None:
    segments = st.lists(st.text(alphabet="a*?", max_size=3), min_size=2, max_size=6)
    outer, inner = ("arn:" + ":".join(data.draw(segments)) for _ in range(2))
    if resource_covers(outer, inner):
        resource = data.draw(instances(inner))
        if resource_match(inner, resource) is Match.YES:
            assert resource_match(outer, resource) is Match.YES


@given(patterns, st.lists(st.sampled_from(["a", ":", "/", ANY]), max_size=4).map("".join), st.data())
@settings(max_examples=200)
def test_a_resource_that_is_not_known_whole_is_judged_for_all_its_values(
    pattern: str, resource: str, data: st.DataObject
) -> None:
    match = resource_match(pattern, resource)
    whole = "".join(data.draw(st.text(alphabet="aA", min_size=1, max_size=3)) if c == ANY else c for c in resource)
    if resource == ANY:
        whole = data.draw(texts)
    if match is not Match.UNKNOWN:
        assert resource_match(pattern, whole) is match
