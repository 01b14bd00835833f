"""Clients and scripts of other projects, run against the local AWS. Each is installed by the person who runs it."""
