# SPDX-License-Identifier: GPL-3.0-or-later
"""A PSA that refuses the key, in the window: one banner says how many clients are
paused, its one button leads to new credentials, and the banner goes when they work.
Mappings are kept, and what is not typed again stays as it was stored.

    test-refused-key.py PROGRAM
"""
import os
import shutil
import sys

try:
    import gi.repository.Gio  # noqa: F401
except ImportError:
    print('1..0 # SKIP python3-gi is not there')
    sys.exit(0)
if shutil.which('xdotool') is None:
    print('1..0 # SKIP xdotool is not there')
    sys.exit(0)

import driver  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
import product  # noqa: E402

done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def set_up(fake):
    """A profile with three mapped clients, whose secrets are in the session's keyring."""
    plan = fake.plan()
    plan.pop('now')
    plan.pop('settleMs')
    fake.onboard(keyring='system', plan=plan)
    return fake.secret_values()


def sign_in(app, secrets):
    app.find('label', 'Sign In')
    app.enter('E-Mail Address', 'test@msp.example')
    app.enter('Password', secrets['account.password'])
    app.key('Return')
    app.find('list', 'Clients')


def refuse(app, fake):
    fake.fault(vendor='connectwise', kind='401', times=-1)
    app.key('F5')
    app.find('label', r'ConnectWise PSA .*: 3 clients are paused', timeout=60)
    assert len([node for node in app.all('label', '.*clients are paused') if node.shown]) == 1
    ok('one banner says what does not work and how many clients wait')


def renew(app, fake, secrets):
    app.press('Enter Credentials')
    app.find('label', 'New Credentials for ConnectWise PSA')
    assert app.find('text box', 'Company ID').text == fake.ready['connectwise']['companyId']
    key = app.find('text box', 'Private Key')
    assert key.text == '', 'a stored secret is never shown'
    app.find('label', r'Leave it empty to keep the one that is stored\..*')
    app.press('Save')
    app.find('label', r'.*(refused|does not accept).*', timeout=60)
    ok('a key that is still refused changes nothing')
    fake.control('/faults', method='DELETE')
    app.enter('Private Key', secrets['connectwise.privateKey'])
    app.press('Save')
    driver.wait_for(lambda: not app.all('label', 'New Credentials for ConnectWise PSA'), 'the dialog is closed', 60)
    driver.wait_for(lambda: not [node for node in app.all('label', '.*clients are paused') if node.shown],
                    'the banner is gone', 60)
    ok('with credentials that work the banner goes')


def mappings_are_kept(app):
    app.key('ctrl+f')
    app.type('Kessler')
    app.find('label', 'Kessler Lowe & Wray LLP')
    app.key('Return')
    app.tab_to('tab', 'Integrations')
    app.key('Return')
    app.find('label', 'Mapping')
    assert not app.all('label', 'Not mapped.*')
    ok('what clients are mapped to is kept')


try:
    with product.Product() as fake:
        words = set_up(fake)
        with driver.App([sys.argv[1], '--data-dir', fake.data]) as window:
            sign_in(window, words)
            refuse(window, fake)
            renew(window, fake, words)
            mappings_are_kept(window)
            window.key('ctrl+q')
            window.process.wait(20)
            assert window.process.returncode == 0, f'quitting: {window.process.returncode}'
except BaseException as error:
    print('\n'.join('# ' + line for line in str(error).split('\n')))
    print(f'not ok {done + 1} - {type(error).__name__}')
    sys.exit(1)
print(f'1..{done}')
