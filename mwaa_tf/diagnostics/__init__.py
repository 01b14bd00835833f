"""Log records of the package, and the report that an unexpected error leaves.

Each module logs to ``logging.getLogger(__name__)``, below the logger ``mwaa_tf``, at the levels debug and info: nothing
is shown until a program that uses the library configures logging, or a person gives ``--debug``. What a record must
never have is masked when it is written, so that a module need not think of it.
"""
