"""`python -m mwaa_tf`, and the console script of the same name."""

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    # `python -m` looks for every module in the current folder first: a file there that is named like one of a package,
    # such as `yaml.py`, would be executed. This package knows its own folder by now.
    del sys.path[0]

import gc
import os
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line. Ends the process with the command's exit code."""
    # Nearly everything that a command makes lives until its end: looking for garbage, and freeing it all one by one
    # at the end, would take a fifth of the time of a small render.
    gc.disable()
    try:
        from mwaa_tf.cli import run
        from mwaa_tf.cli._streams import end_streams, prepare_streams

        prepare_streams()
        code = run()
        end_streams()
    except KeyboardInterrupt:  # before the command line handles it, or after
        code = 130
    os._exit(code)


if __name__ == "__main__":
    main()
