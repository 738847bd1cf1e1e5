"""The figures for assistants: the catalogue's metrics as tools of the Model Context Protocol, with the asker's rights."""
