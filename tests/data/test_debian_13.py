"""The same sources on Debian 13, with GTK 4.18 and libadwaita 1.7: they build, warnings being errors, and every
test passes."""
import sys

import debian

sys.path.insert(0, str(debian.TESTS))
import tap  # noqa: E402

tap.run([("everything", lambda: debian.passes("trixie", "./tests/run"))])
