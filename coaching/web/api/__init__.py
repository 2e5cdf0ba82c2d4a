"""The API for other systems: JSON, keys with scopes, problems by RFC 9457. Described in docs/api.md."""
