"""Where providers call us. Each call is checked, stored, answered with 2xx, and only then worked through."""
