"""The environment of a bisect: its bucket, its DAG folder and its Airflow, as GetEnvironment answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mwaa_tf.access.bisect.errors import BisectError
from mwaa_tf.access.bisect.journal import PREFIX
from mwaa_tf.arn import Arn
from mwaa_tf.aws_errors import aws_error
from mwaa_tf.mwaa.airflow_versions import numbers
from mwaa_tf.text import escape_control_characters


@dataclass(frozen=True, slots=True)
class BisectEnvironment:
    """What a bisect needs to know about an environment."""

    name: str
    region: str
    status: str
    bucket: str
    folder: str
    """Prefix of the DAG folder in the bucket, with a slash at the end."""
    airflow_version: str
    options: Mapping[str, str]
    """Airflow's configuration options that were set."""


def read_environment(client: Any, name: str, region: str) -> BisectEnvironment:
    """Ask MWAA about an environment. Raises :class:`BisectError`."""
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    try:
        answer = client.get_environment(Name=name)["Environment"]
        numbers(answer["AirflowVersion"])
        return BisectEnvironment(
            name=name,
            region=region,
            status=answer["Status"],
            bucket=Arn.parse(answer["SourceBucketArn"]).resource,
            folder=_folder(answer["DagS3Path"]),
            airflow_version=answer["AirflowVersion"],
            options=answer.get("AirflowConfigurationOptions", {}),
        )
    except (BotoCoreError, ClientError) as error:
        raise BisectError(aws_error(error).reason) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BisectError(f"GetEnvironment answered what is not understood: {error!r}") from error


def _folder(path: str) -> str:
    """The prefix of the DAG folder. The quarantine must be outside of it, or Airflow would still read the files."""
    folder = f"{path.strip('/')}/"
    if folder == "/" or PREFIX.startswith(folder) or folder.startswith(PREFIX):
        shown = escape_control_characters(path)
        raise BisectError(f"the DAG folder {shown!r} leaves no place in the bucket for files that are taken out of it")
    return folder
