"""The URLs of CloudFormation: those of moto. moto imports this module next to the backend's."""

from __future__ import annotations

from moto.cloudformation.urls import url_bases, url_paths

__all__ = ["url_bases", "url_paths"]
