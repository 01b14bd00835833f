"""Comments of merge requests, and issues, on GitLab, its own hosts included (REST API)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from mwaa_tf.errors import UsageError
from mwaa_tf.review.post._client import RestClient, member
from mwaa_tf.review.post._comments import Comment
from mwaa_tf.review.post._errors import GoneError, PostError
from mwaa_tf.review.post._issues import PlatformIssue
from mwaa_tf.review.post._variables import address_in, number_in, required, token_in

_HINTS = {
    400: "GitLab refuses the comment; use --split if it is too long",
    401: "the token in GITLAB_TOKEN is not valid, or has expired",
    403: "GITLAB_TOKEN needs the scope `api`, the role Reporter or above, and a merge request that is not locked",
    404: "there is no such merge request, or the token may not see it",
}

_ISSUE_HINTS = {
    400: "GitLab refuses the issue",
    401: _HINTS[401],
    403: "GITLAB_TOKEN needs the scope `api` and the role Reporter or above, and the project needs issues",
    404: "there is no such project or it has no issues, or the token may not see it",
}

_FORK = (
    "the changes come from a fork, whose pipeline has no token that may comment here; keep the review as an artifact, "
    "or run the pipeline in the parent project"
)

_TOKEN = (
    "it needs an access token of the project with the scope `api`, as a masked variable. CI_JOB_TOKEN "
    "cannot create comments (GitLab documentation, fine-grained permissions for CI/CD job tokens)"
)

_SET_BY = (
    "GitLab sets them in pipelines of merge requests: `rules: [{ if: $CI_PIPELINE_SOURCE == 'merge_request_event' }]`"
)


def pull_request_client(environ: Mapping[str, str], number: int | None = None) -> GitLabMergeRequest:
    """The merge request that the variables of GitLab CI name, or ``number`` of that project.

    Raises :class:`~mwaa_tf.errors.UsageError` with the variables that are missing.
    """
    project = environ.get("CI_MERGE_REQUEST_PROJECT_ID") or (environ.get("CI_PROJECT_ID") if number else None)
    number = number or number_in(environ, "CI_MERGE_REQUEST_IID")
    wanted = {"CI_API_V4_URL": environ.get("CI_API_V4_URL"), "CI_MERGE_REQUEST_PROJECT_ID": project}
    wanted["CI_MERGE_REQUEST_IID"] = str(number or "")
    required({name: value or "" for name, value in wanted.items()}, list(wanted), _SET_BY)
    if project is None or number is None:
        raise UsageError(_SET_BY)
    fork = _FORK if environ.get("CI_PROJECT_ID", project) != project else ""
    token = token_in(environ, "GITLAB_TOKEN")
    if not token and not fork:
        required(environ, ["GITLAB_TOKEN"], _TOKEN)
    ca_file = environ.get("CI_SERVER_TLS_CA_FILE") or None
    client = RestClient("GitLab", environ["CI_API_V4_URL"], token, "CI_API_V4_URL", _HINTS, ca_file)
    page = environ.get("CI_MERGE_REQUEST_PROJECT_URL") or environ.get("CI_PROJECT_URL") or ""
    return GitLabMergeRequest(
        client,
        f"projects/{quote(project, safe='')}/merge_requests/{number}/notes",
        f"{page}/-/merge_requests/{number}" if page else "",
        run=number_in(environ, "CI_PIPELINE_ID"),
        from_fork=fork,
    )


def issue_client(environ: Mapping[str, str]) -> GitLabIssues:
    """The issues of the project that the variables of GitLab CI name.

    Raises :class:`~mwaa_tf.errors.UsageError` with the variables that are missing.
    """
    required(environ, ["CI_API_V4_URL", "CI_PROJECT_ID"], "GitLab sets them in every pipeline")
    required(environ, ["GITLAB_TOKEN"], _TOKEN)
    token = token_in(environ, "GITLAB_TOKEN")
    ca_file = environ.get("CI_SERVER_TLS_CA_FILE") or None
    client = RestClient("GitLab", environ["CI_API_V4_URL"], token, "CI_API_V4_URL", _ISSUE_HINTS, ca_file)
    run, url = number_in(environ, "CI_PIPELINE_ID"), address_in(environ, "CI_PIPELINE_URL")
    return GitLabIssues(client, environ["CI_PROJECT_ID"].strip(), run=run, run_url=url)


class GitLabIssues:
    """The issues of a project.

    The role Reporter may open, label, change, close and comment on them (https://docs.gitlab.com/user/permissions/).
    """

    def __init__(self, client: RestClient, project: str, *, run: int | None, run_url: str) -> None:
        self.run = run
        self.run_url = run_url
        self._client = client
        self._issues = f"projects/{quote(project, safe='')}/issues"

    def open_issues(self, label: str) -> Iterator[PlatformIssue]:
        """All open issues with ``label``."""
        for issue in self._client.pages(f"{self._issues}?state=opened&labels={quote(label, safe='')}&per_page=100"):
            yield _issue(issue)

    def ensure_label(self, label: str) -> None:
        """Do nothing: GitLab creates a label with the first issue that has it (https://docs.gitlab.com/api/issues/)."""

    def create(self, title: str, body: str, label: str) -> PlatformIssue:
        """Open an issue."""
        return _issue(self._client.send("POST", self._issues, {"title": title, "description": body, "labels": label}))

    def update(self, issue: PlatformIssue, body: str) -> None:
        """Replace an issue's text."""
        self._client.send("PUT", f"{self._issues}/{issue.number}", {"description": body})

    def comment(self, issue: PlatformIssue, text: str) -> None:
        """Comment on an issue."""
        self._client.send("POST", f"{self._issues}/{issue.number}/notes", {"body": text})

    def close(self, issue: PlatformIssue) -> None:
        """Close an issue."""
        self._client.send("PUT", f"{self._issues}/{issue.number}", {"state_event": "close"})


class GitLabMergeRequest:
    """A merge request and its notes."""

    def __init__(self, client: RestClient, notes: str, page: str, *, run: int | None, from_fork: str) -> None:
        self.run = run
        self.from_fork = from_fork
        self.may_write = client.has_token
        self._client = client
        self._notes = notes
        self._page = page
        self._user_id: int | None = None

    def comments(self) -> Iterator[Comment]:
        """All comments that the owner of the token wrote, the oldest first."""
        user_id = self._own_user_id()
        for note in self._client.pages(f"{self._notes}?per_page=100&sort=asc&order_by=created_at"):
            author = note.get("author") if isinstance(note, dict) else None
            if isinstance(author, dict) and author.get("id") == user_id and not note.get("system"):
                yield self._comment(note)

    def create(self, body: str) -> Comment:
        """Write a new comment."""
        return self._comment(self._client.send("POST", self._notes, {"body": body}))

    def update(self, comment: Comment, body: str) -> Comment:
        """Replace a comment's text."""
        return self._comment(self._client.send("PUT", f"{self._notes}/{comment.id}", {"body": body}))

    def read(self, comment: Comment) -> Comment:
        """The comment as it is now."""
        return self._comment(self._client.read(f"{self._notes}/{comment.id}"))

    def delete(self, comment: Comment) -> None:
        """Delete a comment, where it is still there."""
        try:
            self._client.send("DELETE", f"{self._notes}/{comment.id}")
        except GoneError:
            return

    def _own_user_id(self) -> int:
        """The id of the token's owner: maintainers of a project may change the comments of others."""
        if self._user_id is None:
            try:
                self._user_id = int(self._client.get("user")["id"])
            except (KeyError, TypeError, ValueError) as error:
                raise PostError("GitLab did not name the owner of GITLAB_TOKEN") from error
        return self._user_id

    def _comment(self, note: Any) -> Comment:
        id = member(note, "id", int)
        url = f"{self._page}#note_{id}" if self._page else ""
        return Comment(id, str(note.get("body") or ""), url)


def _issue(answer: Any) -> PlatformIssue:
    number = member(answer, "iid", int)
    url = str(answer.get("web_url") or "")
    return PlatformIssue(number, member(answer, "title", str), str(answer.get("description") or ""), url)
