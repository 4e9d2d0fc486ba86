"""Files and pasted text become documents."""
