"""What only the preflight of an upgrade reads: modules of plugins.zip, and rules of listeners."""

from __future__ import annotations

import io
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest

from mwaa_tf.doctor.collect.aws import _archive_texts
from mwaa_tf.doctor.collect.aws._archive_texts import _modules
from mwaa_tf.doctor.collect.aws.sections import listener_rules, load_balancer, plugin_files
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.load_balancer import ListenerFacts, LoadBalancerFacts, LoadBalancerSection
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.access import issue_certificate
from tests.doctor.collect.test_listener_certificates import DEFAULT, FOR_A_NAME, listener_with_two_certificates
from tests.doctor.test_calls import calls_of
from tests.doctor.views import DENIED, environment, read, section


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def answer(body: bytes) -> dict[str, Any]:
    return {"ContentLength": len(body), "Body": io.BytesIO(body)}


def test_only_python_files_are_read() -> None:
    modules = _modules(answer(zipped({"hooks/acme.py": b"x = 1\n", "data.csv": b"1", "a.whl": b"2"})))

    assert [(file.path, file.data) for file in modules.files] == [("hooks/acme.py", b"x = 1\n")]
    assert modules.left_out == ()


def test_a_file_that_unpacks_to_much_more_is_left_out() -> None:
    modules = _modules(answer(zipped({"bomb.py": b"#" * (8 * 2**20), "acme.py": b"x = 1\n"})))

    assert [file.path for file in modules.files] == ["acme.py"]
    assert modules.left_out == ("bomb.py (8.0 MiB)",)


def test_a_file_that_lies_about_its_size_is_left_out() -> None:
    body = bytearray(zipped({"bomb.py": b"#" * (2 * 2**20)}))
    place = body.rindex(b"PK\x01\x02")
    body[place + 24 : place + 28] = (10).to_bytes(4, "little")

    modules = _modules(answer(bytes(body)))

    assert modules.files == ()
    assert modules.left_out == ("bomb.py (Bad CRC-32 for file 'bomb.py')",)


def test_more_files_than_are_read_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_archive_texts, "_MOST_FILES", 1)
    modules = _modules(answer(zipped({"a.py": b"1", "b.py": b"2"})))

    assert len(modules.files) == len(modules.left_out) == 1


# An archive has the time in it: as the name of a test it would differ between processes.
@pytest.mark.parametrize("body", [b"", b"no archive", zipped({"a.py": b"1"})[:-30]], ids=["empty", "text", "cut off"])
def test_what_is_no_archive_has_no_files(body: bytes) -> None:
    modules = _modules(answer(body))

    assert modules.files == ()
    assert modules.left_out == ("the whole of plugins.zip, which is no archive",)


def test_an_archive_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_archive_texts, "_LARGEST_ARCHIVE", 2**20)

    with pytest.raises(ValueError, match=r"the archive has 2\.0 MiB, more than the 1 that are read"):
        _modules({"ContentLength": 2 * 2**20, "Body": io.BytesIO(b"")})


def test_without_plugins_there_are_no_files() -> None:
    source: Any = SimpleNamespace(environment=read(environment()))

    assert plugin_files.collect(source).sources.value.files == ()


def test_of_an_environment_that_was_not_read_there_is_a_gap() -> None:
    source: Any = SimpleNamespace(environment=Reading.unread(DENIED))

    assert plugin_files.collect(source).sources.gap == DENIED


def test_rules_are_read_in_their_order(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    issue_certificate(DEFAULT, "other.example.com")
    issue_certificate(FOR_A_NAME, "*.example.com")
    arn = listener_with_two_certificates(local_aws)
    elb = local_aws.client("elbv2", local_aws.accounts[0])
    for priority, field, value in ((20, "path-pattern", "/login/*"), (3, "host-header", "a.example.com")):
        elb.create_rule(
            ListenerArn=arn,
            Priority=priority,
            Conditions=[{"Field": field, "Values": [value]}],
            Actions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "403"}}],
        )
    known = section(
        LoadBalancerSection,
        balancer=LoadBalancerFacts("arn", "office", "", "active", "internal", "vpc-1", (), ()),
        listeners=(ListenerFacts(arn, 443, "HTTPS", (), ()),),
    )
    monkeypatch.setattr(load_balancer, "collect", lambda _: known)
    source: Any = SimpleNamespace(owner=calls_of(local_aws, local_aws.accounts[0]))

    rules = listener_rules.collect(source).rules.value

    assert [(rule.path_patterns, rule.forwards, rule.listener_arn) for rule in rules] == [
        ((), False, arn),
        (("/login/*",), False, arn),
    ]


def test_without_a_load_balancer_there_are_no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_balancer, "collect", lambda _: section(LoadBalancerSection, balancer=None))
    source: Any = SimpleNamespace()

    assert listener_rules.collect(source).rules.value == ()
