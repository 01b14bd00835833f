"""Tags, as strict as the strictest service that gets them.

Keys and values of MWAA and IAM have letters, digits and spaces of any script and ``_.:/=+-@``; MWAA takes no empty
value (API references, TagResource of MWAA and IAM; the same patterns are in botocore). EC2 takes any character and
empty values (EC2 user guide, Using_Tags).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Annotated

from mwaa_tf.config.fields import Constraint, ScalarText, Text, problem, quoted
from mwaa_tf.mwaa import quotas
from mwaa_tf.text import join_words

NAME = "Name"
"""The key that the modules add to what they create."""

_LONGEST_KEY, _LONGEST_VALUE = 128, 256
_PUNCTUATION = "_.:/=+-@"
_RESERVED = "aws:"
_NAMES_OF_CHARACTERS = {"\n": "a line break", "\r": "a line break", "\t": "a tab", "'": "an apostrophe"}


def _is_allowed(character: str) -> bool:
    return character in _PUNCTUATION or unicodedata.category(character)[0] in "LNZ"


@lru_cache(maxsize=1024)  # environments share most of their tags
def _refused_characters(text: str) -> str:
    characters = dict.fromkeys(character for character in text if not _is_allowed(character))
    # Each once, since two kinds of line break have one name.
    return join_words(dict.fromkeys(map(_written, characters)))


def _written(character: str) -> str:
    """A character in a message: a person does not take ``\\n`` for a line break."""
    return _NAMES_OF_CHARACTERS.get(character) or f"'{character}'"


def _key(key: str) -> str:
    if not 1 <= len(key) <= _LONGEST_KEY or key.lower().startswith(_RESERVED):
        raise problem(f"{quoted(key)} is not a tag key: 1 to {_LONGEST_KEY} characters, not beginning with {_RESERVED}")
    return key


def _value(value: str) -> str:
    if len(value) > _LONGEST_VALUE:
        raise problem(f"has {len(value)} characters; AWS allows {_LONGEST_VALUE} in the value of a tag")
    return value


def _strict_key(key: str) -> str:
    _key(key)
    if refused := _refused_characters(key):
        raise problem(
            f"{quoted(key)} is not a tag key: it contains {refused}; allowed are letters, digits, spaces and "
            f"{_PUNCTUATION}"
        )
    return key


def _strict_value(value: str) -> str:
    if not value:
        raise problem("is empty; MWAA takes tags with 1 to 256 characters")
    _value(value)
    if refused := _refused_characters(value):
        raise problem(
            f"contains {refused}, which MWAA and IAM refuse in a tag; allowed are letters, digits, spaces and "
            f"{_PUNCTUATION}"
        )
    return value


def _count(tags: dict[str, str]) -> dict[str, str]:
    if len(tags) > quotas.TAGS:
        raise problem(f"{len(tags)} tags; AWS allows {quotas.TAGS} on a resource")
    return tags


_NAMES = ("propertyNames", {"minLength": 1, "maxLength": _LONGEST_KEY})
_AT_MOST = (("maxProperties", quotas.TAGS), _NAMES)

#: Tags of all resources, MWAA's and IAM's among them.
Tags = Annotated[
    dict[
        Annotated[Text, Constraint(_strict_key, example="CostCenter")],
        Annotated[
            ScalarText, Constraint(_strict_value, (("minLength", 1), ("maxLength", _LONGEST_VALUE)), example="1234")
        ],
    ],
    Constraint(_count, _AT_MOST),
]

#: Tags of the network only, which are EC2's.
NetworkTags = Annotated[
    dict[
        Annotated[Text, Constraint(_key, example="CostCenter")],
        Annotated[ScalarText, Constraint(_value, (("maxLength", _LONGEST_VALUE),), example="1234")],
    ],
    Constraint(_count, _AT_MOST),
]
