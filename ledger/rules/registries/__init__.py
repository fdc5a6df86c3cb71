"""Other registries' rows: what a line, a serial and a method's spelling mean, and which belong together."""
