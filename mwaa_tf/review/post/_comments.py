"""Bring the comments of a pull request up to date, also while another run writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from mwaa_tf.review.marker import Marker, parse_marker, with_run
from mwaa_tf.review.post._errors import GoneError, PostError, UncertainError
from mwaa_tf.review.post._posted import Posted

#: How often the comments are looked at again after something was written.
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, and where a browser finds it."""

    id: int
    body: str
    url: str


class PullRequestClient(Protocol):
    """The comments of one pull request on a platform."""

    run: int | None
    """The run of the pipeline; a later run has a higher number."""
    from_fork: str
    """Where the changes come from a fork: what that means for the token. Empty where they do not."""
    may_write: bool
    """Whether there is a token at all; a fork's pipeline may have none."""

    def comments(self) -> Iterator[Comment]:
        """All comments that the owner of the token wrote."""

    def create(self, body: str) -> Comment:
        """Create a comment. Raises :class:`UncertainError` where it is not known whether it was created."""

    def update(self, comment: Comment, body: str) -> Comment:
        """Replace a comment's text. Raises :class:`GoneError` where it was deleted meanwhile."""

    def read(self, comment: Comment) -> Comment:
        """The comment as it is now. Raises :class:`GoneError` where it was deleted meanwhile."""

    def delete(self, comment: Comment) -> None:
        """Delete a comment. One that is deleted already is no error."""


def synchronise(client: PullRequestClient, documents: Sequence[str]) -> Posted:
    """Make the comments that carry the marker of ``documents`` be just these.

    The comments are read again after each writing, until there is nothing to do: two runs that both found none and
    both wrote one end with the comment of the newer. An older run that comes late leaves everything as it is.
    """
    return _Synchronisation(client, documents).run()


class _Synchronisation:
    """One update, with what it wrote so far, which the platform may not list yet."""

    def __init__(self, client: PullRequestClient, documents: Sequence[str]) -> None:
        self._client = client
        self._wanted = [with_run(document, client.run) for document in documents]
        first = parse_marker(self._wanted[0])
        self._name = first.comment if first else ""
        self._created: dict[int, Comment] = {}
        self._deleted: set[int] = set()
        self._updated: set[int] = set()
        self._error: PostError | None = None

    def run(self) -> Posted:
        for _ in range(_ROUNDS):
            comments = self._comments()
            if newer := self._newer(comments):
                self._delete_created(comments)
                return Posted(
                    "skipped", reason=f"run {newer} of the pipeline, which is newer than this one, has commented"
                )
            try:
                if not self._write(comments):
                    return self._posted(comments)
                self._error = None
            except (GoneError, UncertainError) as error:
                self._error = error
        if self._error:
            raise self._error
        return self._posted(self._comments())

    def _comments(self) -> list[tuple[Marker, Comment]]:
        """The comments of our name, the newest of each part last."""
        # Of the others, which may be many and long, it matters only that they are not ours.
        listed = {
            comment.id: comment if parse_marker(comment.body) else replace(comment, body="")
            for comment in self._client.comments()
        }
        known = {**self._created, **listed}
        marked = [
            (marker, comment)
            for comment in known.values()
            if comment.id not in self._deleted
            and (marker := parse_marker(comment.body))
            and marker.comment == self._name
        ]
        return sorted(marked, key=lambda pair: (pair[0].run or 0, pair[1].id))

    def _newer(self, comments: Sequence[tuple[Marker, Comment]]) -> int | None:
        mine = self._client.run
        if mine is None:
            return None
        return max((marker.run for marker, _ in comments if marker.run is not None and marker.run > mine), default=None)

    def _delete_created(self, comments: Sequence[tuple[Marker, Comment]]) -> None:
        """Delete what this run created beside the newer run's, unless the newer run has taken it over."""
        for marker, comment in comments:
            if comment.id in self._created and marker.run == self._client.run:
                self._delete(comment)

    def _write(self, comments: Sequence[tuple[Marker, Comment]]) -> bool:
        """Write what differs; whether anything did."""
        wrote = False
        kept = {marker.part: comment for marker, comment in comments}
        for part, body in enumerate(self._wanted, 1):
            comment = kept.get(part)
            if comment is None:
                created = self._client.create(body)
                self._created[created.id] = created
                wrote = True
            elif _text(comment.body) != _text(body):
                self._update(comment, body)
                wrote = True
        for marker, comment in comments:
            if kept[marker.part] is not comment or marker.part > len(self._wanted):
                self._delete(comment)
                wrote = True
        return wrote

    def _update(self, comment: Comment, body: str) -> None:
        try:
            if self._is_as_seen(comment):
                self._client.update(comment, body)
                self._updated.add(comment.id)
        except GoneError:
            self._deleted.add(comment.id)
            raise

    def _delete(self, comment: Comment) -> None:
        try:
            if not self._is_as_seen(comment):
                return
            self._client.delete(comment)
        except GoneError:
            pass
        self._deleted.add(comment.id)

    def _is_as_seen(self, comment: Comment) -> bool:
        """Whether no other run has written a comment since it was listed: platforms have no conditional writes."""
        return _text(self._client.read(comment).body) == _text(comment.body)

    def _posted(self, comments: Sequence[tuple[Marker, Comment]]) -> Posted:
        kept = {marker.part: comment.url for marker, comment in comments}
        outcome = "created" if self._created else "updated" if self._updated or self._deleted else "unchanged"
        return Posted(outcome, tuple(kept[part] for part in sorted(kept) if part <= len(self._wanted)))


def _text(body: str) -> str:
    """A body as platforms may give it back: with other line ends, without surrounding space."""
    return body.replace("\r\n", "\n").strip()
