"""Pure rules: frozen values in, frozen values out. No framework, clock, disk or network."""
