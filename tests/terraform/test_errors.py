"""What an error of Terraform asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.terraform import Diagnostic, TerraformError


@pytest.mark.parametrize(
    ("summary", "detail"),
    [
        ('Backend initialization required, please run "terraform init"', "Reason: Initial configuration."),
        ("Module not installed", 'This module is not yet installed. Run "terraform init" to install all modules.'),
        ("Module source has changed", 'The source address was changed. Run "tofu init" to install all modules.'),
        (
            "Inconsistent dependency lock file",
            "provider aws: required.\n\nrun:\n  terraform init",
        ),
        ("Required plugins are not installed", "To download the plugins required, run:\n  terraform init"),
    ],
)
def test_a_folder_that_is_not_initialised_any_more_is_told_by_the_command(summary: str, detail: str) -> None:
    assert TerraformError(["plan"], Path(), 1, diagnostics=[Diagnostic("error", summary, detail)]).needs_init
    assert TerraformError(["state", "pull"], Path(), 1, output=f"Error: {summary}\n\n{detail}").needs_init


def test_an_init_that_fails_does_not_ask_for_another() -> None:
    error = Diagnostic("error", "Backend configuration changed", 'run "terraform init -reconfigure"')
    assert not TerraformError(["init"], Path(), 1, diagnostics=[error]).needs_init


def test_other_errors_do_not_ask_for_it() -> None:
    error = Diagnostic("error", "Unable to find remote state", "No stored state was found for the given workspace.")
    assert not TerraformError(["plan"], Path(), 1, diagnostics=[error], output="exit status 1").needs_init
