"""What MWAA checks about the resources that a request names, one subject per module.

Each check raises ValidationException. Where the wording of AWS is known it is used (public access block, the role's
trust policy, the status); the other messages are inferred.
"""
