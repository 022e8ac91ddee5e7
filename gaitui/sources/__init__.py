"""Any received file as Grids, knowing nothing of the form."""
