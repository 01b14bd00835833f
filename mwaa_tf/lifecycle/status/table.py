"""The status as text: one table, with the next step of a workspace in the lines below its row."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from mwaa_tf.aws import SESSION_NAME
from mwaa_tf.lifecycle.status.environments import EndpointReading, EnvironmentReading
from mwaa_tf.lifecycle.status.model import Applied, DeploymentStatus, StepKind, WorkspaceFacts, WorkspaceStatus
from mwaa_tf.lifecycle.status.readings import StateProblem
from mwaa_tf.lifecycle.watch import NOT_FOUND
from mwaa_tf.text import escape_control_characters, join_words, plural

Tone = Literal["plain", "heading", "good", "busy", "bad", "dim"]

_HEADINGS = ("WORKSPACE", "STATE", "APPLIED", "IN AWS")
_GAP = 2

#: Characters that each column keeps as long as the terminal is not narrower than most, and in any terminal.
_NARROW, _NARROWEST = (18, 8, 14, 24), (12, 8, 9, 10)

#: Columns in the order in which they give way to a narrow terminal.
_GIVE_WAY = (3, 2, 0, 1)

#: Workspaces that the last line names.
_NAMED = 5

#: Beginnings of the names of sessions that programs give: ours, those of Terraform's provider, and of boto3.
_SESSIONS_OF_PROGRAMS = (SESSION_NAME, "aws-go-sdk-", "botocore-session-")

_TONES: dict[StepKind, Tone] = {StepKind.ACT: "bad", StepKind.WATCH: "busy", StepKind.NONE: "good"}


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line, and how a terminal shows it."""

    text: str
    tone: Tone = "plain"


def status_lines(statuses: Sequence[DeploymentStatus], width: int | None = None) -> Iterator[TableLine]:
    """The table of ``statuses`` in lines of at most ``width`` characters; commands and URLs are never broken.

    Where not even the narrowest table fits, each row becomes lines of text. Without ``width`` no line is broken.
    Several deployments have one table each, below their names.
    """
    for status in statuses:
        if len(statuses) > 1:
            yield TableLine(f"{escape_control_characters(status.deployment)}:", "heading")
        yield from _table(status, width)
    yield from _summary(statuses, width)


def workspace_line(status: WorkspaceStatus) -> str:
    """A workspace on one line without anything that changes by time alone: two lines differ if something happened."""
    facts = status.facts
    words = [_state(facts), _in_aws(facts, None), status.next_step.reason]
    return f"{escape_control_characters(facts.workspace.path)}: {'; '.join(filter(None, words))}"


def _table(status: DeploymentStatus, width: int | None) -> Iterator[TableLine]:
    rows = [_cells(workspace, status.read_at) for workspace in status.workspaces]
    widths = _widths([_HEADINGS, *rows], width)
    is_list = width is not None and sum(widths) + _GAP * (len(widths) - 1) > width
    if not is_list:
        yield TableLine("".join(_lines_of(_HEADINGS, widths)), "heading")
    for cells, workspace in zip(rows, status.workspaces, strict=True):
        tone = _TONES.get(workspace.next_step.kind, "plain")
        if is_list:
            yield from _listed(cells, width, tone)
        else:
            yield from (TableLine(line, tone) for line in _lines_of(cells, widths))
        yield from _below(workspace, width)


def _listed(cells: tuple[str, str, str, str], width: int | None, tone: Tone) -> Iterator[TableLine]:
    """A row for a terminal that is too narrow for a table."""
    path, state, when, in_aws = cells
    yield from _wrapped(f"{path}: {', '.join(filter(None, (state, when)))}", width, tone, indent="")
    if in_aws:
        yield from _wrapped(in_aws, width, tone)


def _cells(status: WorkspaceStatus, now: datetime) -> tuple[str, str, str, str]:
    facts = status.facts
    ago = _ago(facts.applied_at, now) if facts.applied_at else ""
    person = _short(facts.applied_by)
    when = f"{ago} by {person}" if ago and person else ago
    if not when and facts.applied in (Applied.APPLIED, Applied.HALF_APPLIED):
        when = "not known"
    path, when, in_aws = map(escape_control_characters, (facts.workspace.path, when, _in_aws(facts, now)))
    return path, _state(facts), when, in_aws


def _short(principal: str) -> str:
    """Who it is, in place of the whole ARN: the user, the session of a role, or the role if its session has no name."""
    role, _, session = principal.partition(":assumed-role/")[2].partition("/")
    if session:
        return role if session.startswith(_SESSIONS_OF_PROGRAMS) else session
    return principal.rpartition("/")[2]


def _state(facts: WorkspaceFacts) -> str:
    lacks_credentials = facts.state.problem is StateProblem.CREDENTIALS
    words = ["needs credentials" if lacks_credentials else str(facts.applied)]
    if facts.state.lock:
        words.append("locked")
    if facts.drift and facts.drift.changes:
        is_outside = any(change.is_outside for change in facts.drift.changes)
        words.append("drifted" if is_outside else "changes")
    return ", ".join(words)


def _in_aws(facts: WorkspaceFacts, now: datetime | None) -> str:
    """What AWS has of the workspace; without ages if ``now`` is None."""
    if facts.applied is Applied.NOT_APPLIED and not _exists(facts):
        return ""
    parts: list[str] = []
    if facts.environment and facts.endpoints_workspace:
        parts += _of_environment(facts.environment, now)
    elif facts.endpoints:
        parts.append(_of_endpoints(facts.endpoints))
    return ", ".join(parts)


def _of_endpoints(endpoints: Sequence[EndpointReading]) -> str:
    if all(endpoint.is_available for endpoint in endpoints):
        return f"{'endpoints' if len(endpoints) > 1 else 'endpoint'} available"
    return ", ".join(f"{endpoint.purpose} {endpoint.state or 'not known'}" for endpoint in endpoints)


def _exists(facts: WorkspaceFacts) -> bool:
    """Whether AWS has anything of the workspace."""
    environment = facts.environment if facts.endpoints_workspace else None
    is_created = environment is not None and environment.status not in ("", NOT_FOUND)
    return is_created or (not facts.endpoints_workspace and any(endpoint.endpoint_id for endpoint in facts.endpoints))


def _of_environment(environment: EnvironmentReading, now: datetime | None) -> Iterator[str]:
    if environment.status == NOT_FOUND:
        yield "no environment"
        return
    yield environment.status or "status not known"
    if environment.created_at and now:
        yield f"{_duration(now - environment.created_at)} old"
    if environment.airflow_version:
        yield f"Airflow {environment.airflow_version}"


def _below(status: WorkspaceStatus, width: int | None) -> Iterator[TableLine]:
    """The lines below a row: what is worth knowing, and the next step."""
    facts, step = status.facts, status.next_step
    url = facts.environment.webserver_url if facts.environment and facts.endpoints_workspace else ""
    if url:
        yield TableLine(escape_control_characters(f"  https://{url}"), "dim")
    for note in status.notes:
        yield from _wrapped(_shortened(note, facts), width, "dim")
    if step.reason:
        tone: Tone = "bad" if step.kind is StepKind.ACT else "plain"
        reason = _shortened(step.reason, facts)
        yield from _wrapped(f"{reason}:" if step.command else reason, width, tone)
    if step.command:
        yield TableLine(f"    {step.command}")


def _shortened(text: str, facts: WorkspaceFacts) -> str:
    """``text`` without what is wrong with credentials, which all workspaces of their account have in common."""
    for credentials in filter(None, (facts.credentials, facts.endpoints_credentials)):
        if credentials.reason:
            short = str(credentials).removesuffix(f": {credentials.reason}; {credentials.remedy}")
            text = text.replace(str(credentials), short)
    return text


def _lacking(status: WorkspaceStatus) -> Iterator[str]:
    """What is wrong with the credentials of the workspace, and with those that its next step needs."""
    facts, needed = status.facts, status.facts.endpoints_credentials
    if facts.credentials.reason:
        yield str(facts.credentials)
    if needed and needed.reason and str(needed) in status.next_step.reason:
        yield str(needed)


def _summary(statuses: Sequence[DeploymentStatus], width: int | None) -> Iterator[TableLine]:
    """The last line, which names what needs attention: a long table has scrolled away by then."""
    workspaces = [workspace for status in statuses for workspace in status.workspaces]
    applied = sum(workspace.facts.applied is Applied.APPLIED for workspace in workspaces)
    attention = [workspace for workspace in workspaces if workspace.needs_attention]
    text = f"{applied} of {plural(len(workspaces), 'workspace')} applied"
    if attention:
        names = [escape_control_characters(workspace.facts.workspace.path) for workspace in attention]
        more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
        needs = "needs" if len(attention) == 1 else "need"
        text += f", {len(attention)} {needs} attention: {join_words([*names[:_NAMED], *more])}"
    yield TableLine("")
    for needed in dict.fromkeys(problem for workspace in workspaces for problem in _lacking(workspace)):
        yield from _wrapped(needed, width, "plain", indent="")
    for line in [text] if width is None else textwrap.wrap(text, width, break_on_hyphens=False):
        yield TableLine(line, "bad" if attention else "good")


def _wrapped(text: str, width: int | None, tone: Tone, *, indent: str = "  ") -> Iterator[TableLine]:
    text = escape_control_characters(text)
    if width is None:
        yield TableLine(indent + text, tone)
        return
    options = {"initial_indent": indent, "subsequent_indent": indent, "break_on_hyphens": False}
    for line in textwrap.wrap(text, max(width, 20), **options):  # type: ignore[arg-type]
        yield TableLine(line, tone)


def _widths(rows: Iterable[Sequence[str]], width: int | None) -> list[int]:
    """The width of each column: that of its longest cell, or less where the terminal is too narrow for all."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if width is None:
        return widths
    excess = sum(widths) + _GAP * (len(widths) - 1) - width
    for kept in (_NARROW, _NARROWEST):
        for column in _GIVE_WAY:
            cut = max(0, min(excess, widths[column] - kept[column]))
            widths[column] -= cut
            excess -= cut
    return widths


def _lines_of(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """A row of the table, in as many lines as its longest cell needs."""
    columns = [_cell_lines(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, columns))):
        texts = [column[number] if number < len(column) else "" for column in columns]
        line = "".join(f"{text:<{width + _GAP}}" for text, width in zip(texts, widths, strict=True))
        yield line.rstrip()


def _cell_lines(cell: str, width: int) -> list[str]:
    """``cell`` in lines of at most ``width`` characters; a path breaks after its stage first."""
    stage, slash, key = cell.partition("/")
    if slash and " " not in cell and len(cell) > width:
        return [*textwrap.wrap(f"{stage}/", width, break_on_hyphens=False), *textwrap.wrap(key, width)]
    return textwrap.wrap(cell, width) or [""]


def _ago(time: datetime, now: datetime) -> str:
    return "just now" if now - time < timedelta(minutes=1) else f"{_duration(now - time)} ago"


def _duration(duration: timedelta) -> str:
    """``5 min``, ``3 h``, ``12 d``: as exact as a person needs it."""
    minutes = max(0, int(duration.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"
