"""Where Elastic Load Balancing is found: moto looks for this beside the backend."""

from __future__ import annotations

from moto.elbv2.urls import url_bases, url_paths

__all__ = ["url_bases", "url_paths"]
