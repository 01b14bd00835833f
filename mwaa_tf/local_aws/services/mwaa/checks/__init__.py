"""What MWAA verifies about the resources that a request names, one subject per module.

Each check raises ValidationException. Where the words that AWS uses are known they are used (public access block,
the role's trust policy, the status); the others are this project's, in the same tone.
"""
