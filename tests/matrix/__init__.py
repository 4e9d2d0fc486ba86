"""What ``tests/test_matrix.py`` asks: the accounts, the register, the addresses."""
