"""What `destroy` shows before and after, as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mwaa_tf.text import escape_control_characters, join_words, plural

if TYPE_CHECKING:
    from mwaa_tf.cli._next_steps import CommandScope
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
    lines += [
        f"Left without endpoints: {environment.name}, since {environment.workspace} is not to be destroyed"
        for environment in survey.stranded
        if not environment.reason
    ]
    for outcome in survey.failed:
        lines.append(f"Not destroyed: {outcome.workspace}: {'; '.join(outcome.failures)}")
    return lines + [f"Note: {note}" for note in survey.notes]


def question(name: str, survey: DestroySurvey) -> str:
    """What a person answers with the name of the deployment, with what it does to environments that stay."""
    left = [environment.name for environment in survey.stranded]
    effect = f" and leave {join_words(left)} without endpoints" if left else ""
    return escape_control_characters(f"Type the name of the deployment, {name}, to destroy this{effect}")


def stranded_problems(survey: DestroySurvey, scope: CommandScope) -> list[str]:
    """Why nothing can be destroyed as long as environments that were asked for, too, cannot be: what to run instead."""
    return [
        f"{environment.endpoints}: destroying it would leave {environment.name} without endpoints, since "
        f"{environment.workspace} cannot be destroyed: {environment.reason}. Correct that and run the command again, "
        f"or run `{scope.command('destroy', environment.endpoints)}` for the endpoints alone, and then, with "
        f"credentials of account {environment.account_id}, `{scope.command('destroy', environment.workspace)}`"
        for environment in survey.stranded
        if environment.reason
    ]


def remaining_lines(remaining: Sequence[Remaining]) -> list[str]:
    """What still exists, each with the command that removes it."""
    lines = ["What remains:"] if remaining else []
    for one in remaining:
        account = f" in {one.account_id}" if one.account_id else ""
        lines.append(escape_control_characters(f"  {one.kind} {one.name}{account}: {one.reason}"))
        if one.command:
            lines.append(f"    {one.command}")
    return lines
