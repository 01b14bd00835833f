"""Try software of other projects with the local AWS. Nothing of it is in this repository.

python -m tools.clients attempt FOLDER [CLIENT...]
    FOLDER has a folder for each client, as docs/clients.md installs them. The exit code is 1 if one fails.

python -m tools.clients verify_env FOLDER [EXAMPLE...]
    FOLDER is a checkout of awslabs/aws-support-tools, whose script looks at the environments of examples. The exit code
    is 1 if the script ends with an exception or reports a failure that none of its known defects explains.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.clients.attempts import attempt_clients
from tools.clients.verification import EXAMPLES, verify


def main(arguments: list[str]) -> int:
    """The command."""
    match arguments:
        case ["verify_env", folder, *examples]:
            failures = verify(Path(folder), examples or EXAMPLES)
        case ["attempt", folder, *clients]:
            failures = attempt_clients(Path(folder), clients)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    for failure in failures:
        print(f"FAILED: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
