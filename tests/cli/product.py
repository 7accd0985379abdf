# SPDX-License-Identifier: GPL-3.0-or-later
"""The product as its tests in Python drive it: a sandbox, a profile, musterctl."""
import concurrent.futures
import json
import os
import shutil
import subprocess
import tempfile
import urllib.request

ROOT = os.environ.get('MUSTER_TEST_SOURCE_ROOT', os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')))
BUILD = os.environ.get('MUSTER_TEST_BUILD_ROOT', os.path.join(ROOT, 'build'))
LATE_MS = 100
# How much longer than usual a test waits before it gives up: a build with sanitizers is slow
PATIENCE = int(os.environ.get('MUSTER_TEST_PATIENCE', '1'))


def write_private(path, value, mode=0o600):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), 'w', encoding='utf-8') as out:
        out.write(value if isinstance(value, str) else json.dumps(value))
    os.chmod(path, mode)
    return path


class Product:
    """A sandbox on a world, and a folder for profiles; close () ends both."""

    # What stands in a form; the rest of the ready line is secret or for other ways to sign in
    PSA_FIELDS = {'connectwise': ('site', 'companyId', 'publicKey', 'clientId'), 'halopsa': ('url', 'tenant', 'clientId'),
                  'autotask': ('zone', 'userName', 'integrationCode')}
    PSA_SECRETS = {'connectwise': 'privateKey', 'halopsa': 'clientSecret', 'autotask': 'secret'}

    def __init__(self, world='tests/data/world/dev.json', tickets=None, psa='connectwise'):
        self.psa = psa
        self.folder = tempfile.mkdtemp(prefix='muster-test-')
        self.world = json.load(open(os.path.join(ROOT, world), encoding='utf-8'))
        if tickets is not None:
            self.world['tickets'] = [t for t in self.world['tickets'] if t['id'] in tickets]
        path = write_private(os.path.join(self.folder, 'world.json'), self.world)
        self.sandbox = subprocess.Popen([os.path.join(BUILD, 'src/sandbox/muster-sandbox'), '--world', path, '--listen', '127.0.0.1:0',
                                         '--late-commit', str(LATE_MS)], stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.sandbox.stdout.readline())
        self.data = os.path.join(self.folder, 'data')
        self.secrets = os.path.join(self.folder, 'secrets.json')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sandbox.terminate()
        self.sandbox.wait()
        self.sandbox.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def control(self, path, body=None, method=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.ready['control'] + path, data=data, method=method, headers={'Content-Type': 'application/json'})
        with urllib.request.urlopen(request, timeout=30 * PATIENCE) as answer:
            text = answer.read()
        return json.loads(text) if text.strip() else None

    def fault(self, **rule):
        self.control('/faults', rule)

    def notes(self, ticket):
        return [n for n in self.control('/tickets/%s/notes' % ticket)['notes'] if '[ref:' in n['text']]

    def all_notes(self):
        return {t['id']: len(self.notes(t['id'])) for t in self.world['tickets']}

    def secret_values(self):
        secret = self.PSA_SECRETS[self.psa]
        return {'account.password': 'A-password-of-tests-5', '%s.%s' % (self.psa, secret): self.ready[self.psa][secret],
                'microsoft365.clientSecret': self.ready['microsoft365']['clientSecret'], 'hudu.apiKey': self.ready['hudu']['apiKey']}

    def plan(self, clients=None):
        psa, m365, hudu = (self.ready[k] for k in (self.psa, 'microsoft365', 'hudu'))
        fields = {k: psa[k] for k in self.PSA_FIELDS[self.psa]}
        if self.psa == 'halopsa':
            fields['method'] = 'service'
        return {'account': {'mspName': 'Test MSP', 'person': 'Test Person', 'email': 'test@msp.example', 'language': 'en'},
                'connections': [{'integration': self.psa, 'fields': fields},
                                {'integration': 'microsoft365', 'fields': dict({k: m365[k] for k in ('login', 'graph', 'exchange', 'tenantId', 'clientId')},
                                                                                   exchangeUnpublished='accepted')},
                                {'integration': 'hudu', 'fields': {'url': hudu['url']}}],
                'clients': [{'name': c['name'], 'slug': c['key'], 'language': c['language'], 'timeZone': c['timeZone'],
                             'mappings': {'company': c['psaCompanyId'], 'tenant': c['tenantId'], 'docs': c['huduCompanyId']}}
                            for c in self.world['clients'] if clients is None or c['key'] in clients],
                'mode': 'plan', 'settleMs': self.ready['lateCommitMs'], 'now': self.ready['now']}

    def run(self, *words, data=None, secrets=True, json_output=True, keyring='memory', pass_fds=(), env=None):
        command = [os.path.join(BUILD, 'src/cli/musterctl'), '--data-dir', data or self.data]
        command += ['--keyring', keyring] if keyring else []
        command += ['--secrets', self.secrets] if secrets else []
        command += ['--json'] if json_output else []
        return subprocess.run(command + list(words), capture_output=True, text=True, pass_fds=pass_fds,
                              env=dict(os.environ, **(env or {})), timeout=120 * PATIENCE)

    def json(self, *words, code=0, **options):
        done = self.run(*words, **options)
        if done.returncode != code:
            raise AssertionError('%s: exit %d, not %d: %s%s' % (' '.join(words), done.returncode, code, done.stdout[-400:], done.stderr[-400:]))
        return json.loads(done.stdout)

    def onboard(self, clients=None, plan=None, code=0, **options):
        if not os.path.exists(self.secrets):
            write_private(self.secrets, self.secret_values())
        path = write_private(os.path.join(self.folder, 'onboard.json'), plan or self.plan(clients))
        return self.json('onboard', path, code=code, **options)

    def process(self, code=0, **options):
        return self.json('process', '--until-idle', '--timeout', str(90 * PATIENCE), code=code, **options)


def tap(tests, at_once=1):
    """Runs the functions, speaks TAP, exits. Where they wait for time to pass, several can do so at once."""
    failed = 0
    print('1..%d' % len(tests), flush=True)
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        under_way = [pool.submit(test) for test in tests]
        for number, (test, result) in enumerate(zip(tests, under_way), 1):
            try:
                result.result()
                print('ok %d - %s' % (number, test.__doc__), flush=True)
            except Exception as error:  # each test stands alone
                failed += 1
                print('not ok %d - %s\n# %s: %s' % (number, test.__doc__, type(error).__name__, str(error).replace('\n', '\n# ')), flush=True)
    raise SystemExit(1 if failed else 0)
