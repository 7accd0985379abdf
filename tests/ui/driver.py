# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a program's window through accessibility (AT-SPI) and types into it.

Looking is done by role and name, acting by real keys only, so that a test that
passes shows two things at once: every control has a name, and everything can be
done without a mouse. Nothing sleeps for a length of time: each step waits for
what it expects.
"""
import os
import re
import signal
import subprocess
import time

from gi.repository import Gio, GLib

ATSPI = 'org.a11y.atspi.'
FOCUSED, SENSITIVE, CHECKED = 12, 24, 4  # numbers of AtspiStateType


class NotFound(AssertionError):
    pass


def wait_for(check, what, timeout=20):
    end = time.monotonic() + timeout
    while True:
        got = check()
        if got:
            return got
        if time.monotonic() > end:
            raise NotFound(f'{what}: not within {timeout} s')
        time.sleep(0.03)


class Node:
    def __init__(self, app, ref, parent=None):
        self.app, self.ref, self.parent = app, tuple(ref), parent
        self.role = self.name = ''
        self.children = []

    def has(self, state):
        try:
            low, high = self.app.call(self.ref, 'Accessible', 'GetState')[0]
        except GLib.Error:
            return False
        return bool((low | high << 32) >> state & 1)

    @property
    def text(self):
        """The text of an entry; else the name."""
        try:
            count = self.app.prop(self.ref, 'CharacterCount', 'Text')
            return self.app.call(self.ref, 'Text', 'GetText', '(ii)', 0, count)[0]
        except GLib.Error:
            return self.app.prop(self.ref, 'Name')

    @property
    def shown(self):
        try:
            return self.role in ('window', 'dialog') or \
                self.app.call(self.ref, 'Component', 'GetExtents', '(u)', 1)[0][2] > 0
        except GLib.Error:
            return False


class App:
    """A program under test, in the session that is already there."""

    def __init__(self, argv, env=None):
        self.process = subprocess.Popen(argv, env={**os.environ, **(env or {})}, start_new_session=True)
        address = Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
            'org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None, 0, 5000, None).unpack()[0]
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.ref = wait_for(self._register, 'the program on the accessibility bus', 30)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)

    def call(self, ref, interface, method, signature=None, *arguments):
        value = GLib.Variant(signature, arguments) if signature else None
        return self.bus.call_sync(ref[0], ref[1], ATSPI + interface, method, value, None, 0, 10000, None).unpack()

    def prop(self, ref, name, interface='Accessible'):
        return self.bus.call_sync(ref[0], ref[1], 'org.freedesktop.DBus.Properties', 'Get',
                                  GLib.Variant('(ss)', (ATSPI + interface, name)), None, 0, 10000, None).unpack()[0]

    def _register(self):
        if self.process.poll() is not None:
            raise NotFound(f'the program ended with {self.process.returncode}')
        try:
            for ref in self.call((ATSPI + 'Registry', '/org/a11y/atspi/accessible/root'), 'Accessible', 'GetChildren')[0]:
                pid = self.bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus',
                                         'GetConnectionUnixProcessID', GLib.Variant('(s)', (ref[0],)), None, 0, 5000,
                                         None).unpack()[0]
                if pid == self.process.pid:
                    return ref
        except GLib.Error:
            pass
        return None

    def tree(self):
        """Reads the whole tree, all calls of a level under way at once."""
        top = Node(self, self.ref)
        level, context = [top], GLib.MainContext.default()
        while level:
            pending, got = [0], {}

            def ask(node, key, interface, method, arguments=None):
                def answered(connection, result):
                    pending[0] -= 1
                    try:
                        got[node, key] = connection.call_finish(result).unpack()[0]
                    except GLib.Error:
                        got[node, key] = None
                pending[0] += 1
                self.bus.call(*node.ref, interface, method, arguments, None, 0, 10000, None, answered)
            for node in level:
                ask(node, 'children', ATSPI + 'Accessible', 'GetChildren')
                ask(node, 'role', ATSPI + 'Accessible', 'GetRoleName')
                ask(node, 'name', 'org.freedesktop.DBus.Properties', 'Get',
                    GLib.Variant('(ss)', (ATSPI + 'Accessible', 'Name')))
            while pending[0]:
                context.iteration(True)
            for node in level:
                node.role, node.name = got[node, 'role'] or '', got[node, 'name'] or ''
                node.children = [Node(self, ref, node) for ref in got[node, 'children'] or ()]
            level = [child for node in level for child in node.children]
        return top

    def all(self, role=None, name=None):
        found, stack = [], [self.tree()]
        while stack:
            node = stack.pop()
            if (role is None or node.role == role) and (name is None or re.fullmatch(name, node.name, re.S)):
                found.append(node)
            stack.extend(node.children[::-1])
        return found

    def dump(self, node=None, depth=0):
        node = node or self.tree()
        return '\n'.join(['  ' * depth + f'{node.role} {node.name!r}'] +
                         [self.dump(child, depth + 1) for child in node.children])

    def find(self, role=None, name=None, timeout=20):
        def look():
            if self.process.poll() is not None:
                raise NotFound(f'the program ended with {self.process.returncode}')
            return next((node for node in self.all(role, name) if node.shown), None)
        try:
            return wait_for(look, f'{role} {name!r}', timeout)
        except NotFound as error:
            raise NotFound(f'{error}\n{self.dump() if self.process.poll() is None else ""}') from None

    # --- keyboard only ---
    def key(self, *keys):
        subprocess.run(['xdotool', 'key', '--clearmodifiers', '--delay', '12', *keys], check=True)

    def type(self, text):
        subprocess.run(['xdotool', 'type', '--delay', '12', '--', text], check=True)

    def focused(self):
        """The control with the focus: the deepest that says so."""
        nodes, pending, found, context = self.all(), [0], {}, GLib.MainContext.default()

        def ask(place, node):
            def answered(connection, result):
                pending[0] -= 1
                try:
                    low, high = connection.call_finish(result).unpack()[0]
                    found[place] = bool((low | high << 32) >> FOCUSED & 1)
                except GLib.Error:
                    pass
            pending[0] += 1
            self.bus.call(*node.ref, ATSPI + 'Accessible', 'GetState', None, None, 0, 10000, None, answered)
        for place, node in enumerate(nodes):
            ask(place, node)
        while pending[0]:
            context.iteration(True)
        deepest = max((place for place in found if found[place]), default=None)
        return nodes[deepest] if deepest is not None else None

    def tab_to(self, role, name, limit=40):
        """Presses Tab until the control of that name has the focus."""
        target = self.find(role, name)
        for _ in range(limit):
            if target.has(FOCUSED) or any(child.has(FOCUSED) for child in target.children):
                return target
            self.key('Tab')
            deadline = time.monotonic() + 0.15  # the focus moves a moment after the key
            while time.monotonic() < deadline and not target.has(FOCUSED):
                time.sleep(0.02)
        raise NotFound(f'{role} {name!r} is not reached by Tab; focus: '
                       f'{(self.focused() or Node(self, self.ref)).name!r}\n{self.dump()}')

    def press(self, name, timeout=20):
        """Reaches a button by Tab, waits until it can be pressed, presses Return."""
        button = self.find('button', name, timeout)
        wait_for(lambda: button.has(SENSITIVE), f'{name} can be pressed', timeout)
        self.tab_to('button', name)
        self.key('Return')

    def enter(self, name, text):
        """Reaches an entry by Tab and types into it."""
        entry = self.tab_to('text box', name)
        self.key('ctrl+a')
        self.type(text)
        return entry
