"""The CDKTF library that is installed: cdktn, which continues cdktf, or cdktf 0.21, its last release.

Their APIs are the same as far as it is used here. If both are installed, the one that the app imported first is used,
else cdktn. All modules of this package import the library's classes from here.
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

from mwaa_tf.errors import UsageError
from mwaa_tf.installation import install_extra

#: In the order in which they are tried.
LIBRARIES = ("cdktn", "cdktf")


class MissingLibraryError(UsageError, ImportError):
    """The CDKTF library or Node.js, which the constructs need, is not installed."""


def _library() -> ModuleType:
    installed = [name for name in LIBRARIES if name in sys.modules] or [name for name in LIBRARIES if find_spec(name)]
    if not installed:
        raise MissingLibraryError(
            f"the constructs need cdktn (or cdktf 0.21), which is not installed: {install_extra('cdktf')}"
        )
    # The library's classes are jsii's, which runs the Node.js that this variable names.
    node = os.environ.get("JSII_NODE", "node")
    if shutil.which(node) is None:
        raise MissingLibraryError(
            f"the constructs need Node.js, which {installed[0]} runs on, but `{node}` was not found: "
            "install Node.js 20 or later"
        )
    return import_module(installed[0])


if TYPE_CHECKING:
    import cdktn as library
    from cdktn import (
        App,
        CloudBackend,
        DataTerraformRemoteState,
        DataTerraformRemoteStateLocal,
        DataTerraformRemoteStateS3,
        LocalBackend,
        NamedCloudWorkspace,
        NamedRemoteWorkspace,
        S3Backend,
        S3BackendAssumeRoleConfig,
        TerraformElement,
        TerraformHclModule,
        TerraformOutput,
        TerraformProvider,
        TerraformRemoteState,
        TerraformResource,
        TerraformStack,
    )
    from constructs import Construct
else:
    library = _library()
    # After the checks for the library: importing this package starts Node.js.
    Construct = import_module("constructs").Construct
    App = library.App
    CloudBackend = library.CloudBackend
    DataTerraformRemoteState = library.DataTerraformRemoteState
    DataTerraformRemoteStateLocal = library.DataTerraformRemoteStateLocal
    DataTerraformRemoteStateS3 = library.DataTerraformRemoteStateS3
    LocalBackend = library.LocalBackend
    NamedCloudWorkspace = library.NamedCloudWorkspace
    NamedRemoteWorkspace = library.NamedRemoteWorkspace
    S3Backend = library.S3Backend
    S3BackendAssumeRoleConfig = library.S3BackendAssumeRoleConfig
    TerraformElement = library.TerraformElement
    TerraformHclModule = library.TerraformHclModule
    TerraformOutput = library.TerraformOutput
    TerraformProvider = library.TerraformProvider
    TerraformRemoteState = library.TerraformRemoteState
    TerraformResource = library.TerraformResource
    TerraformStack = library.TerraformStack

__all__ = [
    "LIBRARIES",
    "App",
    "CloudBackend",
    "Construct",
    "DataTerraformRemoteState",
    "DataTerraformRemoteStateLocal",
    "DataTerraformRemoteStateS3",
    "LocalBackend",
    "MissingLibraryError",
    "NamedCloudWorkspace",
    "NamedRemoteWorkspace",
    "S3Backend",
    "S3BackendAssumeRoleConfig",
    "TerraformElement",
    "TerraformHclModule",
    "TerraformOutput",
    "TerraformProvider",
    "TerraformRemoteState",
    "TerraformResource",
    "TerraformStack",
    "library",
]
