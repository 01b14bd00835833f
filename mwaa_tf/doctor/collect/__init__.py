"""Collectors: what fills the view of an environment, from AWS or from plans."""
