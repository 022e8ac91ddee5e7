"""A year's collection from departments: a folder of plain files with a ledger of what was done."""
