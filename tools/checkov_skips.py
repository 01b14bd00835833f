"""``python -m tools.checkov_skips CHECKOV``: does each ``checkov:skip`` in modules/ silence something?

Scans the modules, the rendered examples below build/examples and the examples of the modules' READMEs with all skips
removed. A skip whose check passes in all of them is printed, as is a file that checkov cannot parse, which it would not
scan at all; the exit code is then 1.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mwaa_tf.installation import module_address
from tools.documents import REPOSITORY

_SKIP = re.compile(r"^ *#checkov:skip=(?P<check>\w+):")
_BLOCK = re.compile(r'^(?:resource|data) "(?P<type>\w+)" "(?P<name>\w+)"')
_EXAMPLE = re.compile(r"^```hcl\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SOURCE = re.compile(r'"{}([a-z-]+){}"'.format(*map(re.escape, module_address("|").split("|"))))

#: Check, file below modules/, and resource.
Finding = tuple[str, str, str]


def main(arguments: list[str]) -> int:
    """The command."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="mwaa_tf-checkov-") as scratch:
        folder = Path(scratch)
        _copy_without_skips(folder)
        results = [_scan(Path(arguments[0]).absolute(), folder / part) for part in ("modules", "examples", "readmes")]
    findings = {finding for result in results for finding in failed(result)}
    unneeded = [skip for skip in skips(REPOSITORY / "modules") if skip not in findings]
    for check, file, resource in unneeded:
        print(f"modules/{file}: {resource}: checkov:skip={check} silences nothing; remove it", file=sys.stderr)
    unparsed = sum(result.get("summary", result).get("parsing_errors", 0) for result in results)
    if unparsed:
        print(f"checkov could not parse {unparsed} files, and did not scan them", file=sys.stderr)
    return 1 if unneeded or unparsed else 0


def skips(modules: Path) -> Iterator[Finding]:
    """The skips in the files of ``modules``, each with the resource in whose block it is."""
    for file in sorted(modules.glob("*/*.tf")):
        resource = ""
        for line in file.read_text("utf-8").splitlines():
            if block := _BLOCK.match(line):
                resource = f"{block['type']}.{block['name']}"
            if skip := _SKIP.match(line):
                yield skip["check"], str(file.relative_to(modules)), resource


def _copy_without_skips(folder: Path) -> None:
    shutil.copytree(REPOSITORY / "modules", folder / "modules", ignore=shutil.ignore_patterns(".terraform*", "tests"))
    shutil.copytree(REPOSITORY / "build/examples", folder / "examples")
    for readme in sorted((REPOSITORY / "modules").glob("*/README.md")):
        for number, example in enumerate(_EXAMPLE.findall(readme.read_text("utf-8"))):
            root = folder / "readmes" / f"{readme.parent.name}-{number}"
            root.mkdir(parents=True)
            (root / "main.tf").write_text(_SOURCE.sub(r'"../../modules/\1"', example), "utf-8")
    for file in folder.rglob("*.tf"):
        lines = file.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not _SKIP.match(line)), "utf-8")


def _scan(checkov: Path, folder: Path) -> dict[str, Any]:
    config = str(REPOSITORY / ".checkov.yaml")
    command = [str(checkov), "--config-file", config, "-d", str(folder), "-o", "json", "--soft-fail"]
    result: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return result


def failed(result: dict[str, Any]) -> Iterator[Finding]:
    """What a scan, as checkov writes it in JSON, found in the modules."""
    for check in result.get("results", {}).get("failed_checks", []):
        # checkov writes `data.` before some data sources only.
        address = re.sub(r"\[[^\]]*\]", "", check["resource"]).split(".")
        yield check["check_id"], check["file_abs_path"].rpartition("/modules/")[2], ".".join(address[-2:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
