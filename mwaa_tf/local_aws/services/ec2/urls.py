"""Dispatches EC2's requests, at the addresses that moto has for them."""

from __future__ import annotations

from moto.ec2.urls import url_bases

from mwaa_tf.local_aws.services.ec2.responses import SharedVpcResponse

__all__ = ["url_bases", "url_paths"]

url_paths = {"{0}/": SharedVpcResponse.dispatch}
