"""Pages inside the house (`inside`) and the one they see (`outside`)."""
