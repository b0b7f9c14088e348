"""The country as one: its facts, and a module per section."""
