"""The addresses of Route 53, which moto expects next to the backend."""

from __future__ import annotations

from moto.route53.urls import url_bases, url_paths

__all__ = ["url_bases", "url_paths"]
