"""A number or an email address as a page may show it: enough to know it by, too little to use it."""

_DOTS = "•••"


def phone(number: str | None) -> str:
    """+1 ••• 01 for +15551230001; "" for none."""
    return f"{number[:2]} {_DOTS} {number[-2:]}" if number else ""


def email(address: str | None) -> str:
    """a•••@example.org; "" for none."""
    if not address:
        return ""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}{_DOTS}@{host}"
