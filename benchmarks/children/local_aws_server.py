"""``local_aws_server.py local|moto``: the local AWS, or moto's own server, until its standard input ends.

It prints its address and an access key, and for each line that it reads, the memory that it takes, in bytes. It uses
only what has been public since the first version, so that it also runs with an older checkout.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from contextlib import AbstractContextManager, contextmanager
from typing import Any

ACCOUNT = "111111111111"
REGION = "us-east-1"


def main() -> None:
    """Serve, and answer each line with the resident memory."""
    kind = sys.argv[1]
    serving: AbstractContextManager[dict[str, Any]] = _local_aws() if kind == "local" else _moto()
    with serving as address:
        print(json.dumps(address), flush=True)
        for _ in sys.stdin:
            print(_resident(), flush=True)


@contextmanager
def _local_aws() -> Any:
    from mwaa_tf.local_aws import LocalAws

    with LocalAws([ACCOUNT], region=REGION) as aws:
        host, _, port = aws.address.partition(":")
        yield {"host": host, "port": int(port), "key": aws.environment(ACCOUNT)["AWS_ACCESS_KEY_ID"]}


@contextmanager
def _moto() -> Any:
    from moto.server import ThreadedMotoServer

    os.environ["MOTO_ACCOUNT_ID"] = ACCOUNT
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield {"host": host, "port": port, "key": "AKIAIOSFODNN7EXAMPLE"}
    finally:
        server.stop()


def _resident() -> int:
    """Bytes of this process in memory."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - nothing is imported that need not be
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
