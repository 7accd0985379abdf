#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of a world in which everything that has a name has another one:

    rename-world.py --seed N WORLD.json TRUTH.jsonl NEW-WORLD.json NEW-TRUTH.jsonl

People, firms, domains, groups, teams, devices, ids and licences are replaced, in the
records and in every text that mentions them, so that the same questions are asked with
other words. A planner that knows the words of one world does worse on the copy; one
that knows the work does not.
"""
import argparse
import json
import random
import re
import unicodedata
import uuid

GIVEN = ('Adriana Bertrand Clarissa Desmond Evelina Fergus Gudrun Horatio Ingeborg Jocasta Kasimir Leopold Mirabel Norbert '
         'Ottilie Percival Quentin Rosamund Sigmund Tabitha Ulrike Valentina Winifred Xenia Yvaine Zacharias Ambrose Beatrice '
         'Cornelius Dorothea Edmund Florence Gottfried Hermione Isidor Jemima Konstantin Lucinda Maximilian Nathaniel Octavia '
         'Prudence Rupert Seraphina Theobald Ursula Vincent Wilhelmina Archibald Blanche Cuthbert Delphine Ethelred Flavia '
         'Gwendolen Humphrey Iolanthe Jeremias Katharina Lavinia Matthias Nicodemus').split()
SURNAME = ('Ashworth Birkenfeld Castellan Dunsmore Eichhorn Fothergill Grindlewald Hathersage Ingleby Jesmond Kirchgasser '
           'Lindqvist Mallory Nettlefold Ormsby Penhaligon Quarmby Rosenthal Silverwood Tanqueray Umfreville Vandermark '
           'Whitcombe Yelverton Zimmerli Abernathy Blenkinsop Cadwallader Drinkwater Ellsworth Featherstone Gillespie '
           'Hollingberry Inchbald Jellicoe Kilbride Loveridge Merriweather Norbury Oglethorpe Pemberley Ravenscroft '
           'Satterthwaite Thistlewood Underhill Vavasour Wolstenholme Axelrod Bickerstaff Carruthers Dinsdale Etherington '
           'Fairweather Goldsworthy Hawthornthwaite Isherwood').split()
FIRM = 'Marlstone Orrery Pellinore Quillon Sandringfeld Tolbooth Umbria Vintner Wharfedale Yarrow'.split()
# Words of group and team names that say what a thing is for; each becomes another word everywhere.
THING = ('Harbour Lantern Orchard Pebble Quarry Ribbon Saddle Thimble Velvet Walnut Anchor Beacon Cobalt Damask Ember Falcon '
         'Garnet Hazel Indigo Juniper Kestrel Lupin Magnet Nutmeg Opal Parsley Quartz Rowan Sorrel Timber Umber Violet '
         'Willow Zephyr Amber Bramble Clover Dahlia Elder Fennel Ginger Heather').split()
# Words that say what kind of thing it is, or that are ordinary language: these stay.
KEEP = set('''users user team group all staff files file access rw read write only admins entra info notify list members viewers
 everyone personal personnel todo todos el la de von der die das and und et le les des folder share drive mailbox site alerts
 sign in out new office floor system service power bi vpn wlan wifi lic sg grp m365 pbx it hr the for of a to am im team- account
 accounts plan intern finance sales payroll purchasing reception empfang buchhaltung abrechnung quality production management board'''.split())
SKUS = {'SPB': ('O365_BUSINESS_PREMIUM', 'Microsoft 365 Business Standard'),
        'O365_BUSINESS_ESSENTIALS': ('EXCHANGESTANDARD', 'Exchange Online (Plan 1)'),
        'SPE_E3': ('SPE_E5', 'Microsoft 365 E5')}
WORDS_OF_SKU = [('Business Premium', 'Business Standard'), ('Business Basic', 'Exchange Online Plan 1'), ('E3', 'E5')]
PASSWORD_METHOD = '28c10230-6103-485e-b985-444c60001490'
GUID = re.compile(r'\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b')


def ascii_of(text):
    for a, b in (('ä', 'ae'), ('ö', 'oe'), ('ü', 'ue'), ('ß', 'ss')):
        text = text.replace(a, b).replace(a.upper(), b.capitalize())
    return ''.join(c for c in unicodedata.normalize('NFD', text) if not unicodedata.combining(c)).lower().replace(' ', '')


class Renamer:
    def __init__(self, world, seed):
        self.random = random.Random(seed)
        self.seed = seed
        self.words = {}       # whole word -> its replacement
        self.exact = {}       # longer strings, replaced before the words
        self.given = self.shuffled(GIVEN)
        self.surname = self.shuffled(SURNAME)
        self.thing = self.shuffled(THING)
        self.firm = self.shuffled(FIRM)
        texts = [t['summary'] + ' ' + t['description'] for t in world['tickets'] + world['history']]
        self.spoken = set(re.findall(r'\w+', ' '.join(texts)))
        self.ordinary = {w for w in self.spoken if w.islower()}
        for client in world['clients']:
            self.client(client)

    def shuffled(self, pool):
        pool = list(pool)
        self.random.shuffle(pool)
        return pool

    def next(self, pool):
        name = pool.pop(0)
        pool.append(name + 'e' if name[-1] not in 'aeiou' else name + 'n')
        return name

    def person(self, given, surname):
        for word, pool in ((given, self.given), (surname, self.surname)):
            for part in re.findall(r'\w+', word or ''):
                if len(part) > 2 and part not in self.words:
                    self.words[part] = self.next(pool)
        for short in self.spoken:        # Abi for Abigail: the same number of letters of the new name
            if given and 2 < len(short) < len(given) and given.startswith(short) and short.lower() not in self.ordinary:
                self.words.setdefault(short, self.words.get(given, given)[:len(short)])

    def client(self, client):
        firm = self.next(self.firm)
        for domain in client['domains']:
            self.exact[domain['name']] = '%s%s.example' % (firm.lower(), '' if domain['default'] else '-two')
        self.exact[client['tenantName']] = firm.lower() + '.onmicrosoft.example'
        if client['directory']['adDomain']:
            self.exact[client['directory']['adDomain']] = firm.lower() + '.local'
        for part in re.findall(r'\w+', client['name']):
            if part[0].isupper() and len(part) > 3 and part not in ('GmbH', 'Fabrication', 'Praxisklinik'):
                self.words.setdefault(part, firm if part == re.findall(r'\w+', client['name'])[0] else self.next(self.surname))
        people = [(u['givenName'], u['surname']) for u in client['users']] + [(c['firstName'], c['lastName']) for c in client['contacts']]
        for given, surname in people:
            self.person(given, surname)
        for user in client['users']:
            for address in [user['upn'], user['mail']] + user['aliases']:
                if address:
                    self.address(address, user['givenName'], user['surname'])
        for thing in client['groups'] + client['teams']:
            for part in re.findall(r'[^\W\d_]+', thing['name']):
                if len(part) > 2 and part.lower() not in KEEP and part not in self.words:
                    new = self.next(self.thing)
                    self.words[part] = new
                    self.words.setdefault(part.lower(), new.lower())
        prefix = self.shuffled('ABDFGHKLMNPRSTVWZ')
        for device in client['devices']:
            head = device['deviceName'].split('-')[0]
            self.exact.setdefault(head + '-', ''.join(prefix[:3]) + '-')

    def address(self, address, given, surname):
        local, _, domain = address.partition('@')
        new = local
        for word in (surname, given):
            if word and ascii_of(word) in new:
                new = new.replace(ascii_of(word), ascii_of(self.words.get(word, word)))
            elif word:
                for part in re.findall(r'\w+', word):
                    new = new.replace(ascii_of(part), ascii_of(self.words.get(part, part))) if len(part) > 2 else new
        if given and new and local[0] == ascii_of(given)[:1] and not local.startswith(ascii_of(given)):
            new = ascii_of(self.words.get(given, given))[0] + new[1:]
        self.exact[address] = '%s@%s' % (new, self.exact.get(domain, domain))

    def text(self, text):
        text = GUID.sub(lambda m: m.group(0) if m.group(0) == PASSWORD_METHOD else
                        str(uuid.uuid5(uuid.NAMESPACE_OID, '%s/%s' % (self.seed, m.group(0)))), text)
        for old in sorted(self.exact, key=len, reverse=True):
            text = re.sub(r'(?<![\w.])' + re.escape(old), self.exact[old].replace('\\', ''), text)
        for old, new in WORDS_OF_SKU:
            text = re.sub(r'\b%s\b' % re.escape(old), new, text)
        return re.sub(r'\w+', lambda m: self.words.get(m.group(0), m.group(0)), text)

    @staticmethod
    def initials(old, new, text):
        """A text signed with initials is signed with the new ones."""
        first, second = (''.join(part[0] for part in name.split()) for name in (old, new))
        return re.sub(r'\b%s(\W*)$' % re.escape(first), lambda m: second + m.group(1), text) if len(first) > 1 else text

    def value(self, value, key=None):
        if isinstance(value, dict):
            new = {k: self.value(v, k) for k, v in value.items()}
            if value.get('fromName') and value.get('description'):
                new['description'] = self.initials(value['fromName'], new['fromName'], new['description'])
            return new
        if isinstance(value, list):
            return [self.value(v, key) for v in value]
        if isinstance(value, str):
            if key in ('partNumber', 'licences', 'licencesByGroup', 'sku') or value.startswith('sku:'):
                head, _, part = value.rpartition(':')
                return (head + ':' if head else '') + SKUS.get(part, (part,))[0]
            if key in ('errorCode', 'kind', 'source', 'status', 'state', 'level', 'schema', 'tool', 'intent', 'key', 'clientKey', 'client',
                       'timeZone', 'language', 'outcome', 'feasible', 'poison', 'tags', 'why', 'riskState', 'password', 'id') and not GUID.fullmatch(value):
                return value
            return self.text(value)
        return value


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('files', nargs=4, metavar=('WORLD', 'TRUTH', 'NEW-WORLD', 'NEW-TRUTH'))
    options = parser.parse_args()
    world = json.load(open(options.files[0], encoding='utf-8'))
    truth = [json.loads(line) for line in open(options.files[1], encoding='utf-8') if line.strip()]
    renamer = Renamer(world, options.seed)
    new = renamer.value(world)
    for client in new['clients']:
        for sku in client['skus']:
            for part, name in SKUS.values():
                if sku['partNumber'] == part:
                    sku['name'] = name
    json.dump(new, open(options.files[2], 'w', encoding='utf-8'), ensure_ascii=False)
    with open(options.files[3], 'w', encoding='utf-8') as out:
        for row in truth:
            out.write(json.dumps(renamer.value(row), ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
