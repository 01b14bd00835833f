"""What `init` was told, as a configuration, and which option each problem of it belongs to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mwaa_tf.errors import UsageError
from mwaa_tf.text import did_you_mean, escape_control_characters, join_words

if TYPE_CHECKING:
    from mwaa_tf.config import Problem

#: The name of the account that owns the VPC, in options and questions.
OWNER = "owner"

#: A line with a remark behind its value, and the column that all remarks begin in, counted from 0, unless the value is
#: longer.
_REMARK, _REMARK_COLUMN = re.compile(r"^(.*\S) {2,}(# .*)$", re.MULTILINE), 57

#: What stands for an answer that is not given yet, while others are checked.
_UNANSWERED = {"name": "a", "region": "us-east-1", "account": "111111111111"}

#: The option that each field of the written configuration comes from, by the fields' names on the way to it, a part
#: before the whole.
_OPTIONS = {
    ("name",): "--name",
    ("region",): "--region",
    ("owner", "role_arn"): "--role",
    ("owner", "profile"): "--profile",
    ("owner",): "--owner-account",
    ("participants", "role_arn"): "--role",
    ("participants", "profile"): "--profile",
    ("participants", "environments"): "--environment",
    ("participants",): "--participant",
    ("state", "bucket"): "--state-bucket",
    ("state", "region"): "--state-region",
    ("state",): "--state",
}

#: The options in the order of their problems.
_ORDER = (
    "--name",
    "--region",
    "--owner-account",
    "--participant",
    "--environment",
    "--role",
    "--profile",
    "--state",
    "--state-bucket",
    "--state-region",
)


@dataclass(frozen=True, slots=True)
class InitAccount:
    """An account: its name (``owner`` for the one that has the VPC), its id and how Terraform gets credentials."""

    name: str
    id: str
    role: str | None = None
    profile: str | None = None
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InitState:
    """Where states are kept; without a bucket, in files beside the workspaces."""

    bucket: str | None = None
    region: str | None = None
    create: bool = False

    @property
    def backend(self) -> str:
        """The word for it in the configuration."""
        return "s3" if self.bucket is not None else "local"


@dataclass(frozen=True, slots=True)
class InitAnswers:
    """All that `init` writes into the configuration; None is not answered yet."""

    name: str | None = None
    region: str | None = None
    owner: InitAccount | None = None
    participants: tuple[InitAccount, ...] = ()
    state: InitState = field(default_factory=InitState)

    @property
    def accounts(self) -> tuple[InitAccount, ...]:
        """The owner's account, if it is known, and those of the participants."""
        return ((self.owner,) if self.owner else ()) + self.participants

    def missing(self, *, environments: bool = False) -> Iterator[str]:
        """The options that have the answers which are still needed; ``environments``: some were given."""
        if self.name is None:
            yield "--name"
        if self.region is None:
            yield "--region"
        if self.owner is None:
            yield "--owner-account"
        if not self.participants:
            yield "--participant"
        if not all(account.environments for account in self.participants) or not (self.participants or environments):
            yield "--environment"

    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with the answers so far: option and message."""
        from mwaa_tf.config import ConfigError, parse
        from mwaa_tf.config.source import Document

        problems: dict[tuple[str, str], None] = {}
        if any(account.name == OWNER for account in self.participants):
            reason = f"'{OWNER}' stands for the account that owns the VPC, as in --profile; choose another name"
            problems["--participant", reason] = None
        try:
            parse(Document(self._as_data()))
        except ConfigError as error:
            problems |= dict.fromkeys(map(_of_option, error.problems))
        return sorted(problems, key=lambda problem: _ORDER.index(problem[0]))

    def _as_data(self) -> dict[str, Any]:
        owner = self.owner or InitAccount(OWNER, _UNANSWERED["account"])
        state = {"backend": self.state.backend, "bucket": self.state.bucket, "region": self.state.region}
        return {
            "name": _UNANSWERED["name"] if self.name is None else self.name,
            "region": _UNANSWERED["region"] if self.region is None else self.region,
            "state": {key: value for key, value in state.items() if value is not None} | {"create": self.state.create},
            OWNER: _account_data(owner),
            "participants": [
                {
                    "name": account.name,
                    **_account_data(account),
                    "environments": [{"name": name} for name in account.environments],
                }
                for account in self.participants
            ],
        }


def _account_data(account: InitAccount) -> dict[str, str]:
    data = {"account_id": account.id, "role_arn": account.role, "profile": account.profile}
    return {key: value for key, value in data.items() if value is not None}


def _of_option(problem: Problem) -> tuple[str, str]:
    """The option that the value came from, and the message: the file with its lines is not written yet."""
    fields = tuple(part for part in problem.path if isinstance(part, str))
    option = next(option for names, option in _OPTIONS.items() if fields[: len(names)] == names)
    return option, escape_control_characters(problem.message)


def check_complete(answers: InitAnswers, *, environments: bool) -> None:
    """Raise :class:`UsageError` with every option that is missing, and every one that is wrong."""
    if problems := answers.problems():
        several = ["the options do not describe a valid deployment:"] if len(problems) > 1 else []
        raise UsageError("\n".join([*several, *map(": ".join, problems)]))
    if missing := list(answers.missing(environments=environments)):
        verb = "is" if len(missing) == 1 else "are"
        raise UsageError(f"{join_words(missing)} {verb} required when not running interactively")


def parse_participants(texts: Sequence[str], owner: str | None, *, one_account: bool) -> tuple[InitAccount, ...]:
    """The accounts of ``--participant NAME=ID``; with ``one_account`` all are the owner's, and NAME is enough."""
    accounts: list[InitAccount] = []
    for text in texts:
        name, separator, account = text.partition("=")
        if one_account and owner is not None:
            account = account or owner
            if account != owner:
                raise UsageError(f"--participant {text!r}: --one-account is for participants in the owner's, {owner}")
        elif not separator:
            raise UsageError(f"--participant {text!r}: allowed is NAME=ID, such as data=222222222222")
        elif account == owner:
            raise UsageError(
                f"--participant {text!r}: {owner} is the owner's account; use --one-account if it also runs Airflow"
            )
        accounts.append(InitAccount(name, account))
    return tuple(accounts)


def with_environments(participants: tuple[InitAccount, ...], texts: Sequence[str]) -> tuple[InitAccount, ...]:
    """The participants with the environments of ``--environment [PARTICIPANT/]NAME``."""
    names: dict[str, list[str]] = {account.name: [] for account in participants}
    for text in texts:
        participant, separator, name = text.rpartition("/")
        if separator and participants and participant not in names:
            known = join_words(names)
            raise UsageError(
                f"--environment {text!r}: unknown participant {participant!r}{did_you_mean(participant, names)}; "
                f"known are {known}"
            )
        for own in [names[participant]] if separator and participants else names.values():
            own.append(name)
    return tuple(replace(account, environments=tuple(names[account.name])) for account in participants)


def with_credentials(answers: InitAnswers, roles: Sequence[str], profiles: Sequence[str]) -> InitAnswers:
    """The answers with roles, each for the accounts that its ARN names, and with profiles, ``NAME=PROFILE``."""
    accounts = list(answers.accounts)
    for role in roles:
        owned = [i for i, account in enumerate(accounts) if f"::{account.id}:" in role]
        if not owned:
            known = join_words(account.id for account in accounts) or "none"
            raise UsageError(f"--role {role!r}: belongs to none of the accounts; known are {known}")
        for i in owned:
            if accounts[i].role not in (None, role):
                raise UsageError(f"--role {role!r}: {accounts[i].id} has {accounts[i].role} already; allowed is one")
            accounts[i] = replace(accounts[i], role=role)
    for text in profiles:
        name, separator, profile = text.partition("=")
        names = [account.name for account in accounts]
        if not separator or name not in names:
            raise UsageError(
                f"--profile {text!r}: allowed is NAME=PROFILE, where NAME is {join_words(names, 'or') or 'an account'}"
                f"{did_you_mean(name, names)}"
            )
        account = accounts[names.index(name)]
        if account.profile not in (None, profile):
            raise UsageError(f"--profile {text!r}: {name} has {account.profile!r} already; allowed is one")
        accounts[names.index(name)] = replace(account, profile=profile)
    if answers.owner is None:
        return replace(answers, participants=tuple(accounts))
    return replace(answers, owner=accounts[0], participants=tuple(accounts[1:]))


def written(answers: InitAnswers) -> str:
    """The commented configuration."""
    import jinja2

    from mwaa_tf.mwaa.airflow_versions import LATEST
    from mwaa_tf.mwaa.regions import partition_of, zone_prefix

    template = (Path(__file__).parent.parent / "config" / "templates" / "mwaa.yaml.j2").read_text("utf-8")
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701 - the output is YAML, and JSON strings are YAML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["quoted"] = _quoted
    region = answers.region or ""
    text = environment.from_string(template).render(
        answers=answers,
        zones=zone_prefix(region) or "use1",
        partition=partition_of(region) or "aws",
        airflow=LATEST,
    )
    return _REMARK.sub(lambda match: f"{match[1]:{_REMARK_COLUMN - 2}}  {match[2]}", text)


def _quoted(text: str) -> str:
    """``text`` as YAML. A JSON string is one, but for what JSON writes as two escapes and YAML as one."""
    return "".join(
        character if character.isascii() else f"\\U{ord(character):08X}"
        for character in json.dumps(text, ensure_ascii=False)
    )
