"""The page of reports, as a person uses it."""
from desk import wait_for

FIRST, SECOND, THIRD, FOURTH = range(4)


def at_reports(desk):
    """The sample was issued on one day."""
    desk.wait_to_see(desk.tr("Keys issued: %u · issued again: %u", 8, 0))


def pick(desk, mnemonic, row):
    """Chooses a row of the list with a mnemonic."""
    desk.key(f"alt+{mnemonic}")
    wait_for(lambda: (node := desk.focused()) and node.role == "list item", "the list to open")
    desk.key("Home", *["Down"] * row, "Return")
