"""The background work there is: importing a module registers what it does."""
