"""The coaching service. Start with docs/architecture.md."""
