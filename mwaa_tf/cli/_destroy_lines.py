"""What `destroy` shows before and after, as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mwaa_tf.text import escape_control_characters, join_words, plural

if TYPE_CHECKING:
    from mwaa_tf.lifecycle.destroy_survey import DestroySurvey
    from mwaa_tf.lifecycle.remains import Remaining


def survey_lines(name: str, survey: DestroySurvey, *, empty_buckets: bool) -> list[str]:
    """What would be destroyed, and what would not, for the person who decides."""
    lines = [f"{name}: nothing to destroy"]
    if survey.targets:
        width = max(len(target.workspace.path) for target in survey.targets)
        lines = [f"{name}: to destroy, in this order:"]
        lines += [
            f"  {target.workspace.path:{width}}  {target.workspace.account.account_id}  "
            f"{plural(len(target.resources), 'resource')}"
            for target in survey.targets
        ]
    if environments := [environment for target in survey.targets for environment in target.environments]:
        lines.append(f"{plural(len(environments), 'environment')}: {', '.join(environments)}")
    if empty_buckets and survey.buckets:
        lines.append(f"All objects are deleted in: {', '.join(map(str, survey.buckets))}")
    for path, needed_by in survey.kept.items():
        lines.append(f"Kept: {path}, which {join_words(needed_by)} {'needs' if len(needed_by) == 1 else 'need'}")
    if survey.state_bucket:
        lines.append(f"Kept: {survey.state_bucket.path}, whose bucket of all states is protected")
    for outcome in survey.failed:
        lines.append(f"Not destroyed: {outcome.workspace}: {'; '.join(outcome.failures)}")
    return lines + [f"Note: {note}" for note in survey.notes]


def remaining_lines(remaining: Sequence[Remaining]) -> list[str]:
    """What still exists, each with the command that removes it."""
    lines = ["What remains:"] if remaining else []
    for one in remaining:
        account = f" in {one.account_id}" if one.account_id else ""
        lines.append(escape_control_characters(f"  {one.kind} {one.name}{account}: {one.reason}"))
        if one.command:
            lines.append(f"    {one.command}")
    return lines
