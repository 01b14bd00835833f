"""What has to be true, or who has to agree, before `apply` applies plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mwaa_tf.cli._confirm import confirm
from mwaa_tf.cli._gate import print_review, stops
from mwaa_tf.cli._output import tell
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.text import escape_control_characters, join_words, message_lines, plural

if TYPE_CHECKING:
    from mwaa_tf.lifecycle.proposal import Proposal
    from mwaa_tf.review.ignore import IgnoreRule
    from mwaa_tf.review.model import Review


class StoppedError(MwaaTfError):
    """What was to be applied is not what was asked for: a condition of --fail-on, or plans that were not reviewed."""


@dataclass
class ApplyGate:
    """What has to be true, or who has to agree, before plans are applied."""

    conditions: Sequence[str]
    ignored: Sequence[IgnoreRule]
    expected: str | None
    yes: bool
    quiet: bool
    saved_only: bool
    _pauses: Sequence[Callable[[], AbstractContextManager[None]]] = ()
    deployment: str = ""
    agreed: bool = False
    """Whether someone has agreed to what is done to :attr:`deployment`, and to what comes of it."""
    refused: bool = False
    """Whether something was not agreed to, or had to stop after other workspaces had been applied."""

    def begin(self, deployment: str, *pauses: Callable[[], AbstractContextManager[None]]) -> None:
        """Begin with a deployment; ``pauses`` are entered while a person is asked."""
        self.deployment, self.agreed, self._pauses = deployment, False, pauses

    def approve(self, proposal: Proposal) -> bool:
        """Show ``proposal`` and ask, unless that was agreed to. Raises :class:`StoppedError` for what must not be."""
        with ExitStack() as stack:
            for pause in self._pauses:
                stack.enter_context(pause())
            return self._approve(proposal)

    def _approve(self, proposal: Proposal) -> bool:
        review = self._review(proposal)
        is_agreed = self.agreed and not proposal.stale and not _is_dangerous(review)
        must_ask = bool(proposal.changing) and not self.yes and not is_agreed
        if (proposal.changing or proposal.held_back) and not self.quiet:
            from mwaa_tf.review.formats import Options

            print_review(review, "text", Options(title="Terraform plan"))
        for path, reason in proposal.held_back.items():
            tell(f"{path} is not applied: {reason}")
        # The fingerprint is that of what was reviewed, which is what can be planned at first.
        if stops(review, self.conditions, self.expected if proposal.is_first else None):
            if proposal.is_first:
                raise StoppedError(f"nothing of {self.deployment} was applied")
            self.refused = True
            return False
        if self.expected and not proposal.is_first and _is_dangerous(review):
            tell("Stopped: these plans come of what was applied, were not reviewed, and are dangerous")
            self.refused = True
            return False
        if proposal.stale and (self.yes or self.saved_only):
            tell(f"Stopped: {join_words(proposal.stale)} changed after it was planned, and nothing of it was applied")
            self.refused = True
            return False
        if not must_ask:
            return True
        agreed = confirm(_question(proposal, review))
        self.agreed |= agreed
        self.refused |= not agreed
        if not agreed and proposal.is_first:
            tell(f"Nothing of {self.deployment} was applied.")
        return agreed

    def _review(self, proposal: Proposal) -> Review:
        from mwaa_tf.review import review_plans
        from mwaa_tf.terraform.plan_json import parse_plan

        return review_plans(
            {path: parse_plan(plan.read_json(), path) for path, plan in proposal.plans.items()},
            self.ignored,
        )


def _is_dangerous(review: Review) -> bool:
    """Whether ``review`` has what is only agreed to after it was seen."""
    from mwaa_tf.review.conditions import matching_conditions

    return any(matching_conditions(review, ("delete", "replace", "forget", "risk:high")))


def _question(proposal: Proposal, review: Review) -> str:
    """What is agreed to: the headline of the review may have scrolled away."""
    plans = [plan for plan in review.plans if plan.workspace not in proposal.held_back]
    changes = Counter(str(change.action.value) for plan in plans for change in plan.changes)
    what = join_words([f"{count} to {action}" for action, count in changes.items()]) or "outputs"
    question = f"Apply {what} in {join_words(proposal.changing)}"
    if proposal.waiting:
        question += f", and then what waits for that ({plural(len(proposal.waiting), 'workspace')})"
    return message_lines(escape_control_characters(f"{question}?"))
