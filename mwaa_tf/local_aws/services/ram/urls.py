"""The addresses of RAM: those of moto, and one path for each operation that it does not have."""

from __future__ import annotations

from moto.ram.urls import url_bases
from moto.ram.urls import url_paths as _moto_paths

from mwaa_tf.local_aws.services.ram.responses import SharingResponse

__all__ = ["url_bases", "url_paths"]

_ADDED = (
    "associateresourceshare",
    "associateresourcesharepermission",
    "disassociateresourceshare",
    "disassociateresourcesharepermission",
    "getresourceshareinvitations",
    "listprincipals",
    "listresources",
    "listresourcesharepermissions",
    "tagresource",
    "untagresource",
)

url_paths = {
    **dict.fromkeys(_moto_paths, SharingResponse.dispatch),
    **{f"{{0}}/{operation}$": SharingResponse.dispatch for operation in _ADDED},
}
