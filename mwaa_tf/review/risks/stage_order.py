"""Plans that cannot be applied as they are, because of what others of the same review do first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.order import related_plans, takes_all_away
from mwaa_tf.review.outputs_read import outputs_read
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import Found, risk_across
from mwaa_tf.review.values import UNKNOWN


@risk_across(
    "stage-order",
    severity="medium",
    title="A plan is older than what is applied before it",
    way_out="Apply the earlier workspace first, then plan this one again and review that.",
    source="Terraform documentation, language/state/remote-state-data",
)
def stage_order(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[Found]:
    """A workspace reads the outputs of the stages before it while it is planned, not while it is applied."""
    workspace = Stage.parse(plan.workspace)
    if workspace is None or takes_all_away(plan):
        return
    for other, ref in related_plans(workspace, plans):
        if ref.stage >= workspace.stage:
            continue
        if takes_all_away(other):
            if plan.changes or plan.unchanged:
                yield Found(
                    None,
                    f"{quoted(other.workspace)}, on which it stands, is destroyed, and this workspace is not.",
                    severity="high",
                    title="The stages are in the wrong order",
                    way_out="Destroy the later stages first: 4, 3, 2, then 1.",
                )
            continue
        changed = [
            output
            for output in other.outputs
            if output.name in outputs_read(workspace.stage, ref.stage) and output.action is not Action.CREATE
        ]
        names = listed(quoted(output.name) for output in changed)
        if changed and all(output.after is UNKNOWN for output in changed) and _only_updates(other):
            yield Found(
                None,
                f"Whether {quoted(other.workspace)} leaves {names} as it is shows when it is applied; this plan was "
                "made with the values from before.",
                severity="low",
                title="A plan may be older than what is applied before it",
            )
        elif changed:
            yield Found(
                None,
                f"{quoted(other.workspace)} changes {names}, and this plan was made with the values from before.",
            )


def _only_updates(plan: PlanReview) -> bool:
    """Whether all resources stay what they are: then outputs that are not known yet mostly stay too."""
    return all(change.action in (Action.UPDATE, Action.MOVE, Action.IMPORT) for change in plan.changes)
