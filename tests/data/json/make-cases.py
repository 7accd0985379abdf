#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes cases.tsv, the conformance corpus of json_guard.

One case a line: verdict, name, bytes, expected. The verdict is y (RFC 8259 and our
limits) or n. Bytes other than printable ASCII, and the backslash, stand as \\xHH. For y,
expected is the canonical text as Python's json reads the document (the same escapes), or "-"
where numbers may be printed in more than one way. Python is the second opinion: a case marked
y that Python refuses, or one marked n without a reason that Python cannot know, stops the script.
"""
import json
import sys

cases = []


def esc(raw):
    return ''.join(chr(b) if 0x20 <= b < 0x7f and b != 0x5c else '\\x%02x' % b for b in raw)


def canonical(value):
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda i: i[0].encode())
        return '{' + ','.join(quote(k) + ':' + canonical(v) for k, v in items) + '}'
    if isinstance(value, list):
        return '[' + ','.join(canonical(v) for v in value) + ']'
    if isinstance(value, str):
        return quote(value)
    return json.dumps(value)


def quote(text):
    out = '"'
    for c in text:
        if c in '"\\':
            out += '\\' + c
        elif ord(c) < 0x20:
            out += '\\u%04x' % ord(c)
        else:
            out += c
    return out + '"'


def has_float(value):
    if isinstance(value, float):
        return True
    if isinstance(value, dict):
        return any(has_float(v) for v in value.values())
    if isinstance(value, list):
        return any(has_float(v) for v in value)
    return False


def add(verdict, name, doc, python_agrees=True):
    raw = doc if isinstance(doc, bytes) else doc.encode('utf-8', 'surrogatepass')
    try:
        value = json.loads(raw.decode('utf-8'), parse_constant=lambda c: 1 / 0)
        fine = True
    except (ValueError, ZeroDivisionError, RecursionError):
        fine = False
    if verdict == 'y' and not fine or verdict == 'n' and fine and python_agrees:
        sys.exit('Python does not agree about ' + name)
    expected = ''
    if verdict == 'y':
        expected = '-' if has_float(value) else esc(canonical(value).encode())
    cases.append((verdict, name, esc(raw), expected))


def ours(name, doc):
    """Refused by a rule that is stricter than the grammar."""
    add('n', name, doc, python_agrees=False)


# --- values and structure -----------------------------------------------------------
for word in ('true', 'false', 'null'):
    add('y', 'word-' + word, word)
    add('y', 'word-in-array-' + word, '[%s]' % word)
    add('y', 'word-spaces-' + word, ' \t\r\n%s\n' % word)
    add('n', 'word-upper-' + word, word.upper())
    add('n', 'word-title-' + word, word.title())
    add('n', 'word-cut-' + word, word[:-1])
    add('n', 'word-longer-' + word, word + 'x')
    add('n', 'word-twice-' + word, word + ' ' + word)
    add('n', 'word-quoted-wrong-' + word, "'%s'" % word)
for name, doc in {
    'empty-object': '{}', 'empty-array': '[]', 'spaces-object': ' { } ', 'spaces-array': ' [ ] ',
    'one-member': '{"a":1}', 'two-members': '{"a":1,"b":2}', 'empty-key': '{"":1}', 'nested': '{"a":{"b":[1,{"c":null}]}}',
    'array-of-arrays': '[[],[[]],[[],[]]]', 'mixed': '[1,"a",null,true,false,{},[]]', 'same-key-other-object': '{"a":{"a":{"a":1}}}',
    'same-key-siblings': '[{"a":1},{"a":2}]', 'spaces-everywhere': ' { "a" : [ 1 , 2 ] , "b" : { } } ',
    'newlines': '{\n"a"\n:\n1\n}\n', 'tabs': '\t{\t"a"\t:\t1\t}\t', 'string-root': '"text"', 'number-root': '42',
    'keys-differ-in-case': '{"a":1,"A":2}', 'key-prefix': '{"a":1,"aa":2,"aaa":3}', 'key-with-dot': '{"@odata.type":"#x"}',
    'odata': '{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[{"id":"1"}]}',
    'twenty-keys': '{' + ','.join('"k%d":%d' % (i, i) for i in range(20)) + '}',
    'long-array': '[' + ','.join(str(i) for i in range(200)) + ']',
    'object-after-object': '[{},{},{}]', 'empty-string': '""', 'empty-string-in-array': '["",""]',
}.items():
    add('y', name, doc)
for name, doc in {
    'nothing': '', 'only-space': '  \n', 'open-object': '{', 'open-array': '[', 'close-object': '}', 'close-array': ']',
    'array-closed-by-brace': '[1}', 'object-closed-by-bracket': '{"a":1]', 'comma-alone': ',', 'colon-alone': ':',
    'trailing-comma-array': '[1,]', 'trailing-comma-object': '{"a":1,}', 'leading-comma-array': '[,1]',
    'leading-comma-object': '{,"a":1}', 'double-comma-array': '[1,,2]', 'double-comma-object': '{"a":1,,"b":2}',
    'comma-only-array': '[,]', 'comma-only-object': '{,}', 'missing-comma-array': '[1 2]', 'missing-comma-object': '{"a":1 "b":2}',
    'missing-colon': '{"a" 1}', 'missing-value': '{"a":}', 'missing-key': '{:1}', 'double-colon': '{"a"::1}',
    'equals-for-colon': '{"a"=1}', 'key-number': '{1:1}', 'key-word': '{a:1}', 'key-true': '{true:1}', 'key-null': '{null:1}',
    'key-array': '{[]:1}', 'key-single-quotes': "{'a':1}", 'key-alone': '{"a"}', 'key-alone-second': '{"a":1,"b"}',
    'unclosed-nested': '[[[1]]', 'closed-too-often': '[[1]]]', 'two-roots': '{}{}', 'two-roots-space': '{} []',
    'two-numbers': '1 2', 'root-then-comma': '{},', 'root-then-text': '{}x', 'root-then-comment': '{}//x',
    'comment-line': '// x\n{}', 'comment-block': '/* x */{}', 'comment-inside': '{"a":/* x */1}', 'comment-hash': '# x\n{}',
    'single-quotes': "'a'", 'no-quotes': 'abc', 'undefined': 'undefined', 'function': 'function(){}', 'call': 'f({})',
    'semicolon': '{};', 'parentheses': '({})', 'angle': '<json/>', 'html': '<html><body>502 Bad Gateway</body></html>',
    'json-lines': '{"a":1}\n{"a":2}', 'var-assignment': 'var a = {"a":1}', 'anti-hijack': ")]}',\n{}", 'while-prefix': 'while(1);{}',
    'star': '[*]', 'plus-alone': '+', 'minus-alone': '-', 'dot-alone': '.', 'backslash-alone': '\\', 'quote-alone': '"',
    'vertical-tab': '\x0b{}', 'form-feed': '[\x0c1]', 'backspace': '[\x081]', 'non-breaking-space': '\u00a0{}', 'ideographic-space': '{\u3000}',
    'line-separator': '\u2028{}', 'byte-order-mark': '\ufeff{}', 'byte-order-mark-inside': '[\ufeff1]', 'delete': '\x7f{}',
    'object-cut-after-key': '{"a"', 'object-cut-after-colon': '{"a":', 'object-cut-after-value': '{"a":1', 'array-cut-after-comma': '[1,',
    'word-cut-in-array': '[tru]', 'words-joined': '[truefalse]', 'nul-word': '[nul]', 'elision': '[1,,]', 'spread': '[...1]',
    'template-string': '`a`', 'regex': '/a/', 'new-date': 'new Date(0)', 'key-value-bare': '"a":1', 'array-pair': '["a":1]',
}.items():
    add('n', name, doc)
add('n', 'nul-byte-alone', b'\x00')
add('n', 'nul-byte-behind', b'{}\x00')
add('n', 'nul-byte-before', b'\x00{}')
add('n', 'nul-byte-between', b'[1,\x002]')
add('n', 'nul-bytes-many', b'\x00' * 32)

# --- keys twice -------------------------------------------------------------------------
for name, doc in {
    'twice': '{"a":1,"a":1}', 'twice-other-value': '{"a":1,"a":2}', 'twice-apart': '{"a":1,"b":2,"a":3}', 'twice-empty': '{"":1,"":2}',
    'twice-escaped': '{"a":1,"\\u0061":2}', 'twice-both-escaped': '{"\\u0061":1,"\\u0061":2}', 'twice-escaped-slash': '{"/":1,"\\/":2}',
    'twice-umlaut': '{"\u00e4":1,"\\u00e4":2}', 'twice-emoji': '{"\U0001f600":1,"\\ud83d\\ude00":2}', 'twice-nested': '{"x":[{"a":1,"a":2}]}',
    'twice-objects': '{"a":{},"a":{}}', 'twice-hex-case': '{"\\u00e4":1,"\\u00E4":2}', 'twice-newline': '{"\\n":1,"\\u000a":2}',
    'twice-among-many': '{' + ','.join('"k%d":0' % (i % 29) for i in range(30)) + '}',
    'twice-last-of-many': '{' + ','.join('"k%d":0' % i for i in range(40)) + ',"k39":1}',
    'twice-after-inner': '{"a":{"b":1},"a":1}', 'twice-first-is-object': '{"a":{"a":1},"b":1,"a":{}}',
}.items():
    ours('key-' + name, doc)

# --- numbers ---------------------------------------------------------------------------------
for number in ('0', '-0', '1', '-1', '10', '123456789', '0.0', '0.5', '-0.5', '1.0', '1.25', '1e1', '1E1', '1e+1', '1e-1', '0e0', '0E+0',
               '-1.5e-10', '1e308', '1e-400', '9223372036854775807', '-9223372036854775808', '9007199254740993', '1.7976931348623157e308',
               '5e-324', '0.1', '100000000000000000000.0', '1e22', '123.456e7', '0.000000000000000000000000000001',
               '3.141592653589793238462643383279', '999999999999999999', '1000000000000000000', '-999999999999999999'):
    add('y', 'number-' + number, '[%s]' % number)
    add('y', 'number-root-' + number, number)
for number in ('00', '01', '-01', '-00', '+1', '1.', '.1', '-.1', '-', '1e', '1e+', '1e-', '1.e1', '1.1.1', '1e1.0', '1e1e1', '0x1', '0b1', '0o7', '1_000',
               '1,000.0.0', '1a', '1f', '--1', '-+1', '1-', '1+1', '1/2', '\u0661', '\uff11', 'NaN', 'Infinity', '-Infinity', 'nan', 'inf', '-inf', '1e\u0665',
               '1 000', '0.', '0e', '-e1', 'e1', 'E', '1d', '1n', '1L', '0x', '1..2', '- 1', '\u22121', '1%', '$1', '1\u00a0', '2.e3', '0.e1', '0.3e', '0.3e+'):
    add('n', 'number-' + number.encode('unicode-escape').decode().replace('\\', 'u'), '[%s]' % number)
for number in ('9223372036854775808', '-9223372036854775809', '18446744073709551615', '18446744073709551616', '1' + '0' * 19, '1' * 64, '1' * 400,
               '-' + '9' * 30, '1e309', '-1e309', '1e999999', '9' * 310 + '.0', '1e2147483648'):
    ours('number-range-%s-%d' % (number[:20], len(number)), '[%s]' % number)

# --- strings ------------------------------------------------------------------------------------
for name, text in {
    'plain': '"abc"', 'escapes': '"\\" \\\\ \\/ \\b \\f \\n \\r \\t"', 'unicode-escape': '"\\u0041"', 'unicode-escape-lower': '"\\u00e4"',
    'unicode-escape-upper': '"\\u00E4"', 'surrogate-pair': '"\\ud83d\\ude00"', 'surrogate-pair-upper': '"\\uD83D\\uDE00"', 'last-character': '"\\udbff\\udfff"',
    'first-astral': '"\\ud800\\udc00"', 'utf8-two': '"\u00e4"', 'utf8-three': '"\u20ac"', 'utf8-four': '"\U0001f600"', 'delete-inside': '"\x7f"', 'c1-inside': '"\u0085"',
    'line-separator-inside': '"\u2028\u2029"', 'noncharacter': '"\uffff"', 'noncharacter-escaped': '"\\uffff"', 'bom-inside': '"\ufeff"', 'bom-escaped': '"\\ufeff"', 'last': '"\U0010ffff"',
    'escape-u0001': '"\\u0001"', 'escape-u001f': '"\\u001f"', 'escaped-backslash-quote': '"\\\\\\""', 'many-backslashes': '"\\\\\\\\\\\\"', 'braces-inside': '"{[,:]}"',
    'comment-inside-string': '"/* // */"', 'space-inside': '"  "', 'long': '"' + 'x' * 500 + '"', 'long-umlauts': '"' + '\u00fc' * 200 + '"', 'backslash-u-text': '"\\\\u0000"',
    'escaped-solidus': '"\\/"', 'plain-solidus': '"/"', 'combining': '"e\u0301"', 'bidi': '"\u202eabc"', 'tags': '"\U000e0041"', 'sixteen-escapes': '"' + '\\u0041' * 16 + '"',
    'escape-then-text': '"\\nabc"', 'text-then-escape': '"abc\\n"', 'only-escape': '"\\n"', 'private-use': '"\ue000"', 'replacement': '"\ufffd"',
}.items():
    add('y', 'string-' + name, '[%s]' % text)
    add('y', 'string-key-' + name, '{%s:1}' % text)
for name, text in {
    'no-end': '"abc', 'no-start': 'abc"', 'newline': '"a\nb"', 'tab': '"a\tb"', 'return': '"a\rb"', 'control-01': '"\x01"', 'control-1f': '"\x1f"', 'control-08': '"\x08"', 'control-0c': '"\x0c"',
    'escape-x': '"\\x41"', 'escape-a': '"\\a"', 'escape-0': '"\\0"', 'escape-v': '"\\v"', 'escape-e': '"\\e"', 'escape-single-quote': "\"\\'\"", 'escape-upper-u': '"\\U0041"', 'escape-upper-n': '"\\N"',
    'escape-newline': '"\\\n"', 'escape-space': '"\\ "', 'escape-umlaut': '"\\\u00e4"', 'escape-emoji': '"\\\U0001f600"', 'escape-end': '"\\"', 'escape-only': '"\\', 'u-none': '"\\u"', 'u-one': '"\\u1"', 'u-two': '"\\u12"',
    'u-three': '"\\u123"', 'u-not-hex': '"\\u00g0"', 'u-space': '"\\u 041"', 'u-sign': '"\\u+041"', 'u-minus': '"\\u-041"', 'u-0x': '"\\u0x41"', 'u-braces': '"\\u{41}"', 'u-wide-digits': '"\\u\uff10\uff10\uff14\uff11"',
    'u-cut': '"\\u00', 'u-quote-inside': '"\\u00"41', 'single-quoted': "'a'", 'mixed-quotes': '"a\'', 'concatenated': '"a""b"', 'plus': '"a"+"b"', 'triple': '"""a"""', 'python-prefix': 'b"a"', 'smart-quotes': '\u201ca\u201d',
    'octal': '"\\101"', 'escape-percent': '"\\%"', 'escape-star': '"\\*"',
}.items():
    add('n', 'string-' + name, '[%s]' % text)
    add('n', 'string-key-' + name, '{%s:1}' % text)
for name, text in {
    'nul': '"\\u0000"', 'nul-inside': '"a\\u0000b"', 'first-alone': '"\\ud800"', 'first-alone-text': '"\\ud800abc"', 'first-twice': '"\\ud800\\ud800"', 'second-alone': '"\\udc00"', 'second-first': '"\\udc00\\ud800"',
    'first-then-letter': '"\\ud83d\\u0041"', 'first-at-end': '"abc\\udbff"', 'first-then-newline': '"\\ud83d\\n"', 'second-after-pair': '"\\ud83d\\ude00\\ude00"', 'first-then-nul': '"\\ud83d\\u0000"',
}.items():
    ours('string-' + name, '[%s]' % text)
    ours('string-key-' + name, '{%s:1}' % text)

# --- UTF-8 ----------------------------------------------------------------------------------------
for name, raw in {
    'continuation-alone': b'\x80', 'continuation-last': b'\xbf', 'two-cut': b'\xc3', 'three-cut': b'\xe2\x82', 'four-cut': b'\xf0\x9f\x98', 'overlong-slash': b'\xc0\xaf', 'overlong-nul': b'\xc0\x80', 'overlong-three': b'\xe0\x80\xaf',
    'overlong-four': b'\xf0\x80\x80\xaf', 'overlong-c1': b'\xc1\xbf', 'surrogate-first': b'\xed\xa0\x80', 'surrogate-second': b'\xed\xb0\x80', 'surrogate-pair': b'\xed\xa0\xbd\xed\xb8\x80', 'beyond': b'\xf4\x90\x80\x80',
    'five': b'\xf8\x88\x80\x80\x80', 'six': b'\xfc\x84\x80\x80\x80\x80', 'fe': b'\xfe', 'ff': b'\xff', 'latin1': b'\xe4', 'latin1-text': b'M\xfcller', 'windows-quote': b'\x93a\x94', 'letter-in-two': b'\xc3a', 'letter-in-three': b'\xe2\x82a',
    'four-then-quote': b'\xf0\x9f\x98"', 'nul': b'a\x00b',
}.items():
    add('n', 'utf8-' + name, b'["' + raw + b'"]')
    add('n', 'utf8-key-' + name, b'{"' + raw + b'":1}')
add('n', 'utf16-le', '{"a":1}'.encode('utf-16-le'))
add('n', 'utf16-be', '{"a":1}'.encode('utf-16-be'))
add('n', 'utf16-bom', '{"a":1}'.encode('utf-16'))
add('n', 'utf32', '{"a":1}'.encode('utf-32-le'))
add('n', 'gzip', b'\x1f\x8b\x08\x00\x00\x00\x00\x00')

# --- depth ------------------------------------------------------------------------------------------
for depth in (1, 2, 63, 64):
    add('y', 'depth-array-%d' % depth, '[' * depth + ']' * depth)
    add('y', 'depth-object-%d' % depth, '{"a":' * (depth - 1) + '{}' + '}' * (depth - 1))
for depth in (65, 66, 100, 500):
    ours('depth-array-%d' % depth, '[' * depth + ']' * depth)
    ours('depth-object-%d' % depth, '{"a":' * (depth - 1) + '{}' + '}' * (depth - 1))
add('n', 'depth-open-1000', '[' * 1000)
add('n', 'depth-open-objects-500', '{"a":' * 500)

names = [c[1] for c in cases]
assert len(set(names)) == len(names), [n for n in names if names.count(n) > 1]
with open(sys.argv[1] if len(sys.argv) > 1 else 'cases.tsv', 'w') as out:
    for case in cases:
        out.write('\t'.join(case) + '\n')
print('%d cases, %d of them to be accepted' % (len(cases), sum(c[0] == 'y' for c in cases)))
