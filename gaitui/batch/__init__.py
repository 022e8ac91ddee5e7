"""Many files: found, checked side by side, each at its own risk, results in the order given."""
