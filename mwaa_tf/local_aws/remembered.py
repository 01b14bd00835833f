"""What moto works out again for every call, worked out once.

Nothing here changes an answer: each part is what moto itself would find, draw or refuse. A release of moto or of
xmltodict that no longer has one of them is not slowed down by that, so those that may be missing are left out.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

from mwaa_tf.local_aws.botocore_data import quick_file_loader
from mwaa_tf.local_aws.patching import replace, wrap

if TYPE_CHECKING:
    from moto.core.request import Request
    from moto.core.responses import BaseResponse

#: The key of a WSGI environment under which the operation of a REST service is kept: its model, name and parameters.
ROUTED = "mwaa_tf.routed"

#: Different names that are remembered; those of operations and elements are fewer, those of clients may be any.
_NAMES = 4_096


def install() -> None:
    """Put these before moto's own; once per process."""
    import xmltodict  # type: ignore[import-untyped]
    from flask import Flask
    from moto.core import loaders, request, responses
    from moto.core.utils import camelcase_to_underscores, method_names_from_class
    from moto.moto_api._internal.moto_random import MotoRandom
    from moto.moto_server import werkzeug_app

    # moto reads the models of services with loaders of its own.
    replace(loaders.Loader, "FILE_LOADER_CLASS", staticmethod(quick_file_loader))
    # moto lists some 700 operations of EC2 for each call.
    replace(responses, "method_names_from_class", lru_cache(_NAMES)(method_names_from_class))
    replace(request, "environ_key_for_header", lru_cache(_NAMES)(request.environ_key_for_header))
    replace(responses, "camelcase_to_underscores", lru_cache(_NAMES)(camelcase_to_underscores))
    # The application removes these headers, which would let web pages read the answers.
    replace(werkzeug_app, "DISABLE_GLOBAL_CORS", True)
    # Flask looks them up in the configuration of the application that handles the request, several times for each.
    replace(werkzeug_app.BackendRequest, "max_content_length", Flask.default_config["MAX_CONTENT_LENGTH"])
    replace(werkzeug_app.BackendRequest, "max_form_parts", Flask.default_config["MAX_FORM_PARTS"])
    wrap(MotoRandom, "get_random_string", _random_string)
    wrap(responses.BaseResponse, "_get_action_from_method_and_request_uri", _routed_action)
    if hasattr(xmltodict, "_validate_name"):
        replace(xmltodict, "_validate_name", lru_cache(_NAMES)(xmltodict._validate_name))


def _random_string(
    _: Callable[..., str],
    random: Random,
    length: int = 20,
    include_digits: bool = True,
    lower_case: bool = False,
) -> str:
    """The characters that :meth:`random.Random.choice` draws one by one: every call has an id of 52 of them."""
    pool = (string.ascii_letters + string.digits * include_digits).encode()
    table, none = _drawn(pool)
    text = b""
    while missing := length - len(text):
        # The generator draws words of 32 bits, of which `choice` takes the first ones, and draws again beyond the pool.
        words = random.getrandbits(32 * missing).to_bytes(4 * missing, "little")
        text += words[3::4].translate(table, none)
    return text.decode().lower() if lower_case else text.decode()


@lru_cache
def _drawn(pool: bytes) -> tuple[bytes, bytes]:
    """What the first byte of a word stands for: characters, by the byte, and the bytes that stand for none."""
    unused = 8 - len(pool).bit_length()
    numbers = [byte >> unused for byte in range(256)]
    characters = bytes(pool[number] if number < len(pool) else 0 for number in numbers)
    return characters, bytes(byte for byte, number in enumerate(numbers) if number >= len(pool))


def _routed_action(route: Callable[..., str], response: BaseResponse, request: Request) -> str:
    """The operation of a REST service: :mod:`mwaa_tf.local_aws.api_requests` has found it, and moto asks often."""
    model, action, parameters = request.environ.get(ROUTED) or ("", "", {})
    if model != response.boto3_service_name or not model:
        return route(response, request)
    response.uri_match = dict(parameters)
    return str(action)


def remember_route(environ: Mapping[str, Any], model: str, action: str, parameters: Mapping[str, Any]) -> None:
    """Keep what was found of a request, as long as it is."""
    if isinstance(environ, dict):
        environ[ROUTED] = (model, action, parameters)
