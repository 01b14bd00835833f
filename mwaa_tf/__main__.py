"""`python -m mwaa_tf`, and the console script of the same name."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. Ends the process with the command's exit code."""
    from mwaa_tf.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
