"""What to do next about a workspace: the first thing in the way, and the command that removes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mwaa_tf.aws_errors import AwsErrorKind
from mwaa_tf.lifecycle.credentials import WorkspaceCredentials
from mwaa_tf.lifecycle.orphans.planned import BETTER_KEPT
from mwaa_tf.lifecycle.orphans.search import ADOPT_FILE
from mwaa_tf.lifecycle.product_choice import product_for
from mwaa_tf.lifecycle.status.environments import MISSING, EnvironmentReading
from mwaa_tf.lifecycle.status.model import Applied, NextStep, StepKind, WorkspaceFacts
from mwaa_tf.lifecycle.status.readings import StateProblem
from mwaa_tf.lifecycle.watch import NOT_FOUND
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import join_words, one_line, plural, shell_quoted, without_full_stop


@dataclass(frozen=True, slots=True)
class Commands:
    """Writes commands to copy into a shell, with the options that this call of mwaa_tf was given."""

    options: tuple[str, ...] = ()
    """Options of configuration and output folder, quoted; none for the defaults."""

    def mwaa_tf(self, command: str, *words: str) -> str:
        """A command of mwaa_tf."""
        return " ".join(("mwaa_tf", command, *self.options, *map(shell_quoted, words)))

    def terraform(self, facts: WorkspaceFacts, *words: str) -> str:
        """A command of Terraform in the folder of a workspace; of OpenTofu where that is in use, or needed."""
        program = product_for(facts.workspace).command
        return " ".join((program, f"-chdir={shell_quoted(facts.folder)}", *map(shell_quoted, words)))


def next_step(facts: WorkspaceFacts, commands: Commands) -> NextStep:
    """What to do next about the workspace; nothing for one that is in order."""
    rules = (_rendering, _lock, _reading, _missing, _completion, _environment, _endpoints, _drift, _leftover, _unknown)
    return next((step for rule in rules for step in rule(facts, commands)), NextStep())


def _with(credentials: WorkspaceCredentials | None, step: NextStep) -> NextStep:
    """``step``, which needs ``credentials``: where they are of another account, it is the turn of who has its own."""
    if step.kind is not StepKind.ACT or credentials is None or credentials.is_usable:
        return step
    kind = StepKind.CREDENTIALS if credentials.needs_account else StepKind.ACT
    reason = "; ".join(filter(None, (step.reason, str(credentials))))
    return NextStep(kind, step.command, reason, credentials.needs_account)


def _rendering(facts: WorkspaceFacts, commands: Commands) -> Iterator[NextStep]:
    if not facts.is_rendered:
        yield NextStep(StepKind.ACT, commands.mwaa_tf("render"), f"{facts.folder} does not exist")


def _lock(facts: WorkspaceFacts, commands: Commands) -> Iterator[NextStep]:
    lock = facts.state.lock
    if lock is None:
        return
    since = f" since {lock.created:%Y-%m-%d %H:%M:%S} UTC" if lock.created else ""
    what = f" ({lock.operation})" if lock.operation else ""
    reason = f"locked by {lock.who or 'an unknown run'}{since}{what}"
    path = facts.workspace.path
    if lock.is_held:
        yield NextStep(StepKind.WATCH, commands.mwaa_tf("status", path, "--watch"), f"{reason}; it is running")
    elif lock.lock_id:
        unlock = commands.terraform(facts, "force-unlock", lock.lock_id)
        then = "make sure that this run has ended, then"
        if lock.operation == "plan" or facts.has_adopt_file:
            yield _with(facts.credentials, NextStep(StepKind.ACT, unlock, f"{reason}; {then} release it"))
            return
        # First, and without a lock: once it is released, nothing tells any more that a run was killed.
        adopt = commands.mwaa_tf("adopt", path, "--write")
        then += " look for what it created and did not record, and release it"
        yield _with(facts.credentials, NextStep(StepKind.ACT, f"{adopt} && {unlock}", f"{reason}; {then}"))
    else:
        yield NextStep(StepKind.ACT, reason=f"{reason}; the id of the lock cannot be read")


def _reading(facts: WorkspaceFacts, commands: Commands) -> Iterator[NextStep]:
    """A state that could not be read."""
    reason = facts.state.reason
    match facts.state.problem:
        case StateProblem.CREDENTIALS:
            yield NextStep(StepKind.CREDENTIALS, reason=reason, needs_account=facts.workspace.account.account_id)
        case StateProblem.NO_BUCKET if facts.workspace.owns_state_bucket:
            apply = NextStep(StepKind.ACT, commands.mwaa_tf("apply", facts.workspace.path), reason)
            yield _with(facts.credentials, apply)
        case StateProblem.NO_BUCKET if facts.waits_for:
            yield NextStep(StepKind.WAIT, reason=f"waits for {join_words(facts.waits_for)}: {reason}")
        case StateProblem.NOT_INITIALISED:
            yield NextStep(StepKind.ACT, commands.terraform(facts, "init"), reason)
        case StateProblem.TRANSIENT | StateProblem.UNREADABLE | StateProblem.NO_BUCKET:
            yield NextStep(StepKind.ACT, reason=reason)


def _missing(facts: WorkspaceFacts, commands: Commands) -> Iterator[NextStep]:
    """Nothing is applied, as far as the state tells."""
    if facts.applied is not Applied.NOT_APPLIED:
        return
    path = facts.workspace.path
    environment = facts.environment if facts.endpoints_workspace else None
    exists = environment and environment.status not in ("", NOT_FOUND, Status.DELETING, Status.DELETED)
    if facts.is_all_destroyed and not exists and not facts.has_adopt_file:
        yield NextStep(reason="destroyed" if facts.was_destroyed else "")
    elif facts.waits_for and not (exists and facts.is_all_destroyed):
        yield NextStep(StepKind.WAIT, reason=f"waits for {join_words(facts.waits_for)}")
    elif environment and exists:
        reason = f"the environment {environment.name} exists in AWS, but not in the state"
        yield NextStep(StepKind.ACT, commands.mwaa_tf("adopt", path), reason)
    else:
        reason = f"{ADOPT_FILE} has what to import" if facts.has_adopt_file else ""
        yield _with(facts.credentials, NextStep(StepKind.ACT, commands.mwaa_tf("apply", path), reason))


def _completion(facts: WorkspaceFacts, commands: Commands) -> Iterator[NextStep]:
    """An apply that ended before its end."""
    contents = facts.state.contents
    if facts.applied is not Applied.HALF_APPLIED or contents is None:
        return
    path = facts.workspace.path
    apply = commands.mwaa_tf("apply", path)
    if facts.has_adopt_file:
        step = NextStep(StepKind.ACT, apply, f"{_half(facts)}; {ADOPT_FILE} has what to import")
    elif _status_of(facts) == Status.CREATE_FAILED:
        step = NextStep(StepKind.ACT, apply, f"creating the environment failed: {_failure(facts)}; apply recreates it")
    elif any(f".{kind}" in f".{address}" for address in contents.tainted for kind in BETTER_KEPT):
        reason = f"{_half(facts)}; an apply would replace what is tainted, `adopt` tells how to keep it"
        step = NextStep(StepKind.ACT, commands.mwaa_tf("adopt", path), reason)
    else:
        adopt = commands.mwaa_tf("adopt", path, "--write")
        step = NextStep(StepKind.ACT, f"{adopt} && {apply}", _half(facts))
    yield _with(facts.credentials, step)


def _half(facts: WorkspaceFacts) -> str:
    contents = facts.state.contents
    parts = []
    if facts.missing_outputs:
        parts.append(f"lacks {plural(len(facts.missing_outputs), 'output')}: {', '.join(facts.missing_outputs)}")
    if contents and contents.tainted:
        parts.append(f"tainted: {', '.join(contents.tainted)}")
    if contents and contents.deposed:
        parts.append(f"replaced, and not deleted yet: {', '.join(contents.deposed)}")
    return one_line("; ".join(parts))


def _environment(facts: WorkspaceFacts, commands: Commands) -> Iterator[NextStep]:
    """The environment that the workspace creates."""
    environment = facts.environment
    if environment is None or not facts.endpoints_workspace or not environment.status:
        return
    path = facts.workspace.path
    plan, watch = commands.mwaa_tf("plan", path), commands.mwaa_tf("status", path, "--watch")
    status = environment.known_status
    name = f"the environment {environment.name}"
    if environment.status == NOT_FOUND or status is Status.DELETED:
        yield NextStep(StepKind.ACT, plan, f"{name} does not exist any more; apply creates it again")
    elif status is None:
        reason = f"{name} has the status {environment.status}, which this version of mwaa_tf does not know"
        yield NextStep(StepKind.ACT, reason=reason)
    elif status.waits_for_endpoints:
        yield _with(facts.endpoints_credentials, _pending(facts, commands, watch))
    elif status.is_busy:
        yield NextStep(StepKind.WATCH, watch, f"{name} is {status}")
    elif status is not Status.AVAILABLE:
        yield _failed(facts, environment, commands)


def _pending(facts: WorkspaceFacts, commands: Commands, watch: str) -> NextStep:
    missing = [endpoint.purpose for endpoint in facts.endpoints if endpoint.state == MISSING]
    if missing or facts.awaits_endpoints:
        reason = "PENDING until the owner creates the endpoints"
        return NextStep(StepKind.ACT, commands.mwaa_tf("apply", facts.endpoints_workspace), reason)
    broken = [f"{endpoint.purpose} {endpoint.state}" for endpoint in facts.endpoints if _is_broken(endpoint.state)]
    if broken:
        reason = f"PENDING, and its endpoints are in the way: {join_words(broken)}"
        return NextStep(StepKind.ACT, commands.mwaa_tf("plan", facts.endpoints_workspace), reason)
    unknown = any(not endpoint.state for endpoint in facts.endpoints)
    reason = "PENDING; whether its endpoints exist is not known here" if unknown else "PENDING; its endpoints exist"
    return NextStep(StepKind.WATCH, watch, reason)


def _failed(facts: WorkspaceFacts, environment: EnvironmentReading, commands: Commands) -> NextStep:
    path, reason = facts.workspace.path, f"{environment.status}: {_failure(facts)}"
    if environment.status == Status.CREATE_FAILED:
        # Not tainted, since Terraform had seen PENDING: no plan would replace it by itself.
        address = "module.environment.aws_mwaa_environment.this"
        replace = commands.terraform(facts, "apply", f"-replace={address}")
        return NextStep(StepKind.ACT, replace, f"{reason}; nothing is lost by recreating it")
    if environment.status == Status.UPDATE_FAILED:
        return NextStep(StepKind.ACT, commands.mwaa_tf("plan", path), f"{reason}; it runs as before the update")
    return NextStep(StepKind.ACT, reason=f"{reason}; look at its logs in CloudWatch, and at its execution role")


def _failure(facts: WorkspaceFacts) -> str:
    error = facts.environment.update_error if facts.environment else ""
    return without_full_stop(error) or "MWAA gives no reason"


def _status_of(facts: WorkspaceFacts) -> str:
    return facts.environment.status if facts.environment and facts.endpoints_workspace else ""


def _endpoints(facts: WorkspaceFacts, commands: Commands) -> Iterator[NextStep]:
    """The endpoints that the workspace creates, or that the environment needs."""
    if facts.awaits_endpoints:
        return
    path = facts.endpoints_workspace or facts.workspace.path
    credentials = facts.endpoints_credentials or facts.credentials
    wrong = [f"{endpoint.purpose} {endpoint.state}" for endpoint in facts.endpoints if _is_broken(endpoint.state)]
    pending = [endpoint.purpose for endpoint in facts.endpoints if endpoint.is_pending]
    if wrong:
        plan = NextStep(StepKind.ACT, commands.mwaa_tf("plan", path), f"endpoints: {join_words(wrong)}")
        yield _with(credentials, plan)
    elif pending:
        watch = commands.mwaa_tf("status", path, "--watch")
        yield NextStep(StepKind.WATCH, watch, f"EC2 is creating the endpoint of the {join_words(pending)}")


def _is_broken(state: str) -> bool:
    """Whether an endpoint in ``state`` does not work and will not without help; unknown words count."""
    return state not in ("", "available", "pending")


def _drift(facts: WorkspaceFacts, commands: Commands) -> Iterator[NextStep]:
    if facts.drift is None:
        return
    if facts.drift.error:
        yield NextStep(StepKind.ACT, reason=facts.drift.error)
        return
    path = facts.workspace.path
    planned = [change for change in facts.drift.changes if not change.is_kept]
    kept = join_words(name for change in facts.drift.changes if change.is_kept for name in change.attributes)
    if planned:
        outside = sum(change.is_outside for change in planned)
        total = plural(len(planned), "resource")
        reason = f"a plan changes {total}, {outside} of which changed outside Terraform"
        if kept:
            # Applied, they are in the state, and no plan tells any more that they were changed.
            reason += f"; it keeps what else was changed there: {kept}; set it in the configuration, or accept it"
        yield NextStep(StepKind.ACT, commands.mwaa_tf("plan", path), reason)
    elif kept:
        reason = f"changed outside Terraform: {kept}; set it in the configuration, or accept it"
        yield NextStep(StepKind.ACT, commands.terraform(facts, "apply", "-refresh-only"), reason)


def _leftover(facts: WorkspaceFacts, _: Commands) -> Iterator[NextStep]:
    if facts.has_adopt_file and facts.applied is Applied.APPLIED:
        file = facts.folder / ADOPT_FILE
        yield NextStep(StepKind.ACT, f"rm {shell_quoted(file)}", f"{ADOPT_FILE} is no longer needed once it is applied")


def _unknown(facts: WorkspaceFacts, _: Commands) -> Iterator[NextStep]:
    """What AWS did not answer: a status that is not known is not in order."""
    if not facts.credentials.is_usable and facts.applied is Applied.APPLIED and _asks_aws(facts):
        yield _with(facts.credentials, NextStep(StepKind.ACT))
        return
    failure = facts.environment.error if facts.environment else None
    if failure and failure.kind is AwsErrorKind.CREDENTIALS:
        yield NextStep(StepKind.CREDENTIALS, reason=failure.reason, needs_account=facts.workspace.account.account_id)
    elif failure:
        yield NextStep(StepKind.ACT, reason=failure.reason)
    for endpoint in facts.endpoints:
        if endpoint.error:
            yield NextStep(StepKind.ACT, reason=endpoint.error)


def _asks_aws(facts: WorkspaceFacts) -> bool:
    return facts.environment is not None or bool(facts.endpoints)
