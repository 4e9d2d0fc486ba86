"""Measurements of Fora at the size of the whole field."""
