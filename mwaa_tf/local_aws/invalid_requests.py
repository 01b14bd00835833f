"""The error of a request that its service model does not allow."""

from __future__ import annotations

from moto.core.exceptions import ServiceException


class InvalidRequestError(ServiceException):
    """Its code is that of the service; moto looks for models of errors in the package of their class."""
