"""What the scenarios do on the page that finds keys."""


def count(desk, number):
    """Waits until so many keys are found."""
    text = desk.tr("%'u key", number, plural="%'u keys")
    return desk.find(("label", "status bar", "static", "statusbar"), text.replace("%'u", str(number)))
