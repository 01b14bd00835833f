"""A stand-in for the REST APIs of GitHub and GitLab on 127.0.0.1: comments, issues, and whatever may go wrong."""

from __future__ import annotations

import copy
import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "a-token-of-nobody"
ME, SOMEBODY = 41, 7

_PATHS = {
    "github": r"/api/v3/repos/acme/infra/issues/(?:5/comments|comments/(?P<id>\d+))",
    "gitlab": r"/api/v4/projects/12/merge_requests/5/notes(?:/(?P<id>\d+))?",
}

_ISSUES = {
    "github": r"/api/v3/repos/acme/infra/issues(?:/(?P<number>\d+)(?P<comments>/comments)?)?",
    "gitlab": r"/api/v4/projects/12/issues(?:/(?P<number>\d+)(?P<comments>/notes)?)?",
}
_LABELS = r"/api/v3/repos/acme/infra/labels(?:/(?P<label>[^/]+))?"


@dataclass
class Fault:
    """What is answered instead, once for each of ``times``."""

    method: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    said: Any = None
    times: int = 1
    """How often, before all is well again."""
    done: bool = False
    """Whether it is done all the same."""
    silent: bool = False
    """Whether the connection is closed without an answer."""
    hangs: bool = False
    """Whether there is no answer before the client loses patience."""


class StandIn:
    """A platform with one pull request, number 5."""

    def __init__(self, dialect: str, secured: ssl.SSLContext | None = None) -> None:
        self.dialect = dialect
        self.comments: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, str | None]] = []
        self.faults: list[Fault] = []
        self.before: dict[str, Callable[[], object]] = {}
        self.issues: list[dict[str, Any]] = []
        self.labels: list[str] = []
        self._behind: list[list[dict[str, Any]]] = []
        self.released = threading.Event()
        self._lock = threading.RLock()
        self._next = 100
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        # A client that hangs up, as it does over a certificate, is none of the tests' business.
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        if secured:
            self._server.socket = secured.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' if secured else ''}://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[StandIn]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.released.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def environ(self, run: int = 20, /, **others: str) -> dict[str, str]:
        """The variables of a pipeline of pull request 5."""
        own = {
            "github": {
                "GITHUB_API_URL": f"{self.url}/api/v3",
                "GITHUB_REPOSITORY": "acme/infra",
                "GITHUB_REF": "refs/pull/5/merge",
                "GITHUB_RUN_ID": str(run),
                "GITHUB_SERVER_URL": "https://github.example",
                "GITHUB_TOKEN": TOKEN,
            },
            "gitlab": {
                "CI_API_V4_URL": f"{self.url}/api/v4",
                "CI_PROJECT_ID": "12",
                "CI_MERGE_REQUEST_PROJECT_ID": "12",
                "CI_MERGE_REQUEST_PROJECT_URL": "https://gitlab.example/acme/infra",
                "CI_MERGE_REQUEST_IID": "5",
                "CI_PIPELINE_ID": str(run),
                "CI_PIPELINE_URL": f"https://gitlab.example/acme/infra/-/pipelines/{run}",
                "GITLAB_TOKEN": TOKEN,
            },
        }
        return {**own[self.dialect], **others}

    def add(self, body: str, author: int = ME) -> int:
        """A comment that is there already; its id."""
        with self._lock:
            self._next += 1
            who = {"user": {"id": author}} if self.dialect == "github" else {"author": {"id": author}}
            url = {"html_url": f"https://github.example/acme/infra/pull/5#issuecomment-{self._next}"}
            self.comments.append({"id": self._next, "body": body, "system": False, **who, **url})
            return self._next

    def fail(self, method: str, status: int, **others: Any) -> None:
        """Answer the next call of that kind with ``status``."""
        self.faults.append(Fault(method, status, **others))

    def lag(self, lists: int) -> None:
        """Show the comments as they are now in that many lists, whatever happens to them."""
        self._behind = [copy.deepcopy(self.comments) for _ in range(lists)]

    def bodies(self, author: int = ME) -> list[str]:
        """The texts of the comments of one author."""
        who = "user" if self.dialect == "github" else "author"
        return [comment["body"] for comment in self.comments if comment[who]["id"] == author]

    def writes(self) -> list[str]:
        """The methods of the calls that change something."""
        return [method for method, _, _ in self.requests if method not in ("GET", "WHO")]

    def _answer(self, method: str, path: str, body: Any) -> tuple[int, Mapping[str, str], Any]:
        if method == "WHO":
            return 200, {}, {"data": {"viewer": {"databaseId": ME}}, "id": ME}
        parts = urlsplit(path)
        found = re.fullmatch(_PATHS[self.dialect], parts.path)
        if not found:
            return self._of_issues(method, parts.path, parse_qs(parts.query), body)
        if not found["id"]:
            return self._created(body) if method == "POST" else self._page(parts.path, parse_qs(parts.query))
        comment = next((one for one in self.comments if one["id"] == int(found["id"])), None)
        if comment is None:
            return 404, {}, {"message": "Not Found"}
        if method == "DELETE":
            self.comments.remove(comment)
            return 204, {}, None
        if method == "GET":
            return 200, {}, comment
        assert method == {"github": "PATCH", "gitlab": "PUT"}[self.dialect]
        comment["body"] = body["body"]
        return 200, {}, comment

    def add_issue(self, title: str, body: str = "", label: str = "mwaa-drift", **others: Any) -> dict[str, Any]:
        """An issue that is open already."""
        with self._lock:
            number = len(self.issues) + 1
            own = (
                {"number": number, "state": "open", "body": body, "labels": [{"name": label}]}
                | {"html_url": f"https://github.example/acme/infra/issues/{number}"}
                if self.dialect == "github"
                else {"id": 9000 + number, "iid": number, "state": "opened", "description": body, "labels": [label]}
                | {"web_url": f"https://gitlab.example/acme/infra/-/issues/{number}"}
            )
            self.issues.append({**own, "title": title, "comments_of_test": [], **others})
            return self.issues[-1]

    def open_issues(self) -> dict[str, str]:
        """The texts of the open issues by title."""
        return {
            issue["title"]: issue["body" if self.dialect == "github" else "description"]
            for issue in self.issues
            if issue["state"] != "closed"
        }

    def _of_issues(
        self, method: str, path: str, query: Mapping[str, list[str]], body: Any
    ) -> tuple[int, Mapping[str, str], Any]:
        if self.dialect == "github" and (label := re.fullmatch(_LABELS, path)):
            return self._of_labels(method, label["label"], body)
        found = re.fullmatch(_ISSUES[self.dialect], path)
        if not found or (found["number"] and int(found["number"]) > len(self.issues)):
            return 404, {}, {"message": "Not Found"}
        if not found["number"]:
            return self._opened(body) if method == "POST" else self._listed(path, query)
        issue = self.issues[int(found["number"]) - 1]
        if found["comments"]:
            assert method == "POST"
            issue["comments_of_test"].append(body["body"])
            return 201, {}, {"id": 1, "body": body["body"]}
        return self._changed(method, issue, body)

    def _of_labels(self, method: str, name: str | None, body: Any) -> tuple[int, Mapping[str, str], Any]:
        if method == "GET":
            return (200, {}, {"name": name}) if name in self.labels else (404, {}, {"message": "Not Found"})
        if body["name"] in self.labels:
            return 422, {}, {"message": "Validation Failed", "errors": [{"code": "already_exists"}]}
        self.labels.append(body["name"])
        return 201, {}, body

    def _opened(self, body: Any) -> tuple[int, Mapping[str, str], Any]:
        if self.dialect == "github":
            (label,) = body["labels"]
            assert label in self.labels, "GitHub drops a label that does not exist"
            return 201, {}, self.add_issue(body["title"], body["body"], label)
        return 201, {}, self.add_issue(body["title"], body["description"], body["labels"])

    def _listed(self, path: str, query: Mapping[str, list[str]]) -> tuple[int, Mapping[str, str], Any]:
        (state,), (label,) = query["state"], query["labels"]
        shown = [issue for issue in self.issues if issue["state"] == state and label in _names(issue["labels"])]
        size, page = int(query["per_page"][0]), int(query.get("page", ["1"])[0])
        following = f"{self.url}{path}?state={state}&labels={label}&per_page={size}&page={page + 1}"
        link = {"Link": f'<{following}>; rel="next"'} if len(shown) > page * size else {}
        # GitHub shows the newest first, and so does GitLab.
        return 200, link, shown[::-1][(page - 1) * size : page * size]

    def _changed(self, method: str, issue: dict[str, Any], body: Any) -> tuple[int, Mapping[str, str], Any]:
        assert method == {"github": "PATCH", "gitlab": "PUT"}[self.dialect]
        if body.pop("state_event", None) == "close":
            body["state"] = "closed"
        issue.update(body)
        return 200, {}, issue

    def _created(self, body: Any) -> tuple[int, Mapping[str, str], Any]:
        self.add(body["body"])
        return 201, {}, self.comments[-1]

    def _page(self, path: str, query: Mapping[str, list[str]]) -> tuple[int, Mapping[str, str], Any]:
        size, page = int(query["per_page"][0]), int(query.get("page", ["1"])[0])
        shown = self._behind.pop() if self._behind else self.comments
        more = len(shown) > page * size
        link = f'<{self.url}{path}?per_page={size}&page={page + 1}>; rel="next", <{self.url}{path}>; rel="first"'
        return 200, {"Link": link} if more else {}, shown[(page - 1) * size : page * size]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet for an answer, or the client waits for the second

            def handle_one_call(self) -> None:
                # The question whose token it is has a name of its own, so that tests of both platforms read alike.
                path = self.path
                method = "WHO" if path in ("/api/graphql", "/api/v4/user") else self.command
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                with platform._lock:
                    platform.requests.append((method, path, self.headers.get("Authorization")))
                    if hook := platform.before.pop(method, None):
                        hook()
                    fault = next((one for one in platform.faults if one.method == method and one.times), None)
                    if fault:
                        fault.times -= 1
                    answer = platform._answer(method, path, body) if not fault or fault.done else (0, {}, None)
                if fault and fault.hangs:
                    platform.released.wait(60)
                if fault and (fault.silent or fault.hangs):
                    self.close_connection = True
                    return
                self._send(*((fault.status, fault.headers, fault.said) if fault else answer))

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_one_call  # noqa: N815

            def _send(self, status: int, headers: Mapping[str, str], said: Any) -> None:
                data = b"" if said is None else said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        return Handler


def _names(labels: list[Any]) -> list[str]:
    return [label if isinstance(label, str) else label["name"] for label in labels]
