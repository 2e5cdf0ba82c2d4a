"""The proofs of the service's promises; one folder per kind of proof."""
