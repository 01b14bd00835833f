"""One answer of a platform, read within a bound of time and of memory, whatever the server does."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

#: Bytes of an answer, as they are sent and as they are after decompression: a hundred comments of full length.
MOST_BYTES = 64_000_000

#: Seconds from the connection to the last byte.
MOST_SECONDS = 90.0

_CHUNK = 65_536

_REDIRECTS = (301, 302, 303, 307, 308)


class UnreadableAnswerError(urllib3.exceptions.HTTPError):
    """An answer that does not end, or is too large, or in an encoding that was not asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def redirects_to(self) -> str:
        """The address that it redirects to; empty where it does not."""
        return self.headers.get("Location", "") if self.status in _REDIRECTS else ""


def exchange(request: Callable[[], urllib3.BaseHTTPResponse]) -> Answer:
    """The answer to ``request``, which returns a response whose body is not read yet.

    A socket's timeout begins again with each byte, so the call runs in a thread of its own, which is left behind when
    the time is over. Raises :class:`UnreadableAnswerError`, and what ``request`` raises.
    """
    outcome: list[Answer | BaseException] = []
    is_late = threading.Event()

    def run() -> None:
        try:
            outcome.append(_read(request(), is_late))
        except BaseException as error:  # noqa: BLE001 - raised again by the caller's thread
            outcome.append(error)

    thread = threading.Thread(target=run, name="platform", daemon=True)
    thread.start()
    thread.join(MOST_SECONDS)
    if not outcome:
        is_late.set()
        raise UnreadableAnswerError(f"its answer did not end within {MOST_SECONDS:,.0f} seconds")
    (result,) = outcome
    if isinstance(result, BaseException):
        raise result
    return result


def _read(response: urllib3.BaseHTTPResponse, is_late: threading.Event) -> Answer:
    chunks: list[bytes] = []
    size = 0
    try:
        while not is_late.is_set() and (chunk := response.read(_CHUNK, decode_content=False)):
            size += len(chunk)
            if size > MOST_BYTES:
                raise UnreadableAnswerError(f"its answer has more than {MOST_BYTES:,} bytes")
            chunks.append(chunk)
    except BaseException:
        response.close()
        raise
    response.release_conn()
    return Answer(response.status, response.headers, _decompressed(b"".join(chunks), response.headers))


def _decompressed(data: bytes, headers: Mapping[str, Any]) -> bytes:
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return data
    if encoding not in ("gzip", "x-gzip"):
        raise UnreadableAnswerError("its answer is in an encoding that it was not asked for")
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = decompressor.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise UnreadableAnswerError("its answer is not compressed as it says") from error
    if decompressor.unconsumed_tail:
        raise UnreadableAnswerError(f"its answer has more than {MOST_BYTES:,} bytes when decompressed")
    return plain
