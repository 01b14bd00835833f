"""The folder of the policies. Only files that an earlier run wrote, and that were not edited since, are replaced.

The table for people ends with a comment that has the SHA-256 of each file, as `render` has them in its manifest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.errors import UsageError
from mwaa_tf.files import UnreadableFileError, UnwritableFileError, check_writable_folder, read_plain_file, replace_file

TABLE = "permissions.md"

_COMMENT = "<!-- mwaa_tf replaces these files only while they have the SHA-256 that it wrote:"
_DIGESTS = re.compile(rf"{re.escape(_COMMENT)}\n(?P<lines>(?:[0-9a-f]{{64}}  \S+\n)*)-->\n\Z")

#: Bytes; a policy has at most some 6,144, a table some hundred for each permission.
_LARGEST = 2**24

#: What follows the name of a role: the number of a policy that is one of several, or the trust policy.
_SUFFIX = r"(?:-\d{1,2}|-trust)?\.json"


@dataclass(frozen=True, slots=True)
class PermissionsFolder:
    """The folder ``path`` for the policies of the roles whose files begin with ``stems``.

    ``heading`` is the first line of the table; it names the deployment.
    """

    path: Path
    stems: frozenset[str]
    heading: str

    def check(self) -> None:
        """Raise :class:`~mwaa_tf.errors.UsageError` unless :meth:`write` could write all files of the roles now."""
        check_writable_folder(self.path)
        if not self.path.is_dir():
            return
        pattern = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(self.stems)))}){_SUFFIX}")
        try:
            names = [file.name for file in self.path.iterdir() if file.name == TABLE or pattern.fullmatch(file.name)]
        except OSError as error:
            raise UnreadableFileError(self.path, f"cannot be read: {error.strerror}") from error
        self._check(names, self._earlier())

    def write(self, texts: Mapping[str, str]) -> None:
        """Write ``texts`` by name, :data:`TABLE` among them, and remove what an earlier run wrote besides.

        Raises :class:`~mwaa_tf.errors.UsageError` like :meth:`check`, before the first write. A run that is killed
        leaves a table by which the next one recognizes the files, whichever of them it reached.
        """
        earlier = self._earlier()
        self._check(texts, earlier)
        digests = {name: {_digest(text.encode())} for name, text in texts.items()}
        pending = {name: digests.get(name, set()) | earlier.get(name, set()) for name in {*digests, *earlier}}
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._replace(TABLE, texts[TABLE] + _comment(pending))
            for name, text in texts.items():
                if name != TABLE:
                    self._replace(name, text)
            for name in earlier.keys() - texts.keys():
                (self.path / name).unlink(missing_ok=True)
            self._replace(TABLE, texts[TABLE] + _comment(digests))
        except OSError as error:
            raise UnwritableFileError(f"{error.filename or self.path}: cannot be written: {error.strerror}") from error

    def _replace(self, name: str, text: str) -> None:
        replace_file(self.path / name, text.encode())

    def _check(self, names: Iterable[str], earlier: Mapping[str, set[str]]) -> None:
        """Raise for the files called ``names``, or recorded, that are not as an earlier run wrote them."""
        conflicts = [
            f"{self.path / name}: {reason}"
            for name in sorted({*names, *earlier})
            if (reason := self._conflict(name, earlier.get(name)))
        ]
        if conflicts:
            advice = "Nothing was written. Move them, or choose another directory."
            raise UsageError("\n".join([*conflicts, advice]))

    def _conflict(self, name: str, digests: set[str] | None) -> str:
        """Why the file called ``name`` must not be replaced; empty if it may."""
        file = self.path / name
        if file.is_symlink():
            return "is a symbolic link"
        if not file.exists():
            return ""
        contents = read_plain_file(file, _LARGEST)
        if digests is None:
            return "was not written by mwaa_tf"
        if name == TABLE:
            contents = _DIGESTS.sub("", contents.decode("utf-8", "replace")).encode()
        if _digest(contents) not in digests:
            return "was edited since mwaa_tf wrote it"
        if name == TABLE and contents.decode().partition("\n")[0] != self.heading:
            return "has the permissions of another deployment"
        return ""

    def _earlier(self) -> dict[str, set[str]]:
        """The SHA-256 of the files of an earlier run, several if it was killed; empty where there was none."""
        try:
            table = read_plain_file(self.path / TABLE, _LARGEST).decode("utf-8", "replace")
        except UnreadableFileError as error:
            if isinstance(error.__cause__, (FileNotFoundError, NotADirectoryError)):
                return {}
            raise
        digests: dict[str, set[str]] = {}
        match = _DIGESTS.search(table)
        for line in match["lines"].splitlines() if match else ():
            digest, _, name = line.partition("  ")
            # The table may come from someone else, and these files are deleted.
            if "/" not in name and "\\" not in name and name != "..":
                digests.setdefault(name, set()).add(digest)
        return digests


def _comment(digests: Mapping[str, set[str]]) -> str:
    lines = [f"{digest}  {name}\n" for name in sorted(digests) for digest in sorted(digests[name])]
    return f"{_COMMENT}\n{''.join(lines)}-->\n"


def _digest(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()
