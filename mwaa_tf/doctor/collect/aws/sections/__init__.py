"""A file for each section of the view, of its name, with ``collect(source)``; adding one is adding a file."""
