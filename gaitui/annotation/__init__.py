"""The department's own workbook, given back with what is wrong written on its cells."""
