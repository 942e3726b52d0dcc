"""F1: the topic of the page one is on, in the program for help, or else the manual as a PDF."""
import tempfile

from desk import wait_for
from finding import count
from issuing import at_step, demo, issue, open_row, press_next, run
from viewers import HELP, PDF, Viewers


def each_page_has_its_topic(language):
    with tempfile.TemporaryDirectory() as folder:
        viewers = Viewers(folder, [HELP, PDF], with_pages=True)

        def asked(topic):
            desk.key("F1")
            viewers.take(f"help:kms-desk/{topic}")

        def in_dialog(title, topic):
            """Without a title when that is libadwaita's; newer GTK does not tell each."""
            page, *_ = desk.application.children()

            def in_front():
                return next((node for node in desk.application.children() if node.has("active")), page)

            wait_for(lambda: in_front() != page and (title is None or in_front().name in (desk.tr(title), "")),
                     f"{title!r} in front")
            asked(topic)
            desk.key("Escape")
            wait_for(lambda: page.has("active"), f"{title!r} gone")

        with demo(language, **viewers.settings()) as desk:
            asked("index")
            desk.key("F10")
            desk.choose("_Help")
            viewers.take("help:kms-desk/index")
            open_row(desk, "Find Registration Keys")
            count(desk, 8)
            asked("find")
            desk.key("Down", "Return")
            desk.button("Save the S_ite")
            asked("find-details")
            desk.press("Home")
            open_row(desk, "Reports")
            desk.find("label", desk.tr("Keys issued: %u · issued again: %u", 8, 0))
            asked("reports")
            desk.press("Home")
            open_row(desk, "Practice Sheets")
            desk.find("label", desk.tr("Sheets to practise with"))
            asked("training-sheets")
            desk.press("Class _Paper…", shown=False)
            in_dialog("Paper for a Class", "training-sheets")
            desk.press("Home")
            open_row(desk, "Scenarios")
            desk.find("label", desk.tr("Scenarios"))
            asked("training-scenarios")
            desk.press("Home")
            open_row(desk, "Issuing Demo")
            for step, topic in enumerate(("issue", "issue-device", "issue-keys", "issue-review"), 1):
                at_step(desk, step)
                asked(topic)
                if topic != "issue-review":
                    press_next(desk)
            issue(desk, 8)
            asked("issue-result")
            desk.press("_Key Card…")
            in_dialog("Key Card", "issue-card")
            desk.key("ctrl+question")
            in_dialog("Keyboard Shortcuts", "shortcuts")
            # A dialog without a topic of its own belongs to the page.
            desk.key("F10")
            desk.choose("_About KMS Desk")
            in_dialog(None, "issue-result")
            desk.key("ctrl+comma")
            address = desk.entry("_Address of the server")
            wait_for(lambda: address.has("focused"), "the preferences to have the keyboard")
            asked("first-steps")
            desk.key("Escape")
            wait_for(lambda: not desk.window(desk.tr("Preferences")), "the preferences to go")
            desk.press("Home")
            open_row(desk, "Practice Device")
            desk.find("label", desk.tr("Which device?"))
            wait_for(lambda: desk.focused() and desk.focused().window().name == desk.tr("Practice Device"),
                     "the device to have the keyboard")
            asked("training-device")


def the_manual_where_no_help_is_shown(language):
    manual = f"manual-{language}.pdf"
    for kinds, with_pages in (([PDF], True), ([HELP, PDF], False)):
        with tempfile.TemporaryDirectory() as folder:
            viewers = Viewers(folder, kinds, with_pages)
            with demo(language, **viewers.settings()) as desk:
                desk.key("F1")
                viewers.take(manual)


run(each_page_has_its_topic, the_manual_where_no_help_is_shown)
