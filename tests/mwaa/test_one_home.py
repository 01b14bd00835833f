"""Each fact about MWAA is defined once: no other file of the package spells it out.

Only string constants that are no docstrings count; a message may name a fact where its words are part of a sentence
(see ``IN_MESSAGES``).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from mwaa_tf.mwaa import access_modes, airflow_versions, code, endpoint_services, environment_classes, names, regions
from mwaa_tf.mwaa.status import Status
from tests.support import REPOSITORY

PACKAGE = REPOSITORY / "mwaa_tf"

#: A kind of fact, and a pattern of the strings that spell it out.
FACTS = {
    "environment class": "|".join(map(re.escape, environment_classes.CLASSES)),
    "access mode": f"^(?:{'|'.join(access_modes.AccessMode)})$",
    "principal": r"airflow(?:-env)?\.amazonaws\.com",
    "service-linked role": "AWSServiceRoleForAmazonMWAA",
    "unsupported zone": "|".join(regions.UNSUPPORTED_ZONES),
    "region without airflow.ops": f"^(?:{'|'.join(regions.WITHOUT_AIRFLOW_OPS)})$",
    "queue": re.escape(names.CELERY_QUEUE_PREFIX),
    "endpoint service": re.escape(names.ENDPOINT_SERVICE_PREFIX),
    "required service": f"^(?:{'|'.join(re.escape(name) for name in endpoint_services.REQUIRED if '.' in name)})$",
    "version of Airflow": "|".join(
        rf"(?<![\d.]){re.escape(version)}(?![\d.])" for version in airflow_versions.RELEASES
    ),
    "version of Terraform or the provider": r"(?<![\d.])(?:1\.10|5\.68)(?![\d.])",
    "log": f"^(?:{'|'.join((*names.LogType, *names.LOG_GROUP_SUFFIXES.values()))})$",
    "maintenance window": "MON.TUE.WED",
    "folder of the containers": f"{code.DAGS_FOLDER}|{code.PLUGINS_FOLDER}",
}
#: Where two of these stand together, they are a list of statuses.
STATUSES = set(Status)

#: Sentences for people: the fact is an example or a part of the message.
IN_MESSAGES = {
    "mwaa_tf/config/environment.py": {"version of Airflow"},
    "mwaa_tf/config/existing.py": {"endpoint service"},
    "mwaa_tf/config/fields.py": {"version of Terraform or the provider"},
}

#: Where AVAILABLE alone is meant: an environment is as ready to use in UPDATE_FAILED, which has a question of its own.
AVAILABLE_ALONE = {
    "mwaa_tf/lifecycle/status/next_steps.py",  # all other statuses have a next step
    "mwaa_tf/review/own_drift.py",  # the end of an update that succeeded
    "mwaa_tf/upgrade/follow.py",  # likewise
}

#: Not the fact, but text that looks like it.
NOT_THE_FACT = {
    "mwaa_tf/local_aws/services/cloudformation/stack_operations.py": {"statuses"},  # of stacks
    "mwaa_tf/local_aws/services/cloudtrail/events.py": {"region without airflow.ops"},  # of global services
    "mwaa_tf/local_aws/services/mwaa/metrics.py": {"log"},  # clusters of containers, a dimension of metrics
    "mwaa_tf/config/pruned.py": {"endpoint service"},  # stand-ins: valid names of services that do not exist
    "mwaa_tf/review/risks/endpoints_removed.py": {"endpoint service"},  # a pattern of services of any owner
}


@cache
def spelled_out() -> dict[str, set[str]]:
    """By file, the kinds of facts that it spells out."""
    found: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        path = file.relative_to(REPOSITORY).as_posix()
        if not path.startswith("mwaa_tf/mwaa/") and (kinds := set(facts_in(ast.parse(file.read_text("utf-8"))))):
            found[path] = kinds
    return found


def facts_in(tree: ast.Module) -> Iterator[str]:
    docstrings = {id(text) for text in docstrings_of(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from (kind for kind, pattern in FACTS.items() if re.search(pattern, node.value))
        elif len(STATUSES & set(strings_of(node))) > 1:
            yield "statuses"


def docstrings_of(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every string that is a statement: docstrings, and explanations below an attribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def strings_of(node: ast.AST) -> Iterator[str]:
    """The strings side by side in a tuple, list or set, or the keys of a dictionary."""
    elements = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else []
    elements = [key for key in node.keys if key] if isinstance(node, ast.Dict) else elements
    yield from (part.value for part in elements if isinstance(part, ast.Constant) and isinstance(part.value, str))


def allowed(path: str) -> set[str]:
    return {kind for reasons in (IN_MESSAGES, NOT_THE_FACT) for kind in reasons.get(path, set())}


@pytest.mark.parametrize("path", sorted(file.relative_to(REPOSITORY).as_posix() for file in PACKAGE.rglob("*.py")))
def test_no_file_spells_out_a_fact_that_mwaa_has(path: str) -> None:
    assert spelled_out().get(path, set()) - allowed(path) == set()


def test_what_needs_a_ready_environment_does_not_ask_for_available() -> None:
    asking = {
        path.relative_to(REPOSITORY).as_posix()
        for path in PACKAGE.rglob("*.py")
        if not path.is_relative_to(PACKAGE / "local_aws")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare) and any(map(is_available, (node.left, *node.comparators)))
    }

    assert asking == AVAILABLE_ALONE


def is_available(node: ast.expr) -> bool:
    """Whether ``node`` is the status AVAILABLE: as its member, or as a text beside which no other status is meant."""
    return ast.unparse(node) in ("Status.AVAILABLE", "'AVAILABLE'")


@pytest.mark.parametrize("reasons", [IN_MESSAGES, NOT_THE_FACT], ids=["messages", "others"])
def test_no_exception_outlives_its_reason(reasons: dict[str, set[str]]) -> None:
    stale = {path: kinds - spelled_out().get(path, set()) for path, kinds in reasons.items()}

    assert {path: kinds for path, kinds in stale.items() if kinds} == {}


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("CLASSES = ('mw1.small', 'mw1.large')", {"environment class"}),
        ("MODE = 'PUBLIC_ONLY'", {"access mode"}),
        ("BUSY = {'CREATING', 'UPDATING'}", {"statuses"}),
        ("NEXT = {'CREATING': 1, 'PENDING': 2}", {"statuses"}),
        ("TRUSTED = ['airflow-env.amazonaws.com']", {"principal"}),
        ("def one():\n    '''Not in mw1.micro.'''", set()),
        ("x: str\n'''As in PUBLIC_ONLY, mw1.small and use1-az3.'''", set()),
        ("if status == 'PENDING': pass", set()),
    ],
)
def test_facts_are_found_in_code_and_not_in_docstrings(source: str, kinds: set[str]) -> None:
    assert set(facts_in(ast.parse(source))) == kinds
