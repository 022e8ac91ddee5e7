"""Recognition of foreign layouts: the form found by its own skeleton, wherever it stands."""
