"""Wait until all environments that each role of the arguments sees are AVAILABLE, as a script of one's own would."""

from __future__ import annotations

import sys
import time
from typing import Any

import boto3  # type: ignore[import-untyped]


def _mwaa(role: str) -> Any:
    answer = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="wait")["Credentials"]
    return boto3.client(
        "mwaa",
        aws_access_key_id=answer["AccessKeyId"],
        aws_secret_access_key=answer["SecretAccessKey"],
        aws_session_token=answer["SessionToken"],
    )


def main() -> None:
    """Poll each environment until it is AVAILABLE."""
    for role in sys.argv[1:]:
        mwaa = _mwaa(role)
        for page in mwaa.get_paginator("list_environments").paginate():
            for name in page["Environments"]:
                while mwaa.get_environment(Name=name)["Environment"]["Status"] != "AVAILABLE":
                    time.sleep(0.25)


if __name__ == "__main__":
    main()
