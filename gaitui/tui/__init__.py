"""The terminal app: the only part that knows textual."""

import os

# Textual reads these when it is first imported. A key whose answer takes two frames, the grid's
# and the status line's, should not wait for the next sixtieth of a second; nothing moves.
os.environ.setdefault("TEXTUAL_FPS", "500")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
