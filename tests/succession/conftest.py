"""A deployment in which etl-next succeeds etl, and a local AWS with its accounts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mwaa_tf import load
from mwaa_tf.local_aws.local_aws import LocalAws, without_aws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from tests.support import OWNER, render

CONFIG = """\
name: analytics
region: us-east-1
owner: { account_id: "111111111111" }
participants:
  - name: data
    account_id: "222222222222"
    environments:
      - { name: etl }
      - name: etl-next
        succeeds: etl
"""


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    config = tmp_path_factory.mktemp("config") / "mwaa.yaml"
    config.write_text(CONFIG)
    described = load(config)
    with local_aws_for(described) as running:
        prepare_for(running, described)
        yield running


@pytest.fixture
def environ(local: LocalAws) -> Mapping[str, str]:
    """The environment of a person with the keys of the owner."""
    return local.environment(OWNER, without_aws(os.environ))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The configuration, rendered."""
    (tmp_path / "mwaa.yaml").write_text(CONFIG)
    render(tmp_path)
    return tmp_path
