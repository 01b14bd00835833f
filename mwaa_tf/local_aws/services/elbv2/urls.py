"""The addresses of Elastic Load Balancing, which moto expects next to the backend."""

from __future__ import annotations

from moto.elbv2.urls import url_bases, url_paths

__all__ = ["url_bases", "url_paths"]
