"""What waits for an editor: the working lists and their counts."""
