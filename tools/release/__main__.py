"""``python -m tools.release check|notes``: does everything agree before a release, and what is new in it.

``check [--tag vX.Y.Z] [--wheel FILE]`` prints each disagreement to stderr and exits with 1 if there is any; ``notes``
prints the changelog's section of the version. The release workflow runs both.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from tools.documents import REPOSITORY
from tools.release.agreement import ReleaseError, disagreements, stamped_version
from tools.release.changelog import section_of


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="compare version, changelog, tag and wheel")
    check.add_argument("--tag", help="tag of the release, vX.Y.Z")
    check.add_argument("--wheel", type=Path, help="wheel that was built for it")
    notes = commands.add_parser("notes", help="print the changelog's section of the version")
    for command in (check, notes):
        command.add_argument("--root", type=Path, default=REPOSITORY, help="checkout, by default this one")
    return parser.parse_args(arguments)


def _check(options: argparse.Namespace) -> int:
    today = dt.datetime.now(dt.UTC).date()
    problems = disagreements(options.root, today=today, tag=options.tag, wheel=options.wheel)
    print("\n".join(problems) or f"version {stamped_version(options.root)}: everything agrees", file=sys.stderr)
    return 1 if problems else 0


def _notes(options: argparse.Namespace) -> int:
    version = stamped_version(options.root)
    section = section_of(version, (options.root / "CHANGELOG.md").read_text("utf-8"))
    if section is None:
        raise ReleaseError(f"CHANGELOG.md: no section ## {version} - YYYY-MM-DD")
    print(section.text)
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _arguments(arguments)
    try:
        return _check(options) if options.command == "check" else _notes(options)
    except (ReleaseError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
