"""Changes that formats made of text tell as one: updates of tags, and what Terraform's own last apply made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from mwaa_tf.markup.untrusted import clean
from mwaa_tf.review.formats._details import Line, details
from mwaa_tf.review.model import OwnDrift, PlanReview, ReviewedChange
from mwaa_tf.text import join_words, plural

#: Resources with the same change that are named below it.
_MAX_NAMED = 200

_INDENT = "    "


def without_tags(plan: PlanReview, risky: Collection[str]) -> tuple[list[ReviewedChange], list[ReviewedChange]]:
    """The changes of ``plan`` that are told one by one, and those of nothing but tags, as far as they are no risk."""
    tags = [change for change in plan.changes if change.only_tags and change.address not in risky]
    folded = set(map(id, tags))
    return [change for change in plan.changes if id(change) not in folded], tags


def tag_lines(changes: Iterable[ReviewedChange]) -> Iterator[Line]:
    """What changes in the tags, each time with the resources in which it does."""
    groups: dict[tuple[Line, ...], list[str]] = {}
    for change in changes:
        groups.setdefault(tuple(details(change, 40)), []).append(clean(change.address))
    for lines, addresses in groups.items():
        yield from lines
        yield from (Line(" ", _INDENT + address) for address in addresses[:_MAX_NAMED])
        if len(addresses) > _MAX_NAMED:
            yield Line("@", f"{_INDENT}{plural(len(addresses) - _MAX_NAMED, 'more resource')}")


def own_drift_lines(own_drift: Sequence[OwnDrift]) -> Iterator[Line]:
    """What Terraform's own last apply made, a resource a line."""
    return (Line(" ", f"{clean(own.change.address)}: {explain_own_drift(own)}") for own in own_drift)


def explain_own_drift(own: OwnDrift) -> str:
    """Which attributes differ, and what they come from."""
    if not own.attributes:
        return "null read back as empty"
    names = join_words(map(clean, own.attributes))
    if own.causes:
        return f"{names} from {join_words(map(clean, own.causes))}"
    return f"{names} as AWS completed {'it' if len(own.attributes) == 1 else 'them'}"
