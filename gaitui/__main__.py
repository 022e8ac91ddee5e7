"""`python -m gaitui` is the command `gaitui`."""

from gaitui.cli import main

if __name__ == "__main__":
    main()
