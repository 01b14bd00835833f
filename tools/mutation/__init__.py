"""Faults on purpose: which of them do the tests notice?

``python -m tools.mutation --seed 7`` puts one small fault after the other into a copy of the checkout, runs the tests
that should notice, and prints the score of each package and every unnoticed fault as a diff. A seed gives the same
faults in the same order on every machine. Faults that change nothing, as a person judged who read them, are listed in
``equivalent.toml`` and left out.
"""
