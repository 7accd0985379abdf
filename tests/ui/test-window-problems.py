# SPDX-License-Identifier: GPL-3.0-or-later
"""What stops everything, in the real window: each problem says what it is and what to
do, its button does that, and nothing is lost or changed meanwhile. And that the
window comes back in the size in which it was left.

    test-window-problems.py unlocked|none|locked PROGRAM

The first word is the session's keyring (desktop-session --keyring).
"""
import os
import shutil
import subprocess
import sys
import tempfile

try:
    from gi.repository import Gio
except ImportError:
    print('1..0 # SKIP python3-gi is not there')
    sys.exit(0)
if shutil.which('xdotool') is None:
    print('1..0 # SKIP xdotool is not there')
    sys.exit(0)

import driver  # noqa: E402

KEYRING_PASSWORD = 'desktop-session'  # as build-aux/desktop-session makes it
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def quit_app(app):
    app.key('ctrl+q')
    app.process.wait(20)
    assert app.process.returncode == 0, f'quitting: {app.process.returncode}'


def second_instance(program, folder):
    """Two on the same data: the second says so, and goes on when the first is gone."""
    command = [program, '--data-dir', os.path.join(folder, 'shared')]
    with driver.App(command) as first:
        first.find('label', 'Welcome to Muster')
        with driver.App(command) as second:
            second.find('label', 'Muster Is Already Running')
            second.find('label', r'.*Close it, then try again\.')
            first.process.terminate()
            first.process.wait(20)
            second.press('Try Again')
            second.find('label', 'Welcome to Muster')
            ok('a second instance waits for the first')
            quit_app(second)


def damaged_database(program, folder):
    """A damaged file is kept as it is; with a good one in its place it goes on."""
    data = os.path.join(folder, 'damaged')
    os.makedirs(data, mode=0o700)
    path = os.path.join(data, 'muster.db')
    rubbish = b'This is not a database at all. ' * 400
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o644), 'wb') as out:
        out.write(rubbish)
    with driver.App([program, '--data-dir', data]) as app:
        app.find('label', 'The Data Is Not Private')
        app.find('label', r"Other users may read or change .*muster\.db.*chmod 600.*")
        ok('data that others can read is not opened')
        os.chmod(path, 0o600)
        app.press('Try Again')
        app.find('label', 'The Database Could Not Be Opened')
        app.find('button', 'Open Data Folder')
        with open(path, 'rb') as kept:
            assert kept.read() == rubbish, 'the damaged file was changed'
        app.press('Try Again')
        app.find('label', 'The Database Could Not Be Opened')
        os.unlink(path)
        app.press('Try Again')
        app.find('label', 'Welcome to Muster')
        ok('a damaged database is kept, and the way on is there')
        quit_app(app)


def window_size(app):
    window = app.find('window', 'Muster')
    return tuple(app.call(window.ref, 'Component', 'GetExtents', '(u)', 1)[0][2:])


def set_size(app, width, height):
    ids = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(app.process.pid)], check=True,
                         capture_output=True, text=True).stdout.split()
    for number in ids:
        subprocess.run(['xdotool', 'windowsize', number, str(width), str(height)], check=False)


def remembered_size(program, folder):
    """The size of the last time is the size of the next."""
    command = [program, '--data-dir', os.path.join(folder, 'size')]
    with driver.App(command) as app:
        app.find('label', 'Welcome to Muster')
        before = window_size(app)
        set_size(app, 900, 660)
        driver.wait_for(lambda: window_size(app) != before, 'the other size')
        left = window_size(app)
        quit_app(app)
    with driver.App(command) as app:
        app.find('label', 'Welcome to Muster')
        assert window_size(app) == left, f'{window_size(app)}, not {left}'
        ok('the window comes back as it was left')
        quit_app(app)


def without_schema(program, folder):
    """Not installed, there is nowhere to remember a size, and nothing else is missing."""
    with driver.App([program, '--data-dir', os.path.join(folder, 'bare')],
                    {'GSETTINGS_SCHEMA_DIR': os.path.join(folder, 'none'), 'XDG_DATA_DIRS': '/usr/share'}) as app:
        app.find('label', 'Welcome to Muster')
        ok('starts where its settings are not installed')
        quit_app(app)


def no_keyring(program, folder):
    """Without a secret service nothing can be set up, and trying again says so again."""
    with driver.App([program, '--data-dir', os.path.join(folder, 'data')]) as app:
        app.find('label', 'No Keyring Was Found')
        app.find('label', r'.*never in a file.*')
        assert not [node for node in app.all('button', 'Continue Without') if node.shown]
        app.press('Try Again')
        app.find('label', 'No Keyring Was Found')
        ok('a missing keyring is said')
        quit_app(app)


def unlock(password):
    """Opens the login collection as the desktop's sign-in does."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    secrets, path = 'org.freedesktop.secrets', '/org/freedesktop/secrets'
    session = bus.call_sync(secrets, path, 'org.freedesktop.Secret.Service', 'OpenSession',
                            driver.GLib.Variant('(sv)', ('plain', driver.GLib.Variant('s', ''))), None, 0, 5000,
                            None).unpack()[1]
    secret = (session, b'', password.encode(), 'text/plain')
    bus.call_sync(secrets, path, 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface',
                  'UnlockWithMasterPassword',
                  driver.GLib.Variant('(o(oayays))', (path + '/collection/login', secret)), None, 0, 5000, None)


def locked_keyring(program, folder):
    """Unlock asks the desktop; when nobody answers, it stays on the page and says so; when it is open, it goes on."""
    with driver.App([program, '--data-dir', os.path.join(folder, 'data')]) as app:
        app.find('label', 'The Keyring Is Locked')
        app.press('Unlock')
        app.find('label', r'The keyring is still locked\.')
        app.find('label', 'The Keyring Is Locked')
        ok('a locked keyring is said, and that it stayed locked')
        unlock(KEYRING_PASSWORD)
        app.press('Unlock')
        app.find('label', 'Welcome to Muster')
        ok('with the keyring open it goes on')
        quit_app(app)


CASES = {
    'unlocked': (second_instance, damaged_database, remembered_size, without_schema),
    'none': (no_keyring,),
    'locked': (locked_keyring,),
}

with tempfile.TemporaryDirectory(prefix='muster-ui-') as folder:
    try:
        for case in CASES[sys.argv[1]]:
            case(sys.argv[2], folder)
    except BaseException as error:
        print('\n'.join('# ' + line for line in str(error).split('\n')))
        print(f'not ok {done + 1} - {type(error).__name__}')
        sys.exit(1)
print(f'1..{done}')
