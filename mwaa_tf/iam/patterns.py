"""Patterns with ``*`` and ``?``: what they match.

Actions ignore case (IAM user guide, page reference_policies_elements_action), ARNs do not. In the `Resource` element a
``*`` matches within a segment of the ARN, between colons; as the last character of its segment it goes beyond the colon
(page reference_policies_elements_resource). The ARN operators of conditions compare segment by segment (page
reference_policies_elements_condition_operators).
"""

from __future__ import annotations

import re
from functools import lru_cache

from mwaa_tf.iam.glob import Glob
from mwaa_tf.iam.match import Match

ANY = "\0"
"""In the resource of a request, a part between colons and slashes that is not known; by itself, an unknown resource."""

#: Segments of an ARN: the last may have colons of its own.
ARN_SEGMENTS = 6

#: Stand for the characters themselves where a variable brought them into a pattern; private use in Unicode.
_LITERALS = {"*": "\ue000", "?": "\ue001"}
_LITERAL = str.maketrans(_LITERALS)
_PLAIN = str.maketrans({stand_in: character for character, stand_in in _LITERALS.items()})
_SINGLE = str.maketrans(dict.fromkeys(_LITERALS.values(), "?"))

#: Texts in place of an unknown part: only stars match all of them, as no policy has these characters.
_SAMPLES = ("", "\ue002", "\ue002\ue002\ue002")

_STARS = re.compile(r"(\*)\**")

_CACHED_PATTERNS = 4_096


def literal(text: str) -> str:
    """``text`` as a part of a pattern that matches nothing but ``text``."""
    return text.translate(_LITERAL)


def plain(pattern: str) -> str:
    """The text of a pattern that is compared as it is: :func:`literal` undone."""
    return pattern.translate(_PLAIN)


def action_matches(pattern: str, action: str) -> bool:
    """Whether ``action``, such as ``s3:GetObject``, is one that ``pattern`` stands for."""
    return pattern == "*" or _glob(pattern.lower()).matches(action.lower())


def text_matches(pattern: str, text: str) -> bool:
    """Whether ``text`` is one that ``pattern`` stands for, with attention to case."""
    return _glob(pattern).matches(text)


def arn_matches(pattern: str, arn: str) -> Match:
    """Whether the ARN operators of conditions match; unknown where ``pattern`` is no ARN of six segments."""
    wanted, segments = pattern.split(":", ARN_SEGMENTS - 1), arn.split(":", ARN_SEGMENTS - 1)
    if len(wanted) < ARN_SEGMENTS:
        return Match.YES if pattern == "*" else Match.UNKNOWN
    if len(segments) < ARN_SEGMENTS:
        return Match.NO
    return Match.of(all(map(text_matches, wanted, segments)))


@lru_cache(maxsize=_CACHED_PATTERNS)
def resource_match(pattern: str, resource: str) -> Match:
    """Whether ``pattern`` of a `Resource` element matches; unknown if that depends on an :data:`ANY`."""
    if pattern == "*":
        return Match.YES
    if resource == ANY:
        return Match.UNKNOWN
    if ANY not in resource:
        return Match.of(_resource_matches(pattern, resource))
    if all(_resource_matches(pattern, resource.replace(ANY, text)) for text in _SAMPLES):
        return Match.YES
    return Match.UNKNOWN if _may_match(_completed(pattern).translate(_SINGLE), resource) else Match.NO


def _resource_matches(pattern: str, resource: str) -> bool:
    return _resource_glob(pattern).matches(resource)


def _completed(pattern: str) -> str:
    """``pattern`` as AWS completes an ARN with fewer than six segments: with stars (page reference_identifiers)."""
    missing = ARN_SEGMENTS - 1 - pattern.count(":")
    # A star at the end goes beyond colons anyway.
    return pattern if not pattern.startswith("arn:") or pattern.endswith("*") else pattern + ":*" * missing


@lru_cache(maxsize=_CACHED_PATTERNS)
def _resource_glob(pattern: str) -> Glob:
    if not pattern.startswith("arn:"):
        return _glob(pattern)
    glob = Glob()
    *leading, last = _completed(pattern).split(":", ARN_SEGMENTS - 1)
    for segment in leading:
        _append(glob, segment.removesuffix("*"), confined=True)
        if segment.endswith("*"):
            glob.add_star()
        glob.add(":")
    _append(glob, last)
    return glob


@lru_cache(maxsize=_CACHED_PATTERNS)
def _glob(pattern: str) -> Glob:
    glob = Glob()
    _append(glob, pattern)
    return glob


def _append(glob: Glob, pattern: str, *, confined: bool = False) -> None:
    for part in _STARS.split(pattern):
        if part == "*":
            glob.add_star(confined=confined)
        else:
            glob.add(None if sign == "?" else sign.translate(_PLAIN) for sign in part)


def _may_match(pattern: str, resource: str) -> bool:
    """Whether ``pattern`` matches ``resource`` for some value of each :data:`ANY` in it."""
    # For each character of the pattern: true where the resource up to there can be made to agree with it.
    reachable = [True] + [False] * len(resource)
    for place, character in enumerate(resource, 1):
        reachable[place] = reachable[place - 1] and character == ANY
    for wanted in pattern:
        before, reachable = reachable, [wanted == "*" and reachable[0], *[False] * len(resource)]
        for place, character in enumerate(resource, 1):
            if wanted == "*":
                reachable[place] = before[place] or reachable[place - 1]
            elif character == ANY:
                reachable[place] = reachable[place - 1] or (before[place] and wanted not in ":/")
            else:
                reachable[place] = before[place - 1] and wanted in (character, "?")
    return reachable[-1]
