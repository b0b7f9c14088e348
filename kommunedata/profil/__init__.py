"""The profile of one municipality on any figures: its facts, and a module per section."""
