"""The editors' desk: the admin, where records are written, reviewed and cited."""
