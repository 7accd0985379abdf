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
# How much longer than usual a test waits before it gives up: a build with sanitizers is slow
PATIENCE = int(os.environ.get('MUSTER_TEST_PATIENCE', '1'))


class NotFound(AssertionError):
    pass


def wait_for(check, what, timeout=20):
    timeout *= PATIENCE
    end = time.monotonic() + timeout
    while True:
        got = check()
        if got:
            return got
        if time.monotonic() > end:
            raise NotFound(f'{what}: not within {timeout} s')
        time.sleep(0.03)


def holds(states, state):
    return bool((states[0] | states[1] << 32) >> state & 1)


class Node:
    def __init__(self, app, ref):
        self.app, self.ref, self.parent = app, tuple(ref), None
        self.role = self.name = ''
        self.states = (0, 0)
        self.children = []

    def has(self, state):
        try:
            return holds(self.app.call(self.ref, 'Accessible', 'GetState')[0], state)
        except GLib.Error:
            return False

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
        self.roles = {}
        self.ref = tuple(wait_for(self._register, 'the program on the accessibility bus', 30))

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

    def ask(self, refs, method):
        """One question to each of these objects, all under way at once; what they answer, by their reference."""
        context, pending, answers = GLib.MainContext.default(), [len(refs)], {}

        def answered(connection, result, ref):
            pending[0] -= 1
            try:
                answers[ref] = connection.call_finish(result).unpack()[0]
            except GLib.Error:
                pass
        for ref in refs:
            self.bus.call(*ref, ATSPI + 'Accessible', method, None, None, 0, 10000, None, answered, ref)
        while pending[0]:
            context.iteration(True)
        return answers

    def read(self):
        """Name, role and states of every object that the program has made known, in one call."""
        try:
            items = self.call((self.ref[0], '/org/a11y/atspi/cache'), 'Cache', 'GetItems')[0]
        except GLib.Error:  # too early, or too late
            return {}
        # The number of a role is that of several; an object keeps its role.
        self.roles.update(self.ask([item[0] for item in items if item[0] not in self.roles], 'GetRoleName'))
        return {item[0]: item for item in items}

    def tree(self):
        """Reads the whole tree. A program makes an object known when somebody asks for it, and forgets no hidden one."""
        children = {}
        for _ in range(3):  # what has gone meanwhile stays unknown
            items = self.read()
            parents = [ref for ref, item in items.items() if (item[4] > 0 or ref == self.ref) and ref not in children]
            while parents:
                children.update(self.ask(parents, 'GetChildren'))
                parents = [ref for parent in parents for ref in children.get(parent, ()) if ref not in items and ref not in children]
            if all(ref in items for below in children.values() for ref in below):
                break
        return self.build(self.ref, items, children)

    def build(self, ref, items, children):
        node = Node(self, ref)
        if ref in items:
            node.role, node.name, node.states = self.roles.get(ref, ''), items[ref][6], items[ref][9]
        for below in children.get(ref, ()):
            child = self.build(below, items, children)
            child.parent = node
            node.children.append(child)
        return node

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

    def step(self, *keys):
        """Presses keys that move the focus, and waits until it has moved; some find it where it cannot go on."""
        context, moved = GLib.MainContext.default(), []
        seen = self.bus.signal_subscribe(self.ref[0], ATSPI + 'Event.Object', 'StateChanged', None, 'focused', 0,
                                         lambda *signal: moved.append(signal[5].unpack()[1] == 1))
        late = GLib.timeout_add(150, lambda: moved.append(True) or True)
        self.key(*keys)
        while not any(moved):
            context.iteration(True)
        GLib.source_remove(late)
        self.bus.signal_unsubscribe(seen)

    def focused(self):
        """The control with the focus: the deepest that says so."""
        return next((node for node in reversed(self.all()) if holds(node.states, FOCUSED)), None)

    def tab_to(self, role, name, limit=40):
        """Presses Tab until the control of that name has the focus."""
        target = self.find(role, name)
        for _ in range(limit):
            if target.has(FOCUSED) or any(child.has(FOCUSED) for child in target.children):
                return target
            self.step('Tab')
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
