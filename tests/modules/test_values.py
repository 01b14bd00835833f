"""What each module sets for its inputs is what a person has reviewed: see `inputs/` and `values/`.

The inputs reach both sides of each branch of each module. The values are what AWS would be asked for: every argument,
policy statement, instance and output, so that nothing can be dropped, flipped or moved without a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf.contract import contract_of
from mwaa_tf.terraform import Terraform
from tests.modules.values import INPUTS, calls, dump, values_of_all_calls
from tests.support import REPOSITORY

MODULES = sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))


def test_each_module_sets_the_values_that_were_reviewed(
    tmp_path: Path, terraform: Terraform, golden: Callable[[str, str], None]
) -> None:
    values = values_of_all_calls(terraform, tmp_path)

    different = []
    for module in MODULES:
        text = dump({call: values[call] for call, called in calls().items() if called == module.name})
        try:
            golden(f"values/{module.name}.json", f"{text}\n")
        except AssertionError as difference:
            different.append(str(difference))
    assert different == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_the_inputs_set_each_variable_and_leave_each_optional_one_out(module: Path) -> None:
    text = (INPUTS / f"{module.name.replace('-', '_')}.tf").read_text("utf-8")
    blocks = re.findall(r'^module "\w+" \{\n(.*?)^\}', text, re.MULTILINE | re.DOTALL)
    for name, variable in contract_of(module).variables.items():
        setting = [bool(re.search(rf"^  {name} +=", block, re.MULTILINE)) for block in blocks]
        assert (name, any(setting)) == (name, True)
        assert variable.required or (name, all(setting)) == (name, False)
