"""One module for each page of the desk, and `base` with what they share."""
