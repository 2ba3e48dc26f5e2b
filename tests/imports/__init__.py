"""Files from other systems, read into rows."""
