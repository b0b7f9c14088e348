"""The charts, and how they look."""
