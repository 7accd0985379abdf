# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of a desktop that shows notifications, on the session bus of a test."""
from gi.repository import Gio, GLib

NAME, PATH = 'org.freedesktop.Notifications', '/org/freedesktop/Notifications'
INTERFACE = '''
<node>
  <interface name="org.freedesktop.Notifications">
    <method name="Notify">
      <arg type="s"/><arg type="u"/><arg type="s"/><arg type="s"/><arg type="s"/><arg type="as"/><arg type="a{sv}"/><arg type="i"/>
      <arg type="u" direction="out"/>
    </method>
    <method name="CloseNotification"><arg type="u"/></method>
    <method name="GetCapabilities"><arg type="as" direction="out"/></method>
    <method name="GetServerInformation">
      <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
    </method>
  </interface>
</node>
'''


class Notification:
    def __init__(self, number, sender, summary, body, actions):
        self.number, self.sender, self.summary, self.body = number, sender, summary, body
        self.buttons = {actions[i + 1]: actions[i] for i in range(0, len(actions), 2) if actions[i] != 'default'}
        self.closed = False


class Desktop:
    """Keeps every notification; press () is somebody who clicks on one."""

    def __init__(self):
        self.notifications = []
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], self.called, None, None)
        self.bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'RequestName', GLib.Variant('(su)', (NAME, 4)),
                           None, 0, 5000, None)

    def called(self, bus, sender, path, interface, method, arguments, invocation):
        arguments, answer = arguments.unpack(), None
        if method == 'Notify':
            _, number, _, summary, body, actions, _, _ = arguments
            number = number or len(self.notifications) + 1
            self.notifications.append(Notification(number, sender, summary, body, actions))
            answer = GLib.Variant('(u)', (number,))
        elif method == 'CloseNotification':
            for notification in self.notifications:
                notification.closed = notification.closed or notification.number == arguments[0]
        elif method == 'GetCapabilities':
            answer = GLib.Variant('(as)', (['actions', 'body'],))
        else:
            answer = GLib.Variant('(ssss)', ('muster-test', 'Muster', '1', '1.2'))
        invocation.return_value(answer)

    def shown(self):
        """Those that stand there."""
        while GLib.MainContext.default().iteration(False):
            pass
        return [notification for notification in self.notifications if not notification.closed]

    def press(self, notification, button):
        notification.closed = True
        self.bus.emit_signal(notification.sender, PATH, NAME, 'ActionInvoked',
                             GLib.Variant('(us)', (notification.number, notification.buttons[button])))
