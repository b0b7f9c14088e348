"""The notat on one municipality: its facts, and a module per section."""
