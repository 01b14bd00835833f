"""Errors of MWAA. HTTP status and shape of each come from the service model."""

from __future__ import annotations

from typing import Any

from moto.core.exceptions import ServiceException


class ValidationException(ServiceException):
    """400: the request is not valid."""

    code = "ValidationException"


class SerializationException(ServiceException):
    """400: the request's body does not match the service model; a common error, so it is not in the model."""

    code = "SerializationException"


class ResourceNotFoundException(ServiceException):
    """404: the environment does not exist, or its web server does not answer."""

    code = "ResourceNotFoundException"


class AccessDeniedException(ServiceException):
    """403: the caller, or MWAA on its behalf, has no permission."""

    code = "AccessDeniedException"


class EnvironmentNotFound(ResourceNotFoundException):
    """404 for the name of an environment that the account does not have in the region."""

    def __init__(self, name: str, account_id: str) -> None:
        super().__init__(f"No Environment found with name '{name}' for account {account_id}")


class RestApiClientException(ServiceException):
    """400: Airflow refused a call of its REST API; status and answer are Airflow's."""

    code = "RestApiClientException"

    def __init__(self, status: int, response: dict[str, Any]) -> None:
        super().__init__("")
        self.rest_api_status_code = self.RestApiStatusCode = status
        self.rest_api_response = self.RestApiResponse = response
