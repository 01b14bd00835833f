"""``python launcher.py SETTINGS SCRIPT ARGUMENT...``: run an unchanged Python script where there is no DNS.

``SETTINGS`` is a JSON object: ``addresses``, host name to IPv4 address; ``public``, the address of all other names
below the ``domains``; ``methods``, names of methods that the script calls without ``self``: they are taken from the
``self`` of the caller.
"""

from __future__ import annotations

import builtins
import json
import runpy
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    """Run the script as ``python SCRIPT ARGUMENT...`` does."""
    settings, script, *arguments = sys.argv[1:]
    _install(json.loads(settings))
    sys.argv = [script, *arguments]
    sys.path[0] = str(Path(script).parent)
    runpy.run_path(script, run_name="__main__")


def _install(settings: dict[str, Any]) -> None:
    resolve, addresses = socket.gethostbyname, settings["addresses"]

    def resolved(name: str) -> str:
        if name in addresses:
            return str(addresses[name])
        return str(settings["public"]) if name.endswith(tuple(settings["domains"])) else resolve(name)

    socket.gethostbyname = resolved
    for method in settings["methods"]:
        setattr(builtins, method, _method_of_caller(method))


def _method_of_caller(name: str) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        return getattr(sys._getframe(1).f_locals["self"], name)(*arguments)

    return call


if __name__ == "__main__":
    main()
