"""The other sides: what a user would pick instead of Merit, each set up as well as we know how."""
