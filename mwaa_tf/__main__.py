"""`python -m mwaa_tf`, and the console script of the same name."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line. Ends the process with the command's exit code."""
    # Nearly everything that a command makes lives until its end: looking for garbage, and freeing it all one by one
    # at the end, would take a fifth of the time of a small render.
    gc.disable()
    from mwaa_tf.cli import run

    code = run()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
