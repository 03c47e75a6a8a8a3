"""Pages of promises (`promising`) and of talks on the phone or at a table (`talking`)."""
