"""Whether a statement is about a request."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.iam.conditions import condition_match, conditions_match, reason
from mwaa_tf.iam.document import Element, PolicyDocument, PolicyStatement
from mwaa_tf.iam.match import Match, any_of
from mwaa_tf.iam.patterns import ANY, action_matches, resource_match
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.iam.variables import UNKNOWN_VALUE, Context, has_variable, resolve


def statement_match(
    document: PolicyDocument, statement: PolicyStatement, request: AccessRequest, context: Context
) -> Match:
    """Whether ``statement`` is about ``request``, its principals and problems aside."""
    if statement.actions and not _action_matches(statement.actions, request.action):
        return Match.NO
    match = resources_match(document, statement, request, context)
    if match is Match.NO:
        return Match.NO
    if statement.conditions:
        conditions = conditions_match(statement.conditions, context, variables=document.has_variables)
        match = match if conditions is Match.YES else conditions
    return match


def resources_match(
    document: PolicyDocument, statement: PolicyStatement, request: AccessRequest, context: Context
) -> Match:
    """Whether the resources of ``statement`` are about that of ``request``.

    With an :data:`ANY` in the request's resource, a statement that allows has to be about some value of it, and one
    that denies about all of them; in between it is unknown.
    """
    element = statement.resources
    if element is None:
        return Match.YES
    match = any_of(_pattern_match(document, pattern, request.resource, context) for pattern in element.patterns)
    match = ~match if element.negated else match
    if match is Match.UNKNOWN and ANY in request.resource and not _has_unknown_variable(document, statement, context):
        return Match.YES if statement.allows else Match.UNKNOWN
    return match


def unjudged(
    document: PolicyDocument, statement: PolicyStatement, request: AccessRequest, context: Context
) -> Iterator[str]:
    """Why it cannot be judged whether ``statement``, its principals and problems aside, is about ``request``."""
    if resources_match(document, statement, request, context) is Match.UNKNOWN:
        yield "the resource of the request is not known well enough"
    for condition in statement.conditions:
        if condition_match(condition, context, variables=document.has_variables) is Match.UNKNOWN:
            yield reason(condition, context)


def _action_matches(element: Element, action: str) -> bool:
    return any(action_matches(pattern, action) for pattern in element.patterns) != element.negated


def _pattern_match(document: PolicyDocument, pattern: str, resource: str, context: Context) -> Match:
    if document.has_variables and has_variable(pattern):
        resolved = resolve(pattern, context)
        if resolved is UNKNOWN_VALUE:
            return Match.UNKNOWN
        if resolved is None:
            # A resource with a variable that has no value matches none (page reference_policies_variables).
            return Match.NO
        pattern = resolved
    return resource_match(pattern, resource)


def _has_unknown_variable(document: PolicyDocument, statement: PolicyStatement, context: Context) -> bool:
    patterns = statement.resources.patterns if statement.resources and document.has_variables else ()
    return any(resolve(pattern, context) is UNKNOWN_VALUE for pattern in patterns)
