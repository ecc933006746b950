"""The doors of the command line, one module per room below; each command is a thin function."""
