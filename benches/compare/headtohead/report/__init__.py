"""Tables, plots and the description of the machine."""
