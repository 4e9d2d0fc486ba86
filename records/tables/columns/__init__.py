"""The columns of a table: what a cell says, how it is written, and when two values are the same."""
