"""Pages of the written word: read, signed, thanked for, written."""
