"""The official tables as a spreadsheet-like grid that repaints only what changed."""

from gaitui.tui.grid.model import GridModel, build_grid
from gaitui.tui.grid.state import CellState
from gaitui.tui.grid.widget import TableGrid

__all__ = ["CellState", "GridModel", "TableGrid", "build_grid"]
