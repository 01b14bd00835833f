"""What moto's serializers look up and write for every value, with less work for each.

The answers are the same: names are those that moto itself finds for an object of that kind, and a document that has
anything unusual is written by xmltodict, as all of them are by moto.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xmltodict  # type: ignore[import-untyped]
from moto.core import serialize
from moto.core.serialize import DEFAULT_ALIAS_PROVIDERS, XFormedAttributePicker
from moto.core.utils import get_value

from mwaa_tf.local_aws.patching import replace, wrap

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]*")
_OPTIONS = frozenset({"full_document", "pretty", "short_empty_elements"})
_MISSING = object()
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


class _UnusualError(Exception):
    """A document has something that is left to xmltodict."""


def install() -> None:
    """Put these before moto's own; once per process."""
    wrap(serialize.ResponseSerializer, "get_value", _value)
    replace(serialize, "xmltodict", XmlWriter(xmltodict.unparse))


def _value(find: Callable[..., Any], serializer: Any, value: Any, key: str, shape: Any) -> Any:
    """The value of a member: what stands under the first of its names."""
    picker = serializer._value_picker
    if type(picker) is not XFormedAttributePicker or picker.alias_providers is not DEFAULT_ALIAS_PROVIDERS:
        return find(serializer, value, key, shape)
    names = _names(picker, value, key, shape)
    if not names:
        return find(serializer, value, key, shape)
    if type(value) is dict:
        for name in names:
            if name in value:
                return value[name]
        return None
    look_up: Callable[[Any, str, Any], Any] = get_value if hasattr(value, "__getitem__") else getattr
    for name in names:
        if (found := look_up(value, name, _MISSING)) is not _MISSING:
            return found
    return None


def _names(picker: Any, value: Any, key: str, shape: Any) -> tuple[str, ...]:
    """The names for a kind of object; none if moto has to look: for names of objects, paths, and values it changes."""
    known = vars(shape).setdefault("mwaa_tf_names", {})
    transformers = picker.response_transformers
    kind = (key, type(value), getattr(shape, "parent", None), id(transformers))
    if kind not in known:
        names: tuple[str, ...] = ()
        # moto compares the ends of paths, of which the key is the last part.
        if not (hasattr(value, "Meta") or any(key.endswith(path.rpartition(".")[2]) for path in transformers)):
            names = tuple(dict.fromkeys(picker.get_possible_keys(SimpleNamespace(obj=value, key=key, shape=shape))))
        # With the transformers, so that no others can get their id.
        known[kind] = () if any("." in name for name in names) else names, transformers
    of_kind: tuple[str, ...] = known[kind][0]
    return of_kind


class XmlWriter:
    """Writes documents as :func:`xmltodict.unparse` does, which goes through a SAX handler."""

    def __init__(self, unparse: Callable[..., str]) -> None:
        self._unparse = unparse

    def unparse(self, document: Any, **options: Any) -> str:
        """``document`` as XML, with the options that moto's serializers use."""
        is_full, short = options.get("full_document", True), options.get("short_empty_elements", False)
        if options.keys() <= _OPTIONS and not options.get("pretty") and (len(document) == 1 or not is_full):
            parts = [_DECLARATION] if is_full else []
            try:
                for name, value in document.items():
                    if is_full and isinstance(value, list):
                        raise _UnusualError
                    _write(parts, name, value, short)
                return "".join(parts)
            except (_UnusualError, TypeError):  # of a name that is no text
                pass
        return self._unparse(document, **options)


def _write(parts: list[str], name: str, value: Any, short: bool) -> None:
    """Add an element, or those of a list, to ``parts``."""
    if not _NAME.fullmatch(name):
        raise _UnusualError
    for member in value if type(value) is list else (value,):
        if type(member) is dict:
            _write_structure(parts, name, member, short)
        elif text := _text(member):
            parts.append(f"<{name}>{escape(text)}</{name}>")
        else:
            parts.append(f"<{name}/>" if short else f"<{name}></{name}>")


def _write_structure(parts: list[str], name: str, value: dict[str, Any], short: bool) -> None:
    """Add an element with attributes and children to ``parts``."""
    attributes = "".join(
        f" {key[1:]}={quoteattr(_text(attribute))}" for key, attribute in value.items() if key[:1] == "@"
    )
    parts.append(f"<{name}{attributes}>")
    length = len(parts)
    for key, child in value.items():
        if key[:1] == "@":
            if not _NAME.fullmatch(key, 1):
                raise _UnusualError
        elif child != []:
            _write(parts, key, child, short)
    if length == len(parts) and short:
        parts[-1] = f"{parts[-1][:-1]}/>"
    else:
        parts.append(f"</{name}>")


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if value is None:
        return ""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) in (int, float):
        return str(value)
    raise _UnusualError
