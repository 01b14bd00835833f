"""An environment that replaces another: the steps from its creation to the removal of its predecessor."""
