"""The issuing demo: the manual's sample, by Next alone."""
from desk import BUTTON, wait_for
from issuing import DEMO_MARK, SAMPLE, at_step, demo, issue, issuing_demo, press_next, result, run


def the_sample_by_next_alone(language):
    with demo(language) as desk:
        issuing_demo(desk)
        for step in 1, 2, 3:
            at_step(desk, step)
            desk.wait_to_see("DEMO")
            press_next(desk)
        at_step(desk, 4)
        desk.wait_to_see("DEMO")
        issue(desk, 8)
        assert result(desk) == SAMPLE, result(desk)
        desk.wait_to_see(desk.tr(DEMO_MARK))


def what_is_copied_says_demo(language):
    with demo(language) as desk:
        issuing_demo(desk)
        for step in 1, 2, 3:
            at_step(desk, step)
            press_next(desk)
        issue(desk, 8)

        desk.press("_Copy All")
        wait_for(desk.clipboard, "the clipboard")
        copied = desk.clipboard()
        mark = desk.tr(DEMO_MARK)
        assert copied.startswith(mark) and copied.rstrip().endswith(mark), copied
        for activation, part, registration in SAMPLE:
            assert activation in copied and part in copied and registration in copied, copied

        desk.copy("something else")
        desk.find(BUTTON, desk.tr("Copy registration key %u", 2)).click()
        wait_for(lambda: SAMPLE[1][2] in desk.clipboard(), "one key on the clipboard")
        assert "DEMO" in desk.clipboard() and SAMPLE[0][2] not in desk.clipboard()


run(the_sample_by_next_alone, what_is_copied_says_demo)
