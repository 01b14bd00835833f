"""What a plan has that no release of Terraform or OpenTofu was known to write."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import msgspec

from mwaa_tf.review.model import PlanReview
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import RiskFinding, risk
from mwaa_tf.review.unrecognized import Unrecognized

#: A pipeline with any condition stops for it.
NOT_UNDERSTOOD = "plan-not-understood"


@risk(
    "plan-not-understood",
    severity="high",
    title="Plan has something that mwaa_tf does not understand",
    remediation="Read it in the output of `show PLAN`, and look for a newer mwaa_tf. If it is harmless, "
    "ignore this risk with the reason.",
    source="https://developer.hashicorp.com/terraform/internals/json-format",
)
def plan_not_understood(plan: PlanReview) -> Iterator[RiskFinding]:
    """The plan has an action, a reason, a mode, a status or a key that this version does not know.

    It may do anything: delete, replace, or nothing at all. So any `--fail-on` stops the pipeline. docs/plan-fields.md
    lists what is known.
    """
    keys = sorted((one for one in plan.unrecognized if one.kind == "key"), key=lambda one: one.word)
    for unknown in plan.unrecognized:
        if unknown.kind != "key":
            yield RiskFinding(unknown, f"Its {unknown.kind} is {quoted(unknown.word)}, which is not known.")
    for word, group in groupby(keys, lambda one: one.word):
        occurrences = list(group)
        yield RiskFinding(occurrences[0] if len(occurrences) == 1 else None, _key_reason(word, occurrences))


def _key_reason(word: str, occurrences: list[Unrecognized]) -> str:
    value = quoted(msgspec.json.encode(occurrences[0].value, enc_hook=str).decode())
    addresses = [quoted(one.address) for one in occurrences if one.address]
    where = f" of {listed(addresses)}" if len(occurrences) > 1 and addresses else ""
    holder = "the first has" if len(occurrences) > 1 else "it has"
    return f"The key {quoted(word)}{where} is not known; {holder} {value}."
