"""A notification daemon: keeps what programs on the session bus show on the desktop.

`with Notifications() as shown:` runs one in a process of its own; shown() lists what arrived so far, as
pairs of summary and body; shown.buttons() are those of the last one, as the actions by their names;
shown.click() is a click on the last one, or on one of its buttons.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from gi.repository import Gio, GLib

NAME = "org.freedesktop.Notifications"
INTERFACE = """
<node>
  <interface name="org.freedesktop.Notifications">
    <method name="GetCapabilities"><arg type="as" direction="out"/></method>
    <method name="GetServerInformation">
      <arg type="s" direction="out"/><arg type="s" direction="out"/>
      <arg type="s" direction="out"/><arg type="s" direction="out"/>
    </method>
    <method name="CloseNotification"><arg type="u" direction="in"/></method>
    <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
    <method name="Notify">
      <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
      <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
      <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
    </method>
  </interface>
</node>
"""


class Notifications:
    def __enter__(self):
        # pylint: disable=consider-using-with
        self._log = tempfile.NamedTemporaryFile(prefix="kms-notifications-")
        self._process = subprocess.Popen([sys.executable, __file__, self._log.name], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE)
        assert self._process.stdout.readline() == b"ready\n"
        return self

    def _arrived(self):
        return [json.loads(line) for line in pathlib.Path(self._log.name).read_text(encoding="utf-8").splitlines()]

    def __call__(self):
        return [(summary, body) for summary, body, _ in self._arrived()]

    def buttons(self):
        _, _, actions = self._arrived()[-1]
        return {name: action for action, name in zip(actions[::2], actions[1::2]) if action != "default"}

    def click(self, button=None):
        action = self.buttons()[button] if button else "default"
        self._process.stdin.write(f"{action}\n".encode())
        self._process.stdin.flush()

    def __exit__(self, *_):
        self._process.kill()
        self._process.communicate()
        self._log.close()


def serve(path):
    n_shown = 0

    def call(_connection, _sender, _path, _interface, method, parameters, invocation):
        nonlocal n_shown
        if method == "Notify":
            n_shown += 1
            _, _, _, summary, body, actions, *_ = parameters.unpack()
            assert "default" in actions, actions
            with open(path, "a", encoding="utf-8") as log:
                log.write(json.dumps([summary, body, actions]) + "\n")
        answers = {"Notify": GLib.Variant("(u)", (n_shown,)), "GetCapabilities": GLib.Variant("(as)", (["body", "actions"],)),
                   "GetServerInformation": GLib.Variant("(ssss)", ("test", "test", "1", "1.2"))}
        invocation.return_value(answers.get(method))

    def click(*_):
        action = sys.stdin.readline().strip()
        bus.emit_signal(None, "/org/freedesktop/Notifications", NAME, "ActionInvoked",
                        GLib.Variant("(us)", (n_shown, action)))
        return bool(action)

    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN, click)
    interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
    bus.register_object("/org/freedesktop/Notifications", interface, call, None, None)
    Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE, lambda *_: print("ready", flush=True), None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    serve(sys.argv[1])
