"""Ending (`ending`), the ways on (`going_on`), and the question they may be asked (`outside`)."""
