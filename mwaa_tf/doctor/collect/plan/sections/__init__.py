"""A file for each section of the view that a plan can know, of its name, with ``collect(source)``."""
