import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf.diagnostics.facts import recall
from mwaa_tf.terraform import TerraformMissing
from mwaa_tf.terraform.binary import find


def test_without_terraform_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(TerraformMissing, match=r"no terraform or tofu on PATH: install Terraform .* or set MWAA"):
        find({"PATH": str(tmp_path)})


@pytest.mark.parametrize("path", ["", ".", ":/nowhere", "/nowhere:", "program", "./program:/nowhere"])
def test_a_program_of_the_current_folder_is_never_run(
    make_program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Not even if PATH has the folder: an empty name in it means the current one."""
    program = make_program("")
    monkeypatch.chdir(program.parent if "program" not in path else program.parent.parent)

    with pytest.raises(TerraformMissing, match="no terraform or tofu on PATH"):
        find({"PATH": path})


def test_the_variable_wins_over_the_path(make_program: Callable[[str], Path]) -> None:
    program = make_program("")
    found = find({"PATH": os.environ["PATH"], "MWAA_TF_TERRAFORM": str(program)})
    assert (found.path, found.version, found.platform) == (program, "1.11.4", "linux_amd64")


def test_a_variable_that_names_no_program_is_said(tmp_path: Path) -> None:
    with pytest.raises(TerraformMissing, match=r"MWAA_TF_TERRAFORM names .*, which is not a program"):
        find({"PATH": os.environ["PATH"], "MWAA_TF_TERRAFORM": str(tmp_path / "terraform")})


def test_a_program_that_is_something_else_is_said(make_program: Callable[[str], Path]) -> None:
    program = make_program("")
    program.write_text("#!/bin/sh\necho hello\n")
    with pytest.raises(TerraformMissing, match="does, `version -json` does not print its version as JSON: install"):
        find({"PATH": str(program.parent)})


def test_an_old_terraform_is_refused(make_program: Callable[[str], Path]) -> None:
    program = make_program("")
    program.write_text(program.read_text().replace("1.11.4", "1.9.8"))
    with pytest.raises(TerraformMissing, match=r"is Terraform 1\.9\.8, too old"):
        find({"PATH": str(program.parent)})


def test_what_was_found_and_why_is_logged_and_known_to_a_crash_report(
    make_program: Callable[[str], Path], caplog: pytest.LogCaptureFixture
) -> None:
    program = make_program("")

    with caplog.at_level(logging.DEBUG, logger="mwaa_tf.terraform"):
        find({"PATH": os.environ["PATH"], "MWAA_TF_TERRAFORM": str(program)})

    assert caplog.messages == [f"Terraform 1.11.4 for linux_amd64 at {program}: MWAA_TF_TERRAFORM names it"]
    assert recall("Terraform") == f"1.11.4 ({program})"
