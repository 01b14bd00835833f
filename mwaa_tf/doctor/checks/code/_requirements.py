"""requirements.txt, as pip reads it.

The format: pip documentation, requirements-file-format. A requirement itself is read by the library ``packaging``, as
in pip.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

#: The encodings that pip and MWAA recognize by their first bytes (pip, _internal/utils/encoding.py).
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32, "utf-32"), (codecs.BOM_UTF16, "utf-16"))

#: One blank is enough to find where a comment, or an option, begins: a run of them would take time by its square.
_COMMENT = re.compile(r"(?:^|\s)#")

#: Options of a line of their own, by what they mean (pip, _internal/req/req_file.py, SUPPORTED_OPTIONS).
_OPTIONS = {
    "-c": "--constraint",
    "--constraint": "--constraint",
    "-e": "--editable",
    "--editable": "--editable",
    "-f": "--find-links",
    "--find-links": "--find-links",
    "-i": "--index-url",
    "--index-url": "--index-url",
    "--pypi-url": "--index-url",
    "--extra-index-url": "--extra-index-url",
    "--no-binary": "--no-binary",
    "--no-index": "--no-index",
    "--only-binary": "--only-binary",
    "--pre": "--pre",
    "--prefer-binary": "--prefer-binary",
    "-r": "--requirement",
    "--requirement": "--requirement",
    "--require-hashes": "--require-hashes",
    "--trusted-host": "--trusted-host",
    "--use-feature": "--use-feature",
}

#: Options after a requirement, such as its hashes.
_OF_REQUIREMENT = re.compile(r"\s--?[a-z]")

_ARCHIVE = re.compile(r"\.(?:whl|zip|tar\.gz|tgz|tar\.bz2)(?:[?#].*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PipRequirement:
    """A package that is to be installed."""

    line: int
    name: str
    """Canonical, such as ``apache-airflow-providers-amazon``; empty for a file."""
    specifier: SpecifierSet
    address: str = ""
    """The file or URL that it is installed from; empty for an index."""

    @property
    def is_pinned(self) -> bool:
        """Whether exactly one version is possible."""
        return bool(self.address) or any(
            spec.operator in ("==", "===") and not spec.version.endswith(".*") for spec in self.specifier
        )


@dataclass(frozen=True, slots=True)
class PipOption:
    """A line with an option, by its long name. The value may hold a password."""

    line: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class RequirementsFile:
    """What a requirements.txt says."""

    text: str
    requirements: tuple[PipRequirement, ...]
    options: tuple[PipOption, ...]
    problems: tuple[tuple[int, str], ...]
    """Lines that pip refuses, with the reason."""

    def values(self, option: str) -> tuple[PipOption, ...]:
        """The lines with ``option``, by its long name."""
        return tuple(line for line in self.options if line.name == option)


@lru_cache(maxsize=8)
def parse_requirements(data: bytes, python: str = "") -> RequirementsFile:
    """What ``data`` says for ``python``: a requirement whose marker excludes that version is left out."""
    try:
        text = _decoded(data)
    except (UnicodeDecodeError, UnicodeError):
        return RequirementsFile("", (), (), ((1, "the file is not UTF-8"),))
    requirements: list[PipRequirement] = []
    options: list[PipOption] = []
    problems: list[tuple[int, str]] = []
    for number, line in _lines(text):
        try:
            parsed = _option(number, line) if line.startswith("-") else _requirement(number, line, python)
        except ValueError as error:
            problems.append((number, str(error)))
            continue
        except LookupError as error:  # of packaging: two texts are compared in a marker
            problems.append((number, f"its marker has no variable {error}"))
            continue
        except RecursionError:
            problems.append((number, "its marker is nested too deeply"))
            continue
        if isinstance(parsed, PipOption):
            options.append(parsed)
        elif parsed:
            requirements.append(parsed)
    return RequirementsFile(text, tuple(requirements), tuple(options), tuple(problems))


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding).lstrip("\ufeff")
    return data.decode("utf-8")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments, those that a backslash continues joined, with the number of their first."""
    joined: list[str] = []
    first = 0
    for number, line in enumerate(text.splitlines(), 1):
        first = first or number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            joined.append(line[:-1])
            continue
        if content := _before(_COMMENT, " ".join([*joined, line])):
            yield first, content
        joined, first = [], 0
    if content := _before(_COMMENT, " ".join(joined)):
        yield first, content


def _before(pattern: re.Pattern[str], line: str) -> str:
    """What is before the first match of ``pattern``, without blanks around it."""
    match = pattern.search(line)
    return line[: match.start() if match else None].strip()


def _option(number: int, line: str) -> PipOption:
    word, _, value = line.partition("=") if re.match(r"--[a-z-]+=", line) else line.partition(" ")
    # `-rfile` and `-cfile` need no space.
    if word not in _OPTIONS and word[:2] in _OPTIONS and not word.startswith("--"):
        word, value = word[:2], word[2:] + (f" {value}" if value else "")
    if word not in _OPTIONS:
        raise ValueError(f"pip knows no option {word}")
    return PipOption(number, _OPTIONS[word], value.strip().strip("\"'"))


def _requirement(number: int, line: str, python: str) -> PipRequirement | None:
    content = _before(_OF_REQUIREMENT, line)
    try:
        requirement = Requirement(content)
        requirement.specifier.contains(
            "0"
        )  # versions are read at the first comparison, and may be no numbers of Python
    except InvalidRequirement as error:
        if "://" in content or "/" in content.partition(";")[0] or _ARCHIVE.search(content):
            return PipRequirement(number, "", SpecifierSet(), content.partition(" ")[0])
        raise ValueError(str(error).partition("\n")[0]) from error
    if requirement.marker and python and not requirement.marker.evaluate(_linux(python)):
        return None
    return PipRequirement(number, canonicalize_name(requirement.name), requirement.specifier, requirement.url or "")


def _linux(python: str) -> dict[str, str]:
    """The variables of markers in MWAA's containers."""
    return {
        "extra": "",
        "os_name": "posix",
        "platform_system": "Linux",
        "python_full_version": f"{python}.9",
        "python_version": python,
        "sys_platform": "linux",
    }
