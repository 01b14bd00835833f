"""Configurations that were good, broken in every way that a keyboard, a merge or malice breaks them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from mwaa_tf.config.source import read
from tests.support import REPOSITORY

FILES = [
    *sorted((REPOSITORY / "tests" / "config" / "fixtures" / "good").glob("*.yaml")),
    *sorted(REPOSITORY.glob("examples/*/mwaa.yaml")),
    REPOSITORY / "mwaa.yaml",
]


def plain(value: Any) -> Any:
    """A copy without aliases, numbers as text where their writing matters."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return (
        getattr(value, "text", value)
        if isinstance(value, float) or (isinstance(value, int) and value > 10**9)
        else value
    )


GOOD = [plain(read(file).data) for file in FILES]

#: Text that means something to YAML, TOML, JSON, HCL, a terminal, a file system, AWS or Unicode.
HOSTILE = [
    "", " ", "\n", "\t", "\r\n", "\x00", "\x1b[31m", "\x7f", "\x85", "\u2028", "\ufeff", "\ud800",
    "${", "$${", "${path.module}", "${file(\"/etc/passwd\")}", "%{", "%{ for x in [] }", "%%{",
    '"', "'", "\\", '"}', "\\u0000", "<<EOT", "EOT", "#", "//", "/*", "*/", "}", "{", "[", "]", "]]", "=", ":", ",",
    "&a", "*a", "<<", "!!int", "|", ">", "- ", "? ", "%YAML 1.1", "---", "...", "~", "null", "true", "no", "off",
    "../../..", "/", ".", "..", "C:\\", "git::https://x.example/y.git//z?ref=${x}", "vendored", "CON",
    "for", "each.key", "\u202e", "\u200b", "e\u0301", "é", "東京", "العربية", "🚀", "👩‍👩‍👧",
    "\U0010ffff", "\ue000", "ＡＢＣ", "٣",
    "arn:aws:iam::222222222222:role/x", "arn:aws:s3:::acme-dags", "10.192.0.0/16", "999.0.0.0/8", "::/0",
    "2.10.3", "-1",
    "012345678901", "1e999", "0x1F", "1_000", "NaN", ".inf", "aws:x", "a" * 70, "a" * 300, "é" * 1025, "x" * 5_000,
]  # fmt: skip

NUMBERS = [0, 1, -1, 2, 5, 6, 1001, 2**31, 2**63, 10**30, -(10**400), 10**4000, 1.5, -0.0, 1e308]


def deep(levels: int) -> Any:
    value: Any = "x"
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


VALUES = st.one_of(
    st.sampled_from(HOSTILE),
    st.sampled_from(NUMBERS),
    st.sampled_from([None, True, False, [], {}, [[]], [None], {"a": 1}, {"create": True}, {"arn": None}, {"": ""}]),
    st.text(max_size=20),
    st.sampled_from([10, 49, 50, 60, 200]).map(deep),
    st.dictionaries(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE), max_size=60),
    st.lists(st.sampled_from(HOSTILE), max_size=6),
)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A good configuration with one to four things in it changed."""
    data = plain(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(1, 4))):
        parents = [node for node in containers(data) if node]
        if not parents:
            break
        parent = draw(st.sampled_from(parents))
        key = draw(st.sampled_from(list(parent) if isinstance(parent, dict) else list(range(len(parent)))))
        draw(st.sampled_from(MUTATIONS))(draw, parent, key)
    return data


ODD = [
    unicodedata.normalize("NFC", text)
    for text in HOSTILE
    if len(text) < 60
    and not any((character < " " and character not in "\n\r\t") or character == "\ud800" for character in text)
]
ODD_TEXT = st.lists(
    st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6), max_size=4
).map(lambda parts: unicodedata.normalize("NFC", "".join(parts))[:100])


def _kept(text: str, allowed: Callable[[str], bool]) -> str:
    """What a field takes of ``text``, which must not become empty nor begin or end with a blank."""
    return f"k{''.join(filter(allowed, text))}k"


#: Tags are letters, digits and spaces of any script, and a few signs (botocore, mwaa, TagValue).
TAG = ODD_TEXT.map(lambda text: _kept(text, lambda sign: sign in " _.:/=+-@" or unicodedata.category(sign)[0] in "LN"))
#: Options of Airflow are printable ASCII (botocore, mwaa, ConfigValue).
OPTION = ODD_TEXT.map(lambda text: _kept(text, lambda sign: " " <= sign <= "~"))
#: Paths are text on one line.
PATH = ODD_TEXT.map(lambda text: _kept(text.replace("..", "."), str.isprintable))


@st.composite
def with_odd_text(draw: st.DrawFn) -> Any:
    """A good configuration with any text where any text is allowed: nearly always still good."""
    data = plain(draw(st.sampled_from(GOOD)))
    data["tags"] = draw(st.dictionaries(TAG, TAG, max_size=8))
    for participant in data.get("participants", []):
        for environment in participant.get("environments", []):
            environment["tags"] = draw(st.dictionaries(TAG, TAG, max_size=4))
            options = st.sampled_from(("core.null", "webserver.instance_name", "email.for", "each.key"))
            environment["airflow_configuration_options"] = draw(st.dictionaries(options, OPTION, max_size=4))
            environment["dag_s3_path"] = draw(PATH)
            if draw(st.booleans()):
                environment["requirements"] = {"path": draw(PATH), "source": "files/requirements.txt"}
    return data


def containers(value: Any) -> list[Any]:
    """Every mapping and list in ``value``, itself included."""
    found: list[Any] = []
    rest = [value]
    while rest:
        node = rest.pop()
        if isinstance(node, (dict, list)):
            found.append(node)
            rest.extend(node.values() if isinstance(node, dict) else node)
    return found


def _replace(draw: st.DrawFn, parent: Any, key: Any) -> None:
    parent[key] = plain(draw(VALUES))


def _remove(_draw: st.DrawFn, parent: Any, key: Any) -> None:
    del parent[key]


def _wrap(draw: st.DrawFn, parent: Any, key: Any) -> None:
    parent[key] = draw(st.sampled_from([[parent[key]], {"x": parent[key]}, {str(key): parent[key]}]))


def _rename(draw: st.DrawFn, parent: Any, key: Any) -> None:
    if isinstance(parent, dict):
        parent[draw(st.sampled_from(HOSTILE) | st.just(str(key)[:-1]) | st.just(str(key).upper()))] = parent.pop(key)


def _add(draw: st.DrawFn, parent: Any, _key: Any) -> None:
    if isinstance(parent, dict):
        parent[draw(st.sampled_from(HOSTILE))] = plain(draw(VALUES))
    else:
        parent.append(plain(draw(VALUES)))


def _repeat(draw: st.DrawFn, parent: Any, key: Any) -> None:
    if isinstance(parent, list):
        parent.extend(plain(parent[key]) for _ in range(draw(st.sampled_from([1, 2, 60]))))


def _edit(draw: st.DrawFn, parent: Any, key: Any) -> None:
    if isinstance(parent[key], str):
        text = parent[key]
        place = draw(st.integers(0, len(text)))
        parent[key] = text[:place] + draw(st.sampled_from(HOSTILE)) + text[place + draw(st.integers(0, 2)) :]


MUTATIONS: list[Callable[[st.DrawFn, Any, Any], None]] = [
    _replace,
    _replace,
    _remove,
    _wrap,
    _rename,
    _add,
    _repeat,
    _edit,
    _edit,
]


def as_json(data: Any) -> str:
    return json.dumps(data, indent=1)


def as_yaml(data: Any) -> str:
    """JSON that YAML can read too: half a character it does not know."""
    return json.dumps(data, ensure_ascii=False, indent=1).replace("\x7f", "\\x7f").encode("utf-8", "replace").decode()


def as_toml(data: Any) -> str:
    """A key per line, everything else inline. What TOML has no word for is left out, the rest may still be refused."""
    if not isinstance(data, dict):
        return _inline(data)
    return "".join(f"{_quoted(key)} = {_inline(value)}\n" for key, value in data.items() if value is not None)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{_quoted(key)} = {_inline(item)}" for key, item in value.items() if item is not None)
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value if item is not None) + "]"
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f").encode("utf-8", "replace").decode()


WRITERS: dict[str, Callable[[Any], str]] = {"yaml": as_yaml, "toml": as_toml, "json": as_json}

#: What a person types, a merge leaves behind or a broken editor saves.
SCRAPS = [
    *(item.encode("utf-8", "surrogatepass") for item in HOSTILE if len(item) < 100),
    b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\x00", b"<<<<<<< HEAD\n", b"=======\n", b"\n\n", b"\n  ",
    b"\n\t",
    b"&x ", b"*x", b"<<: *x", b"&x [*x]", b"!!python/object:os.system x", b"[" * 100, b"{a: " * 60, b"]" * 3,
    b"[[a]]\n", b"[a.b]\n",
    b"9" * 5_000, b"0." + b"1" * 400, b"0x" + b"f" * 5_000, b'"""', b"'''", b'"a": ', b"a = 1\n", b"name: x\n",
    b"- name: x\n",
]  # fmt: skip


@st.composite
def corrupted(draw: st.DrawFn, kind: str) -> bytes:
    """The text of a good configuration with one to six scraps put in, pieces taken out, lines repeated or moved."""
    number = draw(st.integers(0, len(FILES) - 1))
    text = (
        FILES[number].read_bytes() if kind == "yaml" and draw(st.booleans()) else WRITERS[kind](GOOD[number]).encode()
    )
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(text)))
        change = draw(st.sampled_from(["insert", "insert", "remove", "repeat", "swap", "indent"]))
        if change == "insert":
            text = text[:place] + draw(st.sampled_from(SCRAPS)) + text[place:]
        elif change == "remove":
            text = text[:place] + text[place + draw(st.integers(1, 12)) :]
        else:
            lines = text.split(b"\n")
            row = text.count(b"\n", 0, place)
            if change == "repeat":
                lines.insert(draw(st.integers(0, len(lines))), lines[row])
            elif change == "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[row], lines[other] = lines[other], lines[row]
            else:
                lines[row] = b" " * draw(st.integers(1, 4)) + lines[row]
            text = b"\n".join(lines)
    return text


def write(folder: Path, name: str, contents: bytes) -> Path:
    path = folder / name
    path.write_bytes(contents)
    return path
