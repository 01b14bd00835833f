"""Comments of pull requests, and issues, on GitHub and GitHub Enterprise (REST API)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mwaa_tf.errors import UsageError
from mwaa_tf.review.post._client import RestClient, member
from mwaa_tf.review.post._comments import Comment
from mwaa_tf.review.post._errors import GoneError, PostError, RefusedError
from mwaa_tf.review.post._issues import PlatformIssue
from mwaa_tf.review.post._variables import address_in, number_in, required, token_in

_HINTS = {
    401: "the token in GITHUB_TOKEN is not valid, or has expired",
    403: "the job needs `permissions: pull-requests: write`, and a pull request that is not locked",
    404: "there is no such pull request in GITHUB_REPOSITORY, or the token may not see it",
    410: "the pull request was deleted",
    422: "GitHub refuses the comment; use --split if it is too long",
}

_ISSUE_HINTS = {
    401: _HINTS[401],
    403: "the job needs `permissions: issues: write`",
    404: "there is no such repository, or the token may not see it",
    410: "the repository has no issues; enable them in its settings",
    422: "GitHub refuses the issue",
}

_FORK = (
    "the changes come from a fork, and GitHub gives its workflows a read-only token; review written to the step summary"
)

_TOKEN = "in a workflow: `env: { GITHUB_TOKEN: ${{ github.token }} }`"
_API = "https://api.github.com"

#: Of the label, where it does not exist yet.
_LABEL = {"color": "d93f0b", "description": "The account differs from what the configuration says"}

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_REF = re.compile(r"refs/pull/(\d{1,12})/")


def pull_request_client(environ: Mapping[str, str], number: int | None = None) -> GitHubPullRequest:
    """The pull request that the variables of GitHub Actions name, or ``number`` of that repository.

    Raises :class:`~mwaa_tf.errors.UsageError` with the variables that are missing.
    """
    required(environ, ["GITHUB_REPOSITORY"], "GitHub Actions sets it: OWNER/NAME of the repository")
    event = _event(environ)
    number = number or _number(environ, event)
    if number is None:
        raise UsageError(
            "not running in a pull request: neither the event of GITHUB_EVENT_PATH nor GITHUB_REF "
            "(refs/pull/NUMBER/merge) names one; run on pull_request, or use --pull-request NUMBER"
        )
    repository = _repository(environ)
    fork = _FORK if _is_from_fork(event) else ""
    token = token_in(environ, "GITHUB_TOKEN")
    if not token and not fork:
        required(environ, ["GITHUB_TOKEN"], _TOKEN)
    api = environ.get("GITHUB_API_URL") or _API
    client = RestClient("GitHub", api, token, "GITHUB_API_URL", _HINTS)
    return GitHubPullRequest(client, api, repository, number, run=number_in(environ, "GITHUB_RUN_ID"), from_fork=fork)


def issue_client(environ: Mapping[str, str]) -> GitHubIssues:
    """The issues of the repository that the variables of GitHub Actions name.

    Raises :class:`~mwaa_tf.errors.UsageError` with the variables that are missing.
    """
    required(environ, ["GITHUB_REPOSITORY"], "GitHub Actions sets it: OWNER/NAME of the repository")
    repository = _repository(environ)
    required(environ, ["GITHUB_TOKEN"], _TOKEN)
    token = token_in(environ, "GITHUB_TOKEN")
    client = RestClient("GitHub", environ.get("GITHUB_API_URL") or _API, token, "GITHUB_API_URL", _ISSUE_HINTS)
    run, server = number_in(environ, "GITHUB_RUN_ID"), address_in(environ, "GITHUB_SERVER_URL")
    url = f"{server.rstrip('/')}/{repository}/actions/runs/{run}" if server and run is not None else ""
    return GitHubIssues(client, repository, run=run, run_url=url)


class GitHubIssues:
    """The issues of a repository."""

    def __init__(self, client: RestClient, repository: str, *, run: int | None, run_url: str) -> None:
        self.run = run
        self.run_url = run_url
        self._client = client
        self._repository = f"repos/{repository}"
        self._issues = f"repos/{repository}/issues"

    def open_issues(self, label: str) -> Iterator[PlatformIssue]:
        """All open issues with ``label``. The API lists pull requests among them."""
        for issue in self._client.pages(f"{self._issues}?state=open&labels={quote(label, safe='')}&per_page=100"):
            if isinstance(issue, dict) and "pull_request" not in issue:
                yield _issue(issue)

    def ensure_label(self, label: str) -> None:
        """Create ``label`` where the repository does not have it."""
        path = f"{self._repository}/labels/{quote(label, safe='')}"
        try:
            self._client.read(path)
        except GoneError:
            try:
                self._client.send("POST", f"{self._repository}/labels", {"name": label, **_LABEL})
            except RefusedError as error:
                if error.status != 422:
                    raise
                # Another run has created it in the meantime, or this reports what is wrong with it.
                self._client.read(path)

    def create(self, title: str, body: str, label: str) -> PlatformIssue:
        """Open an issue."""
        return _issue(self._client.send("POST", self._issues, {"title": title, "body": body, "labels": [label]}))

    def update(self, issue: PlatformIssue, body: str) -> None:
        """Replace an issue's text."""
        self._client.send("PATCH", f"{self._issues}/{issue.number}", {"body": body})

    def comment(self, issue: PlatformIssue, text: str) -> None:
        """Comment on an issue."""
        self._client.send("POST", f"{self._issues}/{issue.number}/comments", {"body": text})

    def close(self, issue: PlatformIssue) -> None:
        """Close an issue."""
        self._client.send("PATCH", f"{self._issues}/{issue.number}", {"state": "closed"})


class GitHubPullRequest:
    """A pull request, which for GitHub is an issue where its comments are concerned."""

    def __init__(
        self, client: RestClient, api: str, repository: str, number: int, *, run: int | None, from_fork: str
    ) -> None:
        self.run = run
        self.from_fork = from_fork
        self.may_write = client.has_token
        self._client = client
        self._graphql = f"{api.rstrip('/').removesuffix('/v3')}/graphql"
        self._list = f"repos/{repository}/issues/{number}/comments"
        self._one = f"repos/{repository}/issues/comments"
        self._user_id: int | None = None

    def comments(self) -> Iterator[Comment]:
        """All comments that the owner of the token wrote, the oldest first."""
        user_id = self._own_user_id()
        for comment in self._client.pages(f"{self._list}?per_page=100"):
            user = comment.get("user") if isinstance(comment, dict) else None
            if isinstance(user, dict) and user.get("id") == user_id:
                yield _comment(comment)

    def create(self, body: str) -> Comment:
        """Write a new comment."""
        return _comment(self._client.send("POST", self._list, {"body": body}))

    def update(self, comment: Comment, body: str) -> Comment:
        """Replace a comment's text."""
        return _comment(self._client.send("PATCH", f"{self._one}/{comment.id}", {"body": body}))

    def read(self, comment: Comment) -> Comment:
        """The comment as it is now."""
        return _comment(self._client.read(f"{self._one}/{comment.id}"))

    def delete(self, comment: Comment) -> None:
        """Delete a comment, where it is still there."""
        try:
            self._client.send("DELETE", f"{self._one}/{comment.id}")
        except GoneError:
            return

    def _own_user_id(self) -> int:
        """The id of the token's owner.

        Anyone with write access may change the comments of others, so a marker alone would let anyone take over a
        comment. REST does not say who the app of a workflow's token is; GraphQL does.
        """
        if self._user_id is None:
            answer = self._client.query(self._graphql, {"query": "query { viewer { databaseId } }"})
            try:
                self._user_id = int(answer["data"]["viewer"]["databaseId"])
            except (KeyError, TypeError, ValueError) as error:
                raise PostError("GitHub did not name the owner of GITHUB_TOKEN") from error
        return self._user_id


def _comment(answer: Any) -> Comment:
    id = member(answer, "id", int)
    return Comment(id, str(answer.get("body") or ""), str(answer.get("html_url") or ""))


def _issue(answer: Any) -> PlatformIssue:
    number = member(answer, "number", int)
    url = str(answer.get("html_url") or "")
    return PlatformIssue(number, member(answer, "title", str), str(answer.get("body") or ""), url)


def _repository(environ: Mapping[str, str]) -> str:
    repository = environ["GITHUB_REPOSITORY"].strip()
    if not _REPOSITORY.fullmatch(repository):
        raise UsageError("GITHUB_REPOSITORY: expected is OWNER/NAME")
    return repository


def _event(environ: Mapping[str, str]) -> Mapping[str, Any]:
    """What started the workflow; empty where that is not known."""
    try:
        event = json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_bytes())
    except (KeyError, OSError, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _number(environ: Mapping[str, str], event: Mapping[str, Any]) -> int | None:
    candidates = [event.get("pull_request"), *_of_run(event)]
    issue = event.get("issue")
    if isinstance(issue, dict) and issue.get("pull_request"):
        candidates.append(issue)
    for candidate in candidates:
        if isinstance(candidate, dict) and isinstance(candidate.get("number"), int):
            return int(candidate["number"])
    match = _REF.match(environ.get("GITHUB_REF", ""))
    return int(match[1]) if match else None


def _of_run(event: Mapping[str, Any]) -> list[Any]:
    """The pull request of the run that a `workflow_run` follows, where it is of one only."""
    run = event.get("workflow_run")
    of = run.get("pull_requests") if isinstance(run, dict) else None
    return of if isinstance(of, list) and len(of) == 1 else []


def _is_from_fork(event: Mapping[str, Any]) -> bool:
    request = event.get("pull_request")
    if not isinstance(request, dict):
        return False
    head, base = ((request.get(side) or {}).get("repo") or {} for side in ("head", "base"))
    # A fork that was deleted meanwhile has no repository any more.
    return bool(base) and head.get("full_name") != base.get("full_name")
