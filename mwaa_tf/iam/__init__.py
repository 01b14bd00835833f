"""IAM: policy documents, what they allow, and what a change adds; the actions and ARNs behind API calls.

``parsing.parse_policy`` reads a document, ``evaluation.evaluate`` judges a request against all policies that apply, and
``comparison.added_permissions`` compares two documents. Everything here is a pure function of its arguments: no
network, no files, no deployment.
"""
