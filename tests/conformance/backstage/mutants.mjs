// Documents that break one rule each, or all but break it: the same ones every time.
import { YAML } from './oracle.mjs';

const DEFAULTS = { name: 'subject', namespace: 'shop' };
const long = (length, letter = 'x') => letter.repeat(length);

const core = (kind, spec, metadata) => ({ apiVersion: 'backstage.io/v1alpha1', kind, metadata: { ...DEFAULTS, ...metadata }, spec });

const BASES = {
  Component: core(
    'Component',
    {
      type: 'service',
      lifecycle: 'production',
      owner: 'group:default/payments',
      system: 'shop',
      subcomponentOf: 'cart',
      providesApis: ['orders', 'api:other/refunds'],
      consumesApis: ['stock'],
      dependsOn: ['resource:db', 'component:other/cache'],
      dependencyOf: ['component:web'],
    },
    {
      uid: 'a-b',
      etag: 'c',
      title: 'Subject',
      description: 'What is mutated',
      labels: { 'acme.example/tier': 'one', plain: '' },
      annotations: { 'acme.example/note': 'Any text: of any form', plain: '' },
      tags: ['java', 'c++'],
      links: [{ url: 'https://example.com', title: 'Home', icon: 'web', type: 'site' }],
    },
  ),
  API: core('API', { type: 'openapi', lifecycle: 'production', owner: 'payments', system: 'shop', definition: 'openapi: 3.1.0' }),
  Resource: core('Resource', { type: 'database', owner: 'payments', system: 'shop', dependsOn: ['resource:disk'], dependencyOf: 'component:web' }),
  System: core('System', { owner: 'payments', domain: 'retail', type: 'product' }),
  Domain: core('Domain', { owner: 'payments', subdomainOf: 'trade', type: 'business' }),
  Group: core('Group', {
    type: 'team',
    profile: { displayName: 'Payments', email: 'p@example.com', picture: 'https://example.com/p.png' },
    parent: 'engineering',
    children: ['cards'],
    members: ['ada'],
  }),
  User: core('User', { profile: { displayName: 'Ada', email: 'a@example.com', picture: 'x' }, memberOf: ['payments', 'group:other/guild'] }),
  Location: core('Location', { type: 'url', target: './one.yaml', targets: ['./two.yaml'], presence: 'optional' }),
  Template: {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: { ...DEFAULTS },
    spec: {
      type: 'service',
      owner: 'payments',
      lifecycle: 'production',
      parameters: [{ title: 'Name', when: true, 'backstage:permissions': { tags: ['one'] }, properties: { name: { type: 'string' } } }],
      secrets: { schema: { type: 'object' } },
      presentation: { buttonLabels: { backButtonText: 'Back', createButtonText: 'Make', reviewButtonText: 'Look' } },
      EXPERIMENTAL_recovery: { EXPERIMENTAL_strategy: 'none' },
      formDecorators: [{ id: 'one', input: { a: 1 } }],
      EXPERIMENTAL_formDecorators: [{ id: 'one', input: { a: 1 } }],
      steps: [{ id: 'fetch', name: 'Fetch', action: 'fetch:plain', if: '${{ parameters.name }}', input: { url: './x' }, each: 'x', 'backstage:permissions': { tags: ['one'] } }],
      output: {
        links: [{ if: true, url: 'https://example.com', entityRef: 'component:x', title: 'X', icon: 'web' }],
        text: [{ if: 'x', title: 'X', icon: 'web', content: '' }],
        remoteUrl: 'https://example.com',
      },
    },
  },
};

const VALUES = [null, 42, true, '', ' ', 'text', long(300), [], [null], [1], [''], ['text'], {}, { key: 'text' }, { key: null }, [[]], [{}]];

const NAMES = [
  'a', 'A', '1', 'a1', 'a-b', 'a--b', 'a_b', 'a.b', 'a..b', 'a-.b', '-a', 'a-', '_a', 'a_', '.a', 'a.', 'a b', ' a', 'a ', 'a\n', 'a\tb',
  'a/b', 'a:b', 'a+b', 'a#b', 'a@b', 'a%b', 'a,b', "a'b", 'é', '名', 'ａ', '😀', long(63), long(64), `${long(62)}-`, '#', ':', '+', 'a-+', 'a+-b', '-',
];

const KEYS = [
  ...NAMES, '', 'example.com/a', 'Example.com/a', 'example.com/', '/a', 'example.com/a/b', 'a//b', 'example..com/a', '.com/a', 'com./a',
  '-a.com/x', 'a-.com/x', 'a_b.com/x', 'localhost/a', '1.2.3.4/a', `${long(63)}.com/a`, `${long(64)}.com/a`, `example.com/${long(63)}`,
  `example.com/${long(64)}`, `${`${long(62)}.`.repeat(4)}a/a`, `${`${long(62)}.`.repeat(4)}ab/a`, `${`${long(62)}.`.repeat(4)}abc/a`,
  'backstage.io/orphan', '__proto__', 'constructor', 'toString', '<<', '$text', '$ref', '~', 'null', '1', '1.5', 'true', 'a b/c', 'a/b c',
];

const API_VERSIONS = [
  'backstage.io/v1alpha1', 'backstage.io/v1beta1', 'backstage.io/v1', 'backstage.io/v1beta3', 'Backstage.io/v1alpha1', 'backstage.io/V1alpha1',
  'backstage.io/v1alpha1 ', 'backstage.io/v1alpha1/x', 'backstage.io//v1alpha1', '/v1alpha1', 'backstage.io/', '/', 'v1', 'v1alpha1', 'v1-a', 'v 1',
  'backstage.io/v1-a', 'backstage.io/v1.0', 'backstage..io/v1', 'scaffolder.backstage.io/v1beta3', 'scaffolder.backstage.io/v1beta2',
  'scaffolder.backstage.io/v1alpha1', 'idp.dev/v1', `a/${long(63)}`, `a/${long(64)}`, long(63), long(64), `${long(64)}/v1`, 'é/v1',
];

const KINDS = [
  'component', 'COMPONENT', 'Components', 'Api', 'api', 'Domain', 'AiResource', 'AIResource', 'Template', 'Location', 'location', 'Foo', '1a', 'a-b',
  'a.b', 'a b', 'a:b', 'a/b', 'é', long(63), long(64), 'Component ', ' Component',
];

const REFS = [
  'a', 'A', 'Team-A', 'n/a', 'N/A', 'group:a', 'Group:a', 'user:n/a', 'USER:N/A', 'component:a', 'a b', ' a ', 'a:b:c', 'a/b/c', 'k:a/b/c', 'a/b:c',
  '@org/team', 'jane@example.com', 'é', 'İstanbul', 'ΟΔΟΣ', 'ß', 'a\n', '\ta', ' ', ':', '/', ':/', ':a', '/a', 'a:', 'a/', 'k:/a', 'k:n/', ':n/a',
  'k::a', 'k:n//a', '//', 'n/:a', 'k:n:a', 'https://example.com/x', 'k: a', '[a]', '{a}', long(300), `${long(70)}:${long(70)}/${long(70)}`, '😀', '.', '-',
];

// What is taken for `xn--` and nothing sensible after it changed between Node 20 and 24, so that is not asked.
const URLS = [
  'https://example.com', 'HTTPS://EXAMPLE.COM', 'https://', 'https:', 'http:a', 'http:/a', 'http:///a', 'http:\\\\a', 'http:////a', 'https:?', 'https://?', 'https://#', 'https://:80',
  'https://:', 'https://a:', 'https://a:80', 'https://a:0', 'https://a:65535', 'https://a:65536', 'http://a:99999', 'https://a:b', 'https://a:8 0', 'https://a:-1', 'https://a:00080', 'https://user@', 'https://@',
  'https://user@a', 'https://user:pass@a', 'https://user:pass@:80', 'https://a@b@c', 'http://a b', 'http://a%20b', 'https://exa mple.com', 'https://a/b c', 'https://a?b c',
  'http://[::1]', 'http://[::1', 'http://::1', 'http://[::1]:80', 'http://[::1]x', 'http://[1::2::3]', 'http://[:::]', 'http://[g::1]', 'http://[1:2:3:4:5:6:7:8]', 'http://[1:2:3:4:5:6:7]', 'http://[1:2:3:4:5:6:7:8:9]', 'http://[::1.2.3.4]', 'http://[::1.2.3]', 'http://[::1.2.3.256]', 'http://[]', 'http://[12345::]', 'http://[::1%25eth0]', 'http://]', 'http://a]',
  'http://1.2.3.4', 'http://1.2.3', 'http://1.2.3.4.5', 'http://256.256.256.256', 'http://1.2.3.256', 'http://999999999999', 'http://4294967295', 'http://4294967296', 'http://0x7f.1', 'http://0x100000000', 'http://0xg', 'http://1.0xg', 'http://08', 'http://1.2.3.08', 'http://a.1', 'http://a.0x1', 'http://a.0xg', 'http://a.1.', 'http://1.2.3.4.', 'http://a.09', 'http://1..2', 'http://a..b', 'http://a.', 'http://.', 'http://..', 'http://.a',
  'http://a<b', 'http://a>b', 'http://a^b', 'http://a|b', 'http://a\\b', 'http://a"b', "http://a'b", 'http://a`b', 'http://a{b', 'http://a}b', 'http://a~b', 'http://a!b', 'http://a$b', 'http://a&b', 'http://a(b', 'http://a*b', 'http://a+b', 'http://a,b', 'http://a;b', 'http://a=b', 'http://a_b', 'http://-a', 'http://a-', 'http://a%b', 'http://a%', 'http://a%zz', 'http://%41', 'http://%00', 'http://a%2fb', 'http://%C3%A9', 'http://%ff', 'http://a%3Ab', 'http://a%5B', 'http://%31', 'http://%',
  'https://münchen.example', 'https://例え.テスト', 'https://xn--mnchen-3ya.example', 'https://ab--c', 'https://faß.de', 'https://☃.net', 'https://😀.example', 'https://ａ.example', 'https://a。b', 'https://\u00ad', 'https://a\u00adb', 'https://\u200b', 'https://a\u200db', 'https://א1.example', 'https://אa.example', 'https://\ufffd', 'https://\u2260', 'https://\u0301a', `https://${long(64)}.example`, `https://${`${long(60)}.`.repeat(5)}example`,
  'mailto:', 'mailto:a@b.c', 'javascript:alert(1)', 'data:,x', 'tel:1', 'urn:x', 'x:', 'x:y', 'a+b-c.d:x', '1x:y', '+x:y', 'x_y:z', 'é:x', ':x', '://x', '//x', '/x', 'x', 'e.com/x', 'example.com', 'localhost:80', 'localhost', '1:2', '?x', '#x', '.',
  'file:', 'file:///x', 'file://x', 'file://a b', 'file:x', 'file://[', 'file://a:80', 'file:///C:/x', 'file://C|/x', 'file://%00/', 'ftp://a', 'ftp:', 'ftp://', 'ws://a', 'wss:', 'ssh://a', 'ssh:', 'ssh://', 'ssh:///', 'ssh://a b', 'ssh://a:99999', 'ssh://[::1', 'ssh://a<b', 'ssh://a%b', 'ssh://é', 'ssh://:80', 'ssh://u@', 'ssh://u@:80', 'ssh://a^b', 'ssh://a|b', 'ssh://a\\b', 'git@github.com:a/b', 'git+ssh://git@a/b', 'non-special:/x', 'non-special:x y', 'blob:https://a', 'about:blank', 'slack://channel?id=1',
  ' https://x ', '\thttps://x', 'https://x\n', 'ht\ntps://x', 'https:/\n/x', '\u0000https://x', 'https://x\u0000', 'https://\u0000x', 'https://a\tb', 'https://a\u007fb', '\u00a0https://x', '\u3000https://x', 'https://x\u00a0', '\ufeffhttps://x', 'https ://x', 'https//x', 'https;//x', 'http//', 'https:\\x', 'https:/', 'https:\\', '${{ url }}', 'https://${host}', 'https://{{host}}', '<https://x>', 'https://<host>', 'https://[host]/x', 'https://example.com:port', 'https://example.com:{port}/',
];

// Where a plain scalar decides between text and something else.
const SCALARS = [
  'yes', 'no', 'on', 'off', 'y', 'n', 'true', 'True', 'TRUE', 'tRUE', 'false', 'null', 'Null', 'NULL', 'nULL', '~', '', '017', '0o17', '0o8', '0O17', '0x1F', '0xg', '0X1F', '-0x1', '+0o7', '0b1',
  '1_000', '1.10', '1e3', '1E+3', '1e', '.5', '5.', '.', '+1', '-1', '-0', '+', '--1', '.inf', '-.INF', '+.inf', '.iNF', '.nan', '.NaN', '-.nan', '2024-01-01', '2024-01-01T10:00:00Z', '12:30:45', '1:20', '0777', '08', '1.2.3',
  '9007199254740993', '1e400', '=', '<<', '!!str 42', '!!str', '!!str true', '!!int "42"', '!!int 42', '!!int x', '!!float 1', '!!float x', '!!bool "true"', '!!bool x', '!!null ""', '!!null x', '! 42', '! x', '!', '!custom x', '!custom 42', '!custom {a: b}', '!!binary aGk=', '!!timestamp 2024-01-01', '!!set {a}', '!!set {a: b}', '!!omap [a: b]', '!!map x', '!!seq x', '!!str [a]', '!!map {a: b}', '!!seq [a]', '!!foo x',
  '!<tag:yaml.org,2002:str> 42', '!<tag:yaml.org,2002:int> "42"', '!e!x y', '!!', '!!str "42"', '!<x', '!a{b x', '"a\\tb"', '"\\x41"', '"\\q"', '"\\u00e9"', '"\\u12"', '"\\U0001F600"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\/"', '"a\\', "'it''s'", "'a'b", '"a"b', '"a" b', '"a"#b', '"a" # b', 'a#b', 'a #b', 'a: b', 'a:b', 'a:', ':a', ': a', ':', '- a', '-', '-a', '? a', '?', '?a', '@a', '`a`', '%a', '&a', '&a x', '*a', '&a &b x', '&a *a', '|', '>', '|\n    a', '>-\n    a\n    b', '|2\n      a', '|9\n    a', '|0\n    a', '|+-\n    a', '|x\n    a', '|\n   a\n  b', '[a', 'a]', '{a', '}', ']', ',', ',a', 'a, b', '[a, b', '[a]b', '[a] # b', '[a]#b', '[,]', '[a,,b]', '[a,]', '{,}', '{a}', '{a b}', '{a: b, a: c}', '{a: b,}', '{a:b}', '{"a":b}', '{a: [b}', '[a: b]', '[a: b, c]', '[? a : b]', '{? a : b}', '[a\n    b]', '[a,\n b]', '[a,\nb]', '"a\n    b"', '"a\n b"', '"a\nb"', "'a\nb'", 'a\n    b', 'a\n   b', 'a\n  b', 'a\n b', 'a\n\n    b', 'a # c\n    b', '\ta', 'a\t', 'a\t# c', 'a\t#c', '\n    a', '\n    \ta', '\n\ta', '# only', '"', "'", '""', "''", 'a\u0000b', 'a\u0007b', 'a\u007fb', 'a\u0085b', 'a\u2028b', 'a\ufeffb', '\ufeffa', '"a\u0000b"', '"\\0"', '"\\N"', '"a\u0007b"', 'é', '"\\é"', '"a\\\n    b"', '"a\\\nb"',
];

const text = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: subject
  namespace: shop
  annotations:
    note: text
spec:
  type: service
  lifecycle: production
  owner: payments
`;
const other = text.replace('subject', 'other-subject');
const swap = (from, to, base = text) => {
  if (!base.includes(from)) throw new Error(`nothing to swap: ${from}`);
  return base.replace(from, () => to);
};
const aliases = (uses, items) => `spec:\n  x: &x [${'a, '.repeat(items)}]\n  y: [${'*x, '.repeat(uses)}]`;
const nested = depth => swap('spec:', `spec:\n  deep: ${'['.repeat(depth)}${']'.repeat(depth)}`);

const TEXTS = {
  'as it is': text,
  'key twice, root': text + 'kind: Component\n',
  'key twice, metadata': swap('  namespace', '  name: subject\n  namespace'),
  'key twice, annotations': swap('note: text', 'note: text\n    note: text'),
  'key twice, spec': text + '  owner: payments\n',
  'key twice, quoted once': text + '  "owner": payments\n',
  'key twice, unknown': text + '  x: {a: 1, a: 2}\n',
  'key twice, in a list': text + '  x: [{a: 1, a: 2}]\n',
  'key twice, number and text': text + '  x: {1: a, "1": b}\n',
  'key twice, two forms of a number': text + '  x: {1: a, 1.0: b}\n',
  'key twice, octal': text + '  x: {0o17: a, 15: b}\n',
  'key twice, null': text + '  x: {~: a, null: b}\n',
  'key twice, null and text': text + '  x: {~: a, "null": b}\n',
  'key twice, empty': text + '  x: {: a, : b}\n',
  'key twice, true': text + '  x: {true: a, True: b}\n',
  'key twice, .nan': text + '  x: {.nan: a, .nan: b}\n',
  'key twice, merge': text + '  x: {<<: {a: 1}, <<: {b: 1}}\n',
  'key twice, lists': text + '  x: {[a]: 1, [a]: 2}\n',
  'key twice, objects': text + '  x: {{a: 1}: 1, {a: 1}: 2}\n',
  'key twice, alias': text + '  x: &k name\n  y: {*k : 1, name: 2}\n',
  'key twice, tagged': text + '  x: {!!str 1: 1, "1": 2}\n',
  'key twice, tagged int': text + '  x: {!!int "1": 1, 1: 2}\n',
  'key twice, case': text + '  Owner: x\n',
  'key twice, after placeholder': text + '  x: {$text: a, $text: b}\n',
  'set with a key twice': text + '  x: !!set {a, a}\n',
  'dedented': swap('  owner', 'owner'),
  'half dedented': swap('  owner', ' owner'),
  'over-indented': swap('  owner', '   owner'),
  'first over-indented': swap('  type', '   type'),
  'all indented': text.replace(/^/gm, '  ').trimEnd() + '\n',
  'all but the first indented': text.replace(/\n(?=.)/g, '\n  '),
  'list at the level of its key': text + '  dependsOn:\n  - component:a\n  - component:b\n',
  'list less indented': text + '  dependsOn:\n - component:a\n',
  'list at the root of its key': text + '  dependsOn:\n- component:a\n',
  'list, items uneven': text + '  dependsOn:\n    - component:a\n   - component:b\n',
  'list, items uneven the other way': text + '  dependsOn:\n    - component:a\n     - component:b\n',
  'tab for indent': swap('  owner', '\towner'),
  'tab after indent': swap('  owner', '  \towner'),
  'tab before a list item': text + '  dependsOn:\n\t- component:a\n',
  'tab after a dash': text + '  dependsOn:\n    -\tcomponent:a\n',
  'tab after two dashes': text + '  x:\n    -\t- a\n',
  'tab after a colon': swap('owner: ', 'owner:\t'),
  'tab before a colon': swap('owner: ', 'owner\t: '),
  'tab and an object': text + '  x:\ta: b\n',
  'tab in a blank line': swap('  owner', '\t\n  owner'),
  'tab before a comment': swap('  owner', '\t# comment\n  owner'),
  'tab at the end': swap('payments', 'payments\t'),
  'tab in flow': text + '  x: [\n\ta,\n\tb\n\t]\n',
  'tab in block text': text + '  x: |\n    a\n\tb\n',
  'tab in block text, indented': text + '  x: |\n    \ta\n',
  'tab in quotes': text + '  x: "a\n\tb"\n',
  'no space after a colon': swap('owner: ', 'owner:'),
  'space before a colon': swap('owner: ', 'owner : '),
  'no colon': swap('owner: payments', 'owner payments'),
  'equals': swap('owner: ', 'owner = '),
  'word between': swap('  owner', '  word\n  owner'),
  'list item between': swap('  owner', '  - word\n  owner'),
  'value and object': swap('metadata:', 'metadata: x'),
  'value and object, quoted': swap('metadata:', 'metadata: "x"'),
  'comment after key': swap('metadata:', 'metadata: # comment'),
  'comment glued to key': swap('metadata:', 'metadata:# comment'),
  'comment at column 0': swap('  owner', '# comment\n  owner'),
  'anchor on object': swap('metadata:', 'metadata: &m'),
  'anchor below key': swap('metadata:', 'metadata:\n  &m'),
  'anchor, never used': swap('owner: ', 'owner: &o '),
  'anchor twice': text + '  x: &a 1\n  y: &a 2\n  z: *a\n',
  'anchor on key': text + '  &a x: *a\n',
  'anchor of the root': '&root\n' + text,
  'anchor beside the root': '--- &root\n' + text,
  'anchor on root text': '&root ' + text,
  'alias as owner': swap('type: service', 'type: &t service').replace('owner: payments', 'owner: *t'),
  'alias of an object': text + '  x: &x {a: b}\n  y: *x\n',
  'alias in itself': text + '  x: &x [*x]\n',
  'alias of its parent': text + '  x: &x {y: {z: *x}}\n',
  'alias before its anchor': text + '  x: *x\n  y: &x 1\n',
  'alias of nothing': swap('payments', '*nobody') + '---\n' + other,
  'alias of another document': swap('payments', '&o payments') + '---\n' + swap('payments', '*o', other),
  'alias with a tag': text + '  x: &x 1\n  y: !!str *x\n',
  'alias with an anchor': text + '  x: &x 1\n  y: &y *x\n',
  'alias with text': text + '  x: &x 1\n  y: *x a\n',
  'alias as key': text + '  x: &x k\n  *x : 1\n',
  'alias as key, glued': text + '  x: &x k\n  *x: 1\n',
  'alias of an empty anchor': text + '  x: &x\n  y: *x\n',
  'alias with odd letters': text + '  x: &a.b/c:d 1\n  y: *a.b/c:d\n',
  'alias, comma': text + '  x: [&a 1, *a]\n',
  'aliases, 99 times': swap('spec:', aliases(99, 1)),
  'aliases, 100 times': swap('spec:', aliases(100, 1)),
  'aliases, 101 times': swap('spec:', aliases(101, 1)),
  'aliases of text, 99 times': text + `  x: &x a\n  y: [${'*x, '.repeat(99)}]\n`,
  'aliases of text, 100 times': text + `  x: &x a\n  y: [${'*x, '.repeat(100)}]\n`,
  'aliases of much, 50 times': swap('spec:', aliases(50, 200)),
  'aliases, ten by ten': text + `  a: &a [x]\n  b: &b [${'*a, '.repeat(10)}]\n  c: [${'*b, '.repeat(10)}]\n`,
  'aliases, eleven by ten': text + `  a: &a [x]\n  b: &b [${'*a, '.repeat(11)}]\n  c: [${'*b, '.repeat(10)}]\n`,
  'alias bomb': text + `  a: &a [x, x, x]\n  b: &b [${'*a, '.repeat(9)}]\n  c: &c [${'*b, '.repeat(9)}]\n  d: &d [${'*c, '.repeat(9)}]\n  e: [${'*d, '.repeat(9)}]\n`,
  'alias bomb, then another document': text + `  a: &a [x]\n  b: [${'*a, '.repeat(101)}]\n---\n` + other,
  'merge key': swap('spec:', 'spec:\n  <<: {system: a}'),
  'merge key instead of fields': swap('spec:\n  type: service\n  lifecycle: production\n  owner: payments', 'spec:\n  <<: {type: service, lifecycle: production, owner: payments}'),
  'merge key in annotations': swap('note: text', '<<: text'),
  'merge key under YAML 1.1': '%YAML 1.1\n---\n' + swap('spec:\n  type: service\n  lifecycle: production\n  owner: payments', 'spec:\n  <<: {type: service, lifecycle: production, owner: payments}'),
  'complex key': text + '  ? x\n  : y\n',
  'complex key, list': text + '  ? [a, b]\n  : y\n',
  'complex key, block list': text + '  ? - a\n    - b\n  : y\n',
  'complex key for owner': swap('owner: payments', '? owner\n  : payments'),
  'complex key without value': text + '  ? x\n',
  'empty key': text + '  : x\n',
  'number key': text + '  1: x\n',
  'null key': text + '  ~: x\n',
  'key with spaces': text + '  a b: x\n',
  'key of two lines': text + '  a\n  b: x\n',
  'key of two lines, quoted': text + '  "a\n  b": x\n',
  'key in quotes': swap('owner:', '"owner":'),
  'key in quotes, glued': text + '  x: {"a":b}\n',
  'key longer than 1024': text + `  ${long(1025)}: x\n`,
  'key longer than 1024, flow': text + `  x: {${long(1025)}: x}\n`,
  'key longer than 1024, quoted': text + `  "${long(1030)}": x\n`,
  'key is __proto__': text + '  __proto__: {a: b}\n',
  'directive 1.2': '%YAML 1.2\n---\n' + text,
  'directive 1.1': '%YAML 1.1\n---\n' + text,
  'directive 1.1, yes': '%YAML 1.1\n---\n' + swap('payments', 'yes'),
  'directive 1.1, next document is 1.2': '%YAML 1.1\n---\n' + text + '...\n---\n' + swap('payments', 'yes', other),
  'directive 1.1, next document right away': '%YAML 1.1\n---\n' + text + '---\n' + swap('payments', 'yes', other),
  'directive 1.1, then one of 1.2': '%YAML 1.1\n---\n' + text + '...\n%YAML 1.2\n---\n' + swap('payments', 'yes', other),
  'directive 1.1, then one of a tag': '%YAML 1.1\n---\n' + text + '...\n%TAG !a! b:\n---\n' + swap('payments', 'yes', other),
  'directive 1.1, octal': '%YAML 1.1\n---\n' + swap('payments', '017'),
  'directive 1.1, underscore': '%YAML 1.1\n---\n' + swap('payments', '1_000'),
  'directive 1.1, sexagesimal': '%YAML 1.1\n---\n' + swap('payments', '1:20'),
  'directive 1.1, date': '%YAML 1.1\n---\n' + swap('payments', '2024-01-01'),
  'directive 1.1, date as annotation': '%YAML 1.1\n---\n' + swap('note: text', 'note: 2024-01-01'),
  'directive 1.1, binary': '%YAML 1.1\n---\n' + swap('payments', '!!binary aGk='),
  'directive 1.1, y': '%YAML 1.1\n---\n' + swap('payments', 'y'),
  'directive 1.1, octal of 1.2': '%YAML 1.1\n---\n' + swap('payments', '0o17'),
  'directive 1.3': '%YAML 1.3\n---\n' + text,
  'directive 2.0': '%YAML 2.0\n---\n' + text,
  'directive 1': '%YAML 1\n---\n' + text,
  'directive without version': '%YAML\n---\n' + text,
  'directive twice': '%YAML 1.2\n%YAML 1.2\n---\n' + text,
  'directive with comment': '%YAML 1.2 # why\n---\n' + text,
  'directive with more': '%YAML 1.2 more\n---\n' + text,
  'directive, no marker': '%YAML 1.2\n' + text,
  'directive, nothing after': text + '...\n%YAML 1.2\n',
  'directive, nothing after the marker': text + '...\n%YAML 1.2\n---\n',
  'directive of a tag': '%TAG !e! tag:example.com,2026:\n---\n' + swap('payments', '!e!x payments'),
  'directive of a tag, twice': '%TAG !e! tag:a:\n%TAG !e! tag:b:\n---\n' + text,
  'directive of a tag, broken': '%TAG !e!\n---\n' + text,
  'directive of tag !!': '%TAG !! tag:example.com,2026:\n---\n' + swap('payments', '!!int payments'),
  'directive of tag !! as yaml': '%TAG !y! tag:yaml.org,2002:\n---\n' + swap('payments', '!y!int 4'),
  'directive unknown': '%FOO bar\n---\n' + text,
  'directive without end of document': text + '%YAML 1.2\n---\n' + other,
  'directive after end of document': text + '...\n%YAML 1.2\n---\n' + other,
  'directive indented': ' %YAML 1.2\n---\n' + text,
  'marker': '---\n' + text,
  'marker and comment': '--- # comment\n' + text,
  'marker and key': '--- kind: Component\n' + text.replace('kind: Component\n', ''),
  'marker and text': '--- text\n---\n' + text,
  'marker and block text': '--- |\n text\n---\n' + text,
  'marker and flow': '--- {a: b}\n---\n' + text,
  'marker glued': '---x\n' + text,
  'marker and tab': '---\t\n' + text,
  'marker and tag': '--- !!map\n' + text,
  'marker indented': ' ---\n' + text,
  'marker in block text': text + '  x: |\n    a\n---\n' + other,
  'marker in quotes': text + '  x: "a\n---\n  b"\n',
  'marker in flow': text + '  x: [a,\n---\n  b]\n',
  'marker twice': '---\n---\n' + text,
  'marker at the end': text + '---\n',
  'marker at the end, no newline': text + '---',
  'end at the end': text + '...\n',
  'end, no newline': text + '...',
  'end twice': text + '...\n...\n',
  'end first': '...\n' + text,
  'end and text': text + '... x\n',
  'end and comment': text + '... # x\n',
  'end and text glued': text + '...x\n',
  'end, then a document without marker': text + '...\n' + other,
  'end in quotes': text + '  x: "a\n...\n  b"\n',
  'two documents': text + '---\n' + other,
  'two documents, the first broken': swap('payments', '"payments') + '---\n' + other,
  'two documents, the first unclosed list': swap('payments', '[payments') + '---\n' + other,
  'two documents, the first unclosed object': swap('payments', '{payments') + '---\n' + other,
  'two documents, the first with a tab': swap('  owner', '\towner') + '---\n' + other,
  'two documents, the first with a key twice': text + 'kind: x\n---\n' + other,
  'two documents, the second broken': text + '---\n' + swap('payments', ']', other),
  'two documents, the first is text': 'text\n---\n' + other,
  'two documents, the first is a list': '- a\n---\n' + other,
  'two documents, the first is null': 'null\n---\n' + other,
  'two documents, the first is ~': '~\n---\n' + other,
  'two documents, the first is !!null': '!!null\n---\n' + other,
  'two documents, the first is an empty object': '{}\n---\n' + other,
  'three documents, empty between': text + '---\n\n---\n' + other,
  'three documents, comment between': text + '---\n# nothing\n---\n' + other,
  'empty file': '',
  'newline': '\n',
  'comment': '# comment\n',
  'comment, no newline': '# comment',
  'comments around': `# above\n\n${text}\n# below\n`,
  'spaces': '   \n',
  'tabs': '\t\n',
  'number': '42\n',
  'text': 'text\n',
  'quoted text': '"text"\n',
  'list': '- a\n',
  'list of entities': text.replace(/^/gm, '  ').replace(' ', '-').trimEnd() + '\n',
  'flow object': '{}\n',
  'flow list': '[]\n',
  'true': 'true\n',
  'root is tagged': '!!map\n' + text,
  'root has an unknown tag': '!entity\n' + text,
  'root is a set': '!!set\n' + text,
  'root is JSON': JSON.stringify(YAML.parse(text)),
  'root is JSON, pretty': JSON.stringify(YAML.parse(text), null, 2),
  'root is JSON, tabs': JSON.stringify(YAML.parse(text), null, '\t'),
  'root is JSON, text after': `${JSON.stringify(YAML.parse(text))} x\n`,
  'root is JSON, twice': `${JSON.stringify(YAML.parse(text))}\n${JSON.stringify(YAML.parse(other))}\n`,
  'byte order mark': '\ufeff' + text,
  'byte order mark twice': '\ufeff\ufeff' + text,
  'byte order mark and marker': '\ufeff---\n' + text,
  'byte order mark and directive': '\ufeff%YAML 1.2\n---\n' + text,
  'byte order mark before the second document': text + '---\n\ufeff' + other,
  'byte order mark at the second marker': text + '\ufeff---\n' + other,
  'byte order mark alone': '\ufeff',
  'CRLF': text.replaceAll('\n', '\r\n'),
  'CRLF, two documents': (text + '---\n' + other).replaceAll('\n', '\r\n'),
  'CRLF, block text': (text + '  x: |\n    a\n    b\n').replaceAll('\n', '\r\n'),
  'CR alone': text.replaceAll('\n', '\r'),
  'CR in the middle': swap('payments\n', 'payments\r'),
  'CR at the end of a value': swap('lifecycle: production', 'lifecycle: production\r'),
  'no newline at the end': text.trimEnd(),
  'newline of Unicode': swap('payments', 'payments\u2028x: y'),
  'not UTF-8': { text: swap('note: text', 'note: caf\u00e9'), encoding: 'latin1' },
  'UTF-16': { text: '\ufeff' + text, encoding: 'utf16le' },
  'Latin-1 in a comment': { text: `# caf\u00e9\n${text}`, encoding: 'latin1' },
  'nested 50 deep': nested(50),
  'nested 200 deep': nested(200),
  'nested 400 deep': nested(400),
  'unclosed double quote': swap('payments', '"payments'),
  'unclosed single quote': swap('payments', "'payments"),
  'unclosed list': swap('payments', '[payments'),
  'unclosed object': swap('payments', '{payments'),
  'unopened list': swap('payments', 'payments]'),
  'unopened object': swap('payments', 'payments}'),
  'block text, no newline': text + '  x: |\n    a',
  'block text, empty': text + '  x: |\n',
  'block text, less indented': text + '  x: |\n a\n',
  'block text, first line deeper': text + '  x: |\n      a\n    b\n',
  'block text, leading blank deeper': text + '  x: |\n        \n    b\n',
  'block text, comment': text + '  x: | # comment\n    a\n',
  'block text, comment glued': text + '  x: |# comment\n    a\n',
  'block text, text after': text + '  x: | a\n    b\n',
  'block text, comment below': text + '  x: |\n    a\n # comment\n  y: z\n',
  'plain text over lines, then comment': text + '  x: a\n    b # c\n    d\n',
  'plain text over lines, with colon': text + '  x: a\n    b: c\n',
  'flow over lines': text + '  x: {a: b,\n      c: d}\n',
  'flow over lines, at its key': text + '  x: {a: b,\n  c: d}\n',
  'flow over lines, bracket at its key': text + '  x: [\n    a\n  ]\n',
  'flow over lines, bracket before its key': text + '  x: [\n    a\n]\n',
  'flow over lines, comment': text + '  x: [a, # c\n    b]\n',
  'flow over lines, comment glued': text + '  x: [a,# c\n    b]\n',
  'flow in root, bracket at column 0': `{\n"apiVersion": "backstage.io/v1alpha1"\n}\n`,
  'flow, colon on the next line': text + '  x: {a\n    : b}\n',
  'flow list, colon on the next line': text + '  x: [a\n    : b]\n',
  'flow, dash': text + '  x: [- a]\n',
  'flow, comma missing': text + '  x: [{a: b} {c: d}]\n',
  'flow, quote then colon': text + '  x: ["a":b]\n',
  'flow, plain with brackets': text + '  x: [a[b]]\n',
  'flow, url': text + '  x: [https://a/b, http://c]\n',
  'flow, question': text + '  x: [?a, a?]\n',
  'second colon': text + '  x: a: b\n',
  'second colon, quoted': text + '  x: "a": b\n',
  'list of one line objects': text + '  x:\n    - a: b\n      c: d\n    -\n      e: f\n',
  'list of lists': text + '  x:\n    - - a\n      - b\n',
  'quotes over lines, in an object of a list': text + '  x:\n    - k: "a\n      b"\n',
  'quotes over lines, in an object of a list, deeper': text + '  x:\n    - k: "a\n       b"\n',
  'list item glued': text + '  x:\n    -a\n    -b\n',
};

/** Every mutant: its name and its bytes. */
export function mutants() {
  const found = [];
  const add = (name, document) => found.push({ name, bytes: Buffer.from(written(document, found.length)) });
  const change = (kind, path, value, what) => add(`${kind}: ${path.join('.')} ${what ?? shown(value)}`, changed(BASES[kind], path, value));

  for (const [kind, base] of Object.entries(BASES)) {
    add(`${kind}: as it is`, base);
    // What metadata may hold is the same for all of them.
    const paths = kind === 'Component' ? pathsOf(base) : [['spec'], ...pathsOf(base.spec, ['spec'])];
    for (const path of paths) {
      change(kind, path, undefined, 'is not there');
      for (const value of VALUES) change(kind, path, value);
    }
    for (const apiVersion of API_VERSIONS) change(kind, ['apiVersion'], apiVersion);
    change(kind, ['kind'], kind.toLowerCase());
    change(kind, ['spec', 'unknown'], { any: ['thing'] });
    for (const presence of kind === 'Location' ? ['required', 'Optional', 'other'] : []) change(kind, ['spec', 'presence'], presence);
    for (const type of kind === 'Location' ? ['file', 'URL', 'github', 'bootstrap'] : []) change(kind, ['spec', 'type'], type);
  }
  // What JavaScript takes for nothing, and refs that are objects.
  for (const value of [0, false, [0], [{ kind: 'Component', name: 'a' }], { kind: 'Component', name: 'a' }, { name: 'a' }, { kind: 1, name: 'a' }])
    for (const kind of ['Component', 'Resource']) change(kind, ['spec', 'dependencyOf'], value);
  for (const value of [0, false]) change('Component', ['metadata', 'annotations'], value);
  for (const kind of KINDS) change('Component', ['kind'], kind);
  for (const name of NAMES) {
    change('Component', ['metadata', 'name'], name);
    change('Component', ['metadata', 'namespace'], name);
    change('Component', ['metadata', 'tags', 0], name);
    change('Component', ['metadata', 'labels', 'plain'], name);
  }
  for (const key of KEYS) {
    change('Component', ['metadata', 'labels'], entries(key, 'x'), `has key ${shown(key)}`);
    change('Component', ['metadata', 'annotations'], entries(key, 'x'), `has key ${shown(key)}`);
    change('Component', ['metadata'], { ...BASES.Component.metadata, ...entries(key, 'x') }, `has key ${shown(key)}`);
    change('Component', ['spec'], { ...BASES.Component.spec, ...entries(key, 'x') }, `has key ${shown(key)}`);
  }
  for (const key of ['status', 'relations', 'Spec', 'x', 'metadata ', '$ref', '$text', '__proto__', ''])
    add(`Component: root has key ${shown(key)}`, { ...BASES.Component, ...entries(key, {}) });
  for (const url of URLS) change('Component', ['metadata', 'links', 0, 'url'], url);
  for (const [kind, field] of refFields()) for (const ref of REFS) change(kind, field, ref);
  for (const [kind, definition] of [['API', { remotes: [{ type: 'sse', url: 'https://example.com' }] }], ['API', { definition: 'x', remotes: [] }]])
    change(kind, ['spec'], { type: 'mcp-server', lifecycle: 'production', owner: 'payments', ...definition });
  add('AiResource', core('AiResource', { type: 'skill', lifecycle: 'production', owner: 'payments', definition: 'x' }));
  for (const [name, value] of placeholders()) for (const [kind, path] of PLACES) change(kind, path, value, name);

  const raw = (name, content) => {
    const { text, encoding } = typeof content === 'string' ? { text: content, encoding: 'utf8' } : content;
    found.push({ name, bytes: Buffer.from(unique(text, found.length), encoding) });
  };
  for (const scalar of SCALARS) {
    raw(`owner: ${scalar}`, swap('payments', scalar));
    raw(`annotation: ${scalar}`, swap('note: text', `note: ${scalar}`));
    raw(`unknown field: ${scalar}`, swap('spec:', `spec:\n  x: ${scalar}`));
    raw(`list item: ${scalar}`, swap('spec:', `spec:\n  providesApis:\n  - ${scalar}`));
  }
  for (const [name, content] of Object.entries(TEXTS)) raw(name, content);
  return found;
}

const PLACES = [
  ['API', ['spec', 'definition']],
  ['API', ['spec', 'owner']],
  ['API', ['spec', 'unknown', 0, 'deep']],
  ['API', ['spec']],
  ['API', ['metadata']],
  ['API', ['metadata', 'description']],
  ['Component', ['metadata', 'tags']],
  ['Component', ['spec', 'dependsOn']],
  ['Template', ['spec', 'steps']],
  ['Template', ['spec', 'parameters', 0]],
];

/** The files that placeholders name, beside the mutants. */
export const PARTS = {
  'parts/word.txt': 'payments',
  'parts/line.txt': 'payments\n',
  'parts/empty.txt': '',
  'parts/text.json': '"payments"',
  'parts/object.json': '{"type": "openapi", "lifecycle": "production", "owner": "payments", "definition": "x"}',
  'parts/list.json': '["component:a", "component:b"]',
  'parts/broken.json': '{',
  'parts/object.yaml': 'type: openapi\nlifecycle: production\nowner: payments\ndefinition: x\n',
  'parts/list.yaml': '- component:a\n',
  'parts/two.yaml': 'a: b\n---\nc: d\n',
  'parts/broken.yaml': 'a: [\n',
  'parts/empty.yaml': '',
  'parts/number.yaml': '42\n',
  'parts/nested.yaml': '$text: ./word.txt\n',
};

function placeholders() {
  const files = Object.keys(PARTS).flatMap(path => ['$text', '$json', '$yaml'].map(key => [`${key} ${path}`, { [key]: `./${path}` }]));
  const others = [
    ['$text of no file', { $text: './parts/none.txt' }],
    ['$text without ./', { $text: 'parts/word.txt' }],
    ['$text from the root', { $text: '/parts/word.txt' }],
    ['$text with a query', { $text: './parts/word.txt?x=y' }],
    ['$text with a space', { $text: './parts/wo rd.txt' }],
    ['$text out of the repository', { $text: '../../../../../other/repository/blob/main/x' }],
    ['$text above the root', { $text: '../x.txt' }],
    ['$text elsewhere', { $text: 'https://example.com/x.txt' }],
    ['$text no URL', { $text: 'https://[' }],
    ['$text of a folder', { $text: './parts' }],
    ['$text null', { $text: null }],
    ['$text number', { $text: 42 }],
    ['$text list', { $text: ['./parts/word.txt'] }],
    ['$text object', { $text: { $text: './parts/word.txt' } }],
    ['$text empty', { $text: '' }],
    ['$text and more', { $text: './parts/word.txt', more: 'x' }],
    ['$TEXT', { $TEXT: './parts/word.txt' }],
    ['$openapi', { $openapi: './parts/word.txt' }],
    ['$', { $: './parts/word.txt' }],
    ['$unknown around $text', { $unknown: { $text: './parts/none.txt' } }],
    ['$text in a list', [{ $text: './parts/word.txt' }]],
    ['$text of no file in a list', [{ $text: './parts/none.txt' }]],
  ];
  return [...files, ...others];
}

function refFields() {
  return [
    ['Component', ['spec', 'owner']],
      ['Component', ['spec', 'dependencyOf', 0]],
    ['Component', ['spec', 'providesApis', 0]],
    ['Resource', ['spec', 'dependencyOf']],
    ['System', ['spec', 'domain']],
    ['Domain', ['spec', 'subdomainOf']],
    ['Group', ['spec', 'parent']],
    ['Group', ['spec', 'members', 0]],
    ['User', ['spec', 'memberOf', 0]],
    ['Template', ['spec', 'owner']],
  ];
}

// A literal would take `__proto__` for the prototype.
function entries(key, value) {
  return Object.fromEntries([[key, value]]);
}

function pathsOf(value, path = []) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap(key => {
    const below = [...path, Array.isArray(value) ? Number(key) : key];
    return [below, ...pathsOf(value[key], below)];
  });
}

function changed(base, path, value) {
  const copy = structuredClone(base);
  let at = copy;
  for (const [index, key] of path.slice(0, -1).entries()) at = at[key] ??= typeof path[index + 1] === 'number' ? [] : {};
  const key = path.at(-1);
  if (value !== undefined) at[key] = value;
  else if (Array.isArray(at)) at.splice(key, 1);
  else delete at[key];
  return copy;
}

function shown(value) {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 40)}… (${text.length})` : text;
}

function written(document, number) {
  return unique(YAML.stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }), number);
}

// All of them are read as one catalog, where no two may be the same entity.
function unique(text, number) {
  return text.replace(/^( +"?name"?: )subject$/gm, `$1s${number}`).replace(/^( +"?namespace"?: )shop$/gm, `$1n${number}`);
}
