"""The documentation site: docs/ as a website, with what is generated for it alone.

``sources`` copies the pages and points their links at the site, ``commands``, ``api`` and ``schemas`` write the
reference, ``conf.py`` configures Sphinx, ``links`` checks what was built, ``versions`` puts versions side by side.
"""
