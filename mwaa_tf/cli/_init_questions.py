"""The questions of `init`: each says what it is about, and is asked again until the answer is valid."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import click

from mwaa_tf.cli._confirm import confirm
from mwaa_tf.cli._init_answers import OWNER, InitAccount, InitAnswers, InitState, with_environments


def ask_missing(
    answers: InitAnswers, environments: Sequence[str], *, ask_state: bool, one_account: bool
) -> InitAnswers:
    """The answers with what a person adds on the terminal; ``environments`` are those of the option.

    Raises :class:`click.Abort` for Ctrl-C and end of input.
    """
    if answers.name is None:
        _tell("Every resource's name begins with the deployment's name.")
        answers = _ask("Name of the deployment", "analytics", answers, lambda text: replace(answers, name=text))
    if answers.region is None:
        default = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
        answers = _ask("AWS region", default, answers, lambda text: replace(answers, region=text))
    if answers.owner is None:
        _tell("One account owns the VPC and shares its subnets with the accounts that run Airflow.")
        answers = _ask(
            "Account that owns the VPC (12 digits)",
            None,
            answers,
            lambda text: replace(answers, owner=InitAccount(OWNER, text)),
        )
        answers = _ask_credentials(answers, 0)
    if not answers.participants:
        answers = _ask_participants(answers, one_account=one_account)
        if environments:
            answers = replace(answers, participants=with_environments(answers.participants, environments))
    for i, account in enumerate(answers.participants):
        if not account.environments:
            answers = _ask_environments(answers, i)
    return _ask_state(answers) if ask_state else answers


def _ask_participants(answers: InitAnswers, *, one_account: bool) -> InitAnswers:
    _tell("Each account that runs Airflow has a short name, such as that of its team.")
    answers = _ask_participant(answers, "data", one_account=one_account)
    while confirm("Another account that runs Airflow?"):
        answers = _ask_participant(answers, None, one_account=one_account)
    return answers


def _ask_participant(answers: InitAnswers, default: str | None, *, one_account: bool) -> InitAnswers:
    owner = answers.owner.id if answers.owner else ""

    def with_name(text: str) -> InitAnswers:
        # The owner's id is valid, while only the name is checked.
        return _with_participant(answers, InitAccount(text, owner))

    named = _ask("Name of the account that runs Airflow", default, answers, with_name)
    if one_account:
        return named
    account = named.participants[-1]

    def with_id(text: str) -> InitAnswers:
        return _with_participant(answers, replace(account, id=text))

    while True:
        complete = _ask(f"Account of {account.name} (12 digits)", None, answers, with_id)
        if complete.participants[-1].id != owner:
            return _ask_credentials(complete, len(complete.participants))
        question = f"{owner} owns the VPC. Does it run Airflow, too, so that nothing is shared?"
        if confirm(question):
            return complete


def _with_participant(answers: InitAnswers, account: InitAccount) -> InitAnswers:
    return replace(answers, participants=(*answers.participants, account))


def _ask_environments(answers: InitAnswers, index: int) -> InitAnswers:
    account = answers.participants[index]

    def with_names(text: str) -> InitAnswers:
        names = tuple(name.strip() for name in text.split(","))
        return _with_account(answers, index + 1, replace(account, environments=names))

    return _ask(f"Environments of {account.name}, separated by commas", "etl", answers, with_names)


def _ask_credentials(answers: InitAnswers, index: int) -> InitAnswers:
    account = answers.accounts[index]
    if account.role or account.profile:
        return answers

    def with_text(text: str) -> InitAnswers:
        if not text:
            return answers
        is_role = text.startswith("arn:")
        changed = replace(account, role=text) if is_role else replace(account, profile=text)
        return _with_account(answers, index, changed)

    question = f"Role (ARN) or profile for Terraform in {account.id}; empty: the shell's credentials"
    return _ask(question, "", answers, with_text)


def _with_account(answers: InitAnswers, index: int, account: InitAccount) -> InitAnswers:
    """The answers with another account in place of the one at ``index`` of all."""
    if index == 0:
        return replace(answers, owner=account)
    participants = [*answers.participants]
    participants[index - 1] = account
    return replace(answers, participants=tuple(participants))


def _ask_state(answers: InitAnswers) -> InitAnswers:
    _tell("Terraform keeps its state in files beside the workspaces, or in an S3 bucket that several people share.")
    choice = click.prompt("State", type=click.Choice(["local", "s3"]), default="local", err=True)
    if choice == "local":
        return answers
    create = confirm("Create the bucket in the owner's account? No: it exists", default=True)
    prefix = f"{answers.name}-{answers.owner.id}-tfstate" if create and answers.owner else None
    return _ask(
        "Name of the bucket",
        prefix,
        answers,
        lambda text: replace(answers, state=InitState(text, create=create)),
    )


def _ask(question: str, default: str | None, answers: InitAnswers, change: Callable[[str], InitAnswers]) -> InitAnswers:
    """The answers that ``change`` makes of the text; asks again while it is not valid beside ``answers``."""
    known = answers.problems()

    def validated(text: Any) -> InitAnswers:
        changed = change(str(text).strip())
        if new := [message for option, message in changed.problems() if (option, message) not in known]:
            raise click.BadParameter("; ".join(dict.fromkeys(new)))
        return changed

    result: InitAnswers = click.prompt(
        question, default=default, value_proc=validated, show_default=bool(default), err=True
    )
    return result


def _tell(explanation: str) -> None:
    click.secho(explanation, dim=True, err=True)
