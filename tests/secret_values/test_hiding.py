"""What is hidden, wherever it stands, and what stays visible."""

from __future__ import annotations

import base64
import html
import json
import re
import time
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_tf.secret_values import is_secret_name, kind_of_secret, may_hold_secrets, redacted, without_secrets
from mwaa_tf.secret_values.documents import without_named
from mwaa_tf.secret_values.forms import without_forms
from mwaa_tf.secret_values.kinds import KINDS
from mwaa_tf.secret_values.names import SECRET_BEGINNINGS, SECRET_ENDINGS, SECRET_WORDS
from tests.secret_values.samples import BY_KIND, CANARY, NAMES, TEXTS, harmless, part_of

SECRETS = [
    pytest.param(secret, id=f"{kind}-{number}")
    for kind, secrets in BY_KIND.items()
    for number, secret in enumerate(secrets)
]


def test_every_kind_has_secrets_to_try() -> None:
    assert {kind.name for kind in KINDS} == set(BY_KIND)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_hidden_by_its_form_wherever_it_stands(secret: str) -> None:
    core = part_of(secret)
    for text in (
        *(secret, f"the value {secret} was refused", f"{secret}\n", f"a\n{secret}", f"x='{secret}'", f"x={secret}"),
        *(json.dumps({"a": [secret]}), json.dumps(json.dumps({"a": secret})), json.dumps({secret: 1})),
        *(f"a: {secret}", f"- {secret}", f"x: 'a,{secret}'", f"say \\'{secret}\\'"),
    ):
        assert core not in redacted(text), text
        assert core not in str(without_secrets({"a": [{"b": text}]})), text
        assert may_hold_secrets(json.dumps({"a": text}).encode()), text


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_hidden_where_it_is_encoded(secret: str) -> None:
    core = part_of(secret)
    for text in (
        quote(secret, safe=""),
        quote(quote(secret, safe=""), safe=""),
        html.escape(secret),
        _entities(secret),
    ):
        value = redacted(f"x {text} y")
        for _ in range(3):
            assert core not in html.unescape(value)
            assert quote(core, safe="") not in value
            value = html.unescape(value)
    escaped = json.dumps({"a": secret}).replace(core[0], f"\\u{ord(core[0]):04x}")
    assert core not in str(redacted(escaped))


def _entities(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)


@pytest.mark.parametrize("name", NAMES)
def test_the_value_of_a_name_of_a_secret_is_hidden(name: str) -> None:
    assert is_secret_name(name)
    for value in (
        {name: CANARY},
        {"a": [{"name": name, "value": CANARY}]},
        {"Key": name, "Value": CANARY},
        {name: [CANARY, {"inner": CANARY}]},
        f"{name}={CANARY}",
        f'"{name}": "{CANARY}"',
        f"{name}: {CANARY}",
        json.dumps({"a": {name: CANARY}}),
        {"text": f"line\n{name}={CANARY}\n"},
    ):
        assert CANARY not in str(without_secrets(value)), value
        assert may_hold_secrets(json.dumps(value).encode()), value


@pytest.mark.parametrize("ending", [*SECRET_ENDINGS, *(f"x {word}" for word in SECRET_WORDS), *SECRET_BEGINNINGS])
def test_words_of_names_are_split_at_case_hyphens_and_underscores(ending: str) -> None:
    words = ending.split()
    capitals = [word.capitalize() for word in words]
    spellings = ["_".join(words), "-".join(words), ".".join(words), " ".join(words), "".join(capitals)]
    spellings += ["_".join(words).upper(), words[0] + "".join(capitals[1:]), "my" + "".join(capitals)]
    for name in spellings if ending not in SECRET_BEGINNINGS else spellings[:-1]:
        assert is_secret_name(name), name
        assert may_hold_secrets(json.dumps({name: CANARY}).encode()), name


@pytest.mark.parametrize("text", TEXTS)
def test_names_in_texts_are_found(text: str) -> None:
    whole = text.replace("{}", CANARY).replace("{{", "{").replace("}}", "}")

    assert CANARY not in redacted(whole)
    assert may_hold_secrets(json.dumps({"user_data": whole}).encode())


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_hidden_once_stays_as_it_is(text: str) -> None:
    clean = redacted(text.replace("{}", CANARY).replace("{{", "{").replace("}}", "}"))

    assert redacted(clean) == clean


_DOCUMENTS = {
    "json": '{"user": "u", "password": "%s"}',
    "script": "#!/bin/bash\nexport DB_PASSWORD=%s\necho 1\n",
    "yaml": "#cloud-config\nauth:\n  password: %s\n",
    "form": "a key %s is in it, whatever it is called",
}


def _encodings(document: bytes) -> list[str]:
    plain = base64.b64encode(document).decode()
    long = base64.b64encode(document * 3 + b" " * (-len(document * 3) % 3)).decode()
    wrapped = [[long[at : at + width] for at in range(0, len(long), width)] for width in (44, 48, 64, 76)]
    return [
        *("\n    ".join(lines) for lines in wrapped),
        *("\\n".join(lines) for lines in wrapped),
        *(plain, plain.rstrip("="), base64.encodebytes(document * 3).decode(), f"data:text/plain;base64,{plain}"),
        *(base64.urlsafe_b64encode(document).decode(), base64.b64encode(plain.encode()).decode()),
    ]


@pytest.mark.parametrize("kind", _DOCUMENTS)
def test_a_document_in_base64_is_hidden_where_it_has_a_secret(kind: str) -> None:
    secret = BY_KIND["a GitHub token"][0] if kind == "form" else CANARY
    for encoded in _encodings((_DOCUMENTS[kind] % secret).encode()):
        for text in (encoded, f"user_data: {encoded} # more", json.dumps({"user_data": encoded})):
            clean = redacted(text)
            assert encoded.strip()[:40] not in clean, text
            assert "(sensitive value)" in clean
            assert redacted(clean) == clean
            assert may_hold_secrets(json.dumps({"a": text}).encode()), text
    harmless = _DOCUMENTS[kind].replace("DB_PASSWORD", "DB_NAME").replace("password", "username")
    for encoded in _encodings((harmless % "a name that is no secret").encode()):
        assert redacted(encoded) == encoded


def test_what_stands_around_a_secret_stays_visible() -> None:
    assert redacted("export DB_PASSWORD=x1\necho 2\n") == "export DB_PASSWORD=(sensitive value)\necho 2\n"
    assert redacted("https://h/?token=x1&page=2") == "https://h/?token=(sensitive value)&page=2"
    assert redacted("auth:\n  password: x1\n  user: u\n") == "auth:\n  password: (sensitive value)\n  user: u\n"
    assert redacted("a;Password=x 1;Encrypt=True") == "a;Password=(sensitive value);Encrypt=True"
    assert redacted("password: |\n  a\n  b\nuser: u") == "password: |\n  (sensitive value)\nuser: u"


def test_two_names_that_become_one_are_both_kept() -> None:
    first, second = BY_KIND["an AWS access key id"][:2]

    assert without_secrets({first: 1, second: 2}) == {"(an AWS access key id)": 1, "(an AWS access key id) 2": 2}


def test_harmless_values_stay_visible() -> None:
    values = harmless()
    hidden = [(name, value) for name, value in values if without_secrets({name: value}) != {name: value}]

    assert len(values) >= 300
    assert len(hidden) <= len(values) / 100, hidden


def test_a_configuration_is_not_refused_for_a_harmless_value() -> None:
    assert [value for _, value in harmless() if kind_of_secret(value)] == []


@pytest.mark.parametrize(
    "text",
    [
        *("password=" * 40_000, 'password="' * 40_000, "password='" * 40_000 + '"', 'password=\\"' * 40_000),
        *("-----BEGIN PRIVATE KEY" * 20_000, "-----BEGIN PRIVATE KEY-----" * 20_000, "PRIVATE KEY" * 40_000),
        *("a://" * 80_000, "a://b:" * 60_000, "https://" + "a" * 300_000, "https://a:" * 40_000 + "@", "@://" * 80_000),
        *("a" * 300_000, "a/" * 200_000, "aB1" * 100_000, "ghp_" * 80_000, "sk-" * 100_000, "eyJ" * 100_000),
        *("eyJaaaaaaaaaaaa.eyJ" * 20_000, "%41" * 100_000, "%2541" * 60_000, "&#65;" * 60_000, "&" * 300_000),
        *(" " * 300_000 + "password", "\n" * 300_000 + "token: x", "password:\n" * 30_000, "- " * 150_000 + "token: x"),
        *('{"password":' * 30_000, '{"name": "password", ' * 20_000, "value: " * 40_000, "name=password;" * 20_000),
        *("--password " * 30_000, "<password>" * 30_000, "password '" * 30_000, "machine login password " * 15_000),
        *("bearer " * 50_000, "basic " * 50_000, "Bearer" + " " * 300_000, "a_" * 150_000 + "token=x", "\\" * 300_000),
        *("password=$(" * 30_000, "password=${" * 30_000, "password=`" * 30_000, "password='a'" + "b'" * 100_000),
        *("password='" * 30_000 + "'a", '--password "' * 30_000, "('password', '" * 20_000, "curl " + "-u a:" * 50_000),
        *(
            "- name: a\n  value: x\n" * 15_000,
            "- --password\n" * 20_000,
            "- name: pwd\n  value: |\n    x\n" * 9_000,
            "password: (" * 30_000,
            "%26password" * 30_000,
        ),
        *("password=$((" + "(a" * 100_000, "password=" + "}" * 300_000, " - " * 100_000 + "\nvalue: x"),
        *("password = a ? " * 20_000, "password = f(" * 20_000 + '"a"', 'password = a ? "' * 15_000),
        *('"name": "password", "a": 1, ' * 10_000, '"value": "x", "a": 1, ' * 12_000, "name=password, a=b, " * 15_000),
        *("QUFB" * 75_000, ("QUFB" * 19 + "\n") * 4_000, "QUFB-" * 60_000, "QUFB=" * 60_000),
        *(
            "password = <<EOT\n" * 20_000,
            "password = f(<<" * 20_000,
            "password = (\n" * 25_000,
            "password=\\\n" * 25_000,
        ),
        *(
            "password = a ?\n" * 20_000,
            "password = 'a' + " * 20_000,
            "password = " + "'a' + " * 50_000,
            "password = {" * 25_000,
        ),
        *(
            "password = (" + '"a' * 100_000,
            "password = a" + " +\n" * 80_000,
            "password=\n" * 30_000,
            "password <<< " * 20_000,
        ),
        *(
            "mysql -p" * 30_000,
            "mysql " * 50_000,
            "set -x password " * 18_000,
            "set" + " -x" * 90_000,
            "<a name='password' " * 15_000,
        ),
        *(("QUFB" * 11 + "\n  ") * 6_000, ("QUFB" * 11 + "\\n") * 6_000, "ConvertTo-SecureString " * 12_000),
        *("s." * 150_000, "SG." * 100_000, ("a" * 14 + ".atlasv1.") * 10_000, "token" + "_v" * 150_000 + "=x"),
    ],
    ids=lambda text: text[:24].replace("\n", "\\n"),
)
def test_hostile_text_takes_time_in_proportion_to_its_length(text: str) -> None:
    def seconds(part: str) -> float:
        started = time.process_time()
        redacted(part)
        return time.process_time() - started

    whole = seconds(text)
    quarter = len(text) // 4
    # What takes its time may be at either end; a search in proportion to the square would take 16 times a quarter's.
    assert whole < 0.5 or whole < 14 * max(seconds(text[:quarter]), seconds(text[-quarter:]), 0.02)
    assert whole < 12


_FRAGMENTS = st.sampled_from(
    [
        *(secret for secrets in BY_KIND.values() for secret in secrets),
        *(
            *NAMES,
            *SECRET_ENDINGS,
            CANARY,
            "name",
            "value",
            "key",
            "user",
            "x",
            "-",
            "--",
            "https://h/",
            "@",
            "%2F",
            "&#65;",
            "a.",
            "a_",
            "a~",
        ),
        *(
            "=",
            ": ",
            ":",
            '"',
            "'",
            "\\",
            "\n",
            "\n  ",
            " ",
            "{",
            "}",
            "[",
            ",",
            ";",
            "?",
            "&",
            "<",
            ">",
            "|",
            "\t",
            "\u00e9",
        ),
    ]
)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_within_a_path_of_names_is_hidden(secret: str) -> None:
    for path in (f"change.{secret}", f"a-{secret}", f"a_{secret}"):
        if (clean := without_forms(path)) != path:
            assert redacted(path) == clean


@settings(max_examples=400)
@given(st.lists(_FRAGMENTS, max_size=12).map("".join))
def test_the_fast_look_misses_nothing(text: str) -> None:
    hides = without_named(without_forms(text)) != text

    assert may_hold_secrets(json.dumps({"a": text}).encode()) or not hides
    assert may_hold_secrets(json.dumps({"a": text}, ensure_ascii=False).encode()) or not hides
    assert redacted(text) is not None


@pytest.mark.parametrize("kind", BY_KIND)
def test_a_secret_is_found_after_a_value_that_differs_from_it_in_digits_only(kind: str) -> None:
    for secret in BY_KIND[kind]:
        for digit in "09":
            may_hold_secrets(json.dumps({"a": re.sub("[0-9]", digit, secret)}).encode())
        assert may_hold_secrets(json.dumps({"a": secret}).encode()), secret


def test_a_secret_in_escapes_is_found_after_escapes_that_differ_in_digits_only() -> None:
    assert not may_hold_secrets(rb'{"a":"\u003c\u003c\u003c"}')

    assert may_hold_secrets(rb'{"a":"\u0067\u0068\u0070"}')


@pytest.mark.parametrize("value", [None, True, 3, 1.5, [], {}, "", "text", ["a", {"b": None}]])
def test_values_without_secrets_are_what_they_were(value: Any) -> None:
    assert without_secrets(value) == value
