"""docs/troubleshooting.md has each message about the handshake, sharing, states and logins, word for word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import click
import pytest

from mwaa_tf import Deployment
from mwaa_tf.cli import cli
from mwaa_tf.doctor.checks import checks
from mwaa_tf.troubleshooting import PAGE, PLACEHOLDER, page_for
from tests.docs.links import broken, links_of
from tests.docs.message_sources import SourceMessage, module_messages, python_messages
from tools import troubleshooting_docs
from tools.troubleshooting_docs import FILE, OWN, Message, entries, find, subjects

FOLDER = Path(__file__).parent

#: Where this project words what it says about the four subjects.
OWN_CODE = (
    "mwaa_tf/lifecycle",
    "mwaa_tf/access/login",
    "mwaa_tf/terraform",
    "mwaa_tf/cli/_login.py",
    "mwaa_tf/cli/_next_steps.py",
    "mwaa_tf/cli/_operation.py",
    "mwaa_tf/cli/apply.py",
    "mwaa_tf/doctor/collect/aws/calls.py",
    "mwaa_tf/aws_errors.py",
    "mwaa_tf/aws.py",
)

#: Where the local AWS words its answers about them. Errors of moto itself are among the samples.
LOCAL_AWS = (
    *(
        f"mwaa_tf/local_aws/services/{service}"
        for service in ("mwaa", "ram", "organizations", "ec2", "s3", "kms", "sts")
    ),
    "mwaa_tf/local_aws/api_responses.py",
    "mwaa_tf/local_aws/authorization.py",
    "mwaa_tf/local_aws/cross_account.py",
)

SOURCES: dict[str, Callable[[], Iterable[SourceMessage]]] = {
    "modules": module_messages,
    "mwaa_tf": lambda: python_messages(OWN_CODE),
    "the local AWS": lambda: python_messages(LOCAL_AWS),
}


@dataclass(frozen=True)
class Exclusion:
    """Messages that the page does not have, and why."""

    files: str
    reason: str
    begins: tuple[str, ...] = ()

    def covers(self, message: SourceMessage) -> bool:
        begins = not self.begins or message.shown.startswith(self.begins)
        return begins and fnmatch(message.file, self.files)


@cache
def exclusions() -> tuple[Exclusion, ...]:
    data = tomllib.loads((FOLDER / "troubleshooting_excluded.toml").read_text("utf-8"))
    return tuple(Exclusion(row["files"], row["reason"], tuple(row.get("begins", ()))) for row in data["excluded"])


@cache
def source_messages(name: str) -> tuple[SourceMessage, ...]:
    return tuple(message for message in SOURCES[name]() if message.is_distinct)


def page_messages() -> tuple[Message, ...]:
    return tuple(message for entry in entries() for message in entry.messages)


# The page has every message.


@pytest.mark.parametrize("source", SOURCES)
def test_a_message_is_on_the_page_or_is_about_something_else(source: str) -> None:
    page = page_messages()
    missing = [
        f"{message.file}: {message.shown}"
        for message in source_messages(source)
        if not any(map(message.is_said_in, page))
        if not any(exclusion.covers(message) for exclusion in exclusions())
    ]

    assert missing == [], "add it to tools/troubleshooting/, or to troubleshooting_excluded.toml with the reason"


def test_what_is_excluded_exists_and_is_not_on_the_page() -> None:
    page = page_messages()
    off_page = [
        message for name in SOURCES for message in source_messages(name) if not any(map(message.is_said_in, page))
    ]

    unused = [
        f"{exclusion.files}: {begins or '(all)'}"
        for exclusion in exclusions()
        for begins in exclusion.begins or ("",)
        if not any(Exclusion(exclusion.files, "", (begins,)).covers(message) for message in off_page)
    ]

    assert unused == []


@pytest.mark.parametrize(
    ("hcl", "text"),
    [
        ('error_message = "a ${join(", ", [for x in var.y : "${x}"])} \\"b\\"."\n', 'a \0 "b".'),
        ("error_message = <<-EOT\n    a ${var.b}\n    c.\n  EOT\n", "a \0 c."),
    ],
)
def test_messages_of_modules_are_read_with_their_expressions_as_holes(
    hcl: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "modules/some").mkdir(parents=True)
    (tmp_path / "modules/some/main.tf").write_text(hcl)
    monkeypatch.setattr("tests.docs.message_sources.REPOSITORY", tmp_path)

    assert [message.text for message in module_messages()] == [text]


def test_a_new_message_is_missed_by_name() -> None:
    message = SourceMessage("mwaa_tf/lifecycle/new.py", "\0: the endpoint has lost its way")

    assert message.is_distinct
    assert not any(map(message.is_said_in, page_messages()))
    assert not any(exclusion.covers(message) for exclusion in exclusions())


# What the page has is true.


def test_own_messages_of_the_page_are_in_the_source_word_for_word() -> None:
    own = [message for entry in entries() if entry.origin == OWN for message in entry.messages]
    page = "\n".join(message.text for message in own)
    source = {*python_messages(["mwaa_tf"], everything=True), *module_messages()}
    # Of all the texts in the source, few have words that are on the page.
    candidates = [message for message in source if len(message.longest_part) > 2 and message.longest_part in page]

    stale = [message.text for message in own if not any(candidate.is_all_of(message) for candidate in candidates)]

    assert stale == []


def test_messages_of_others_have_a_source_or_are_inferred() -> None:
    assert [entry.title for entry in entries() if entry.origin != OWN and not (entry.sources or entry.inferred)] == []


def test_checks_of_the_page_exist() -> None:
    assert {id for entry in entries() for id in entry.checks} <= {check.id for check in checks()}


def test_each_check_of_the_handshake_is_on_the_page() -> None:
    named = {id for entry in entries() for id in entry.checks}

    assert {check.id for check in checks() if check.group == "handshake"} - named == WITHOUT_A_MESSAGE


#: Checks of the handshake whose cause shows itself in no message, but in an environment that does not work.
WITHOUT_A_MESSAGE = {"handshake.workers-webserver"}


def test_links_of_the_page_lead_to_headings_and_files() -> None:
    targets = links_of(FILE)

    assert len(targets) > len(entries())
    assert [problem for target in targets if (problem := broken(FILE, target))] == []


def test_titles_are_unique() -> None:
    titles = [*(entry.title for entry in entries()), *(subject.title for subject in subjects())]

    assert len({title.lower() for title in titles}) == len(titles)


def test_no_message_is_on_the_page_twice() -> None:
    texts = [PLACEHOLDER.sub("", message.text) for message in page_messages()]

    assert sorted(text for text in set(texts) if texts.count(text) > 1) == []


def test_each_entry_says_what_to_do() -> None:
    assert [entry.title for entry in entries() if not (entry.where and entry.meaning and entry.fix)] == []


def test_commands_of_the_page_exist_with_their_options() -> None:
    spans = re.findall(r"`mwaa_tf ([^`]+)`", FILE.read_text("utf-8"))
    commands = [command for span in spans for command in re.split(r" && ", span) if not command.startswith("<")]

    assert len(commands) > 50
    assert [command for command in commands if unknown_words(command)] == []


def unknown_words(command: str) -> list[str]:
    """The name of a command, or its options, that the command line does not have."""
    name, *words = command.split()
    found = cli.get_command(click.Context(cli), name)
    if found is None:
        return [name]
    options = {option for parameter in found.params for option in parameter.opts}
    return [word for word in words if word.startswith("--") and word not in options]


def test_fields_of_a_configuration_that_the_page_names_exist() -> None:
    known = field_names(Deployment.model_json_schema())
    spans = set(re.findall(r"`((?:access|existing|service_endpoints|state)\.[a-z_.]+)`", FILE.read_text("utf-8")))
    fields = spans - {check.id for check in checks()}

    assert len(fields) > 5
    assert [field for field in fields if not set(field.split(".")) <= known] == []


def field_names(schema: object) -> set[str]:
    match schema:
        case dict():
            own = set(schema.get("properties", ()))
            return own.union(*map(field_names, schema.values()))
        case list():
            return set().union(*map(field_names, schema))
    return set()


# The page is found by what is printed.


@dataclass(frozen=True)
class Sample:
    """What was printed, with the names of a deployment, and the title of the entry that explains it."""

    text: str
    title: str


def samples() -> list[Sample]:
    data = tomllib.loads((FOLDER / "troubleshooting_samples.toml").read_text("utf-8"))
    return [Sample(row["text"], row["title"]) for row in data["sample"]]


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.title)
def test_an_entry_is_found_by_what_was_printed(sample: Sample) -> None:
    assert [entry.title for entry in find(sample.text)][:1] == [sample.title]


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.title)
def test_a_browser_finds_words_of_what_was_printed_on_the_page(sample: Sample) -> None:
    """The longest run of words that is printed without a name is one line of the page: a search finds it."""
    page = FILE.read_text("utf-8")
    (entry,) = [entry for entry in entries() if entry.title == sample.title]
    printed = [message for message in entry.messages if message.occurs_in(sample.text)]
    fragments = [part for message in printed for part in PLACEHOLDER.split(message.text)]

    assert max(fragments, key=len) in page


def test_every_section_has_samples() -> None:
    sampled = {sample.title for sample in samples()}
    by_subject = {entry.subject: 0 for entry in entries()}
    for entry in entries():
        by_subject[entry.subject] += entry.title in sampled

    assert min(by_subject.values()) >= 3, by_subject


def test_what_is_unknown_is_not_explained() -> None:
    assert find("Error: Reference to undeclared input variable") == ()


def test_the_tool_answers_for_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert troubleshooting_docs.main(["╷\n│ Error: Error acquiring the state\n│ lock\n"]) == 0
    assert capsys.readouterr().out == "docs/troubleshooting.md#the-state-is-locked: The state is locked\n"
    assert troubleshooting_docs.main(["nothing that is known"]) == 1


def test_each_part_of_an_error_is_explained() -> None:
    printed = (
        "Error: waiting for MWAA Environment (analytics-data-etl) create: unexpected state 'CREATE_FAILED', wanted "
        "target 'AVAILABLE, PENDING'. last error: INCORRECT_CONFIGURATION: The subnet subnet-1 is no longer shared "
        "with account 222222222222 by account 111111111111"
    )

    titles = {entry.title for entry in find(printed)}

    assert titles == {"CREATE_FAILED after PENDING", "CREATE_FAILED with INCORRECT_CONFIGURATION"}


def filled(message: Message) -> str:
    """``message`` as it may be printed: in a frame, its lines wrapped, with a name in each placeholder."""
    words = PLACEHOLDER.sub("data-etl", message.text).split(" ")
    return "╷\n│ Error: " + " ".join(f"{word}\n│" if number % 9 == 8 else word for number, word in enumerate(words))


def test_each_message_of_the_page_leads_to_its_entry() -> None:
    """To the entry itself, or to one whose message is a longer part of what was printed."""
    lost = {}
    for entry in entries():
        for message in entry.messages:
            anchors = [found.anchor for found in find(filled(message))]
            found = page_for(filled(message))
            if entry.anchor not in anchors or found != f"{PAGE}#{anchors[0]}":
                lost[message.text] = found

    assert lost == {}


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.title)
def test_what_was_printed_leads_to_its_entry(sample: Sample) -> None:
    (entry,) = [entry for entry in entries() if entry.title == sample.title]

    assert page_for(sample.text) == f"{PAGE}#{entry.anchor}"


def test_what_is_unknown_leads_nowhere() -> None:
    assert page_for("Error: Reference to undeclared input variable") == ""
