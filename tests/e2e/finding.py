"""What the scenarios do on the page that finds keys."""
from issuing import open_row


def find_page(desk):
    """Opens the page from Home."""
    open_row(desk, "Find Registration Keys")
    search_entry(desk)


def search_entry(desk):
    return desk.entry("_Search for")


def count(desk, number):
    """Waits until so many keys are found."""
    text = desk.tr("%'u key", number, plural="%'u keys")
    desk.find(("label", "status bar"), text.replace("%'u", str(number)))


def open_first(desk):
    """From the field to the first key, and to its device."""
    desk.key("Down", "Return")
    desk.button("Save the S_ite")
