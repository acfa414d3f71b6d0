// Where idp and Backstage differ on purpose, by the name of the mutant, and why. Each of them must differ: what agrees
// has no place here.
export const APART = [
  // Not YAML at all, or not text, which Backstage's parser happens to let through.
  [/: "?a[\0\x07\x7f]b"?\)?$/, 'YAML has no such character; a terminal or a log would act on it'],
  [/: "\\ud83d"/, 'half a character is no text'],
  [/^(not UTF-8|Latin-1 in a comment)$/, 'Backstage puts U+FFFD where the file has something else; the file is damaged'],
  [/^CR in the middle$/, 'for Backstage the carriage return becomes part of the value, and the owner is never found'],
  [/^(directive 2\.0|directive twice|directive of a tag, twice)$/, 'the specification forbids it'],
  [/^key longer than 1024, flow$/, 'the specification forbids it, outside of flow Backstage does, too'],
  [/^nested 400 deep$/, 'depth is bounded to 255 levels'],
  [/^key is __proto__$|root has key "__proto__"$/, 'an accident of JavaScript objects'],
  // Types that no catalog has any use for.
  [/^(owner|list item|annotation|unknown field): !!timestamp|^directive 1\.1, date as annotation$/, 'npm yaml makes a Date of it, and JSON another text'],
  [/^unknown field: !!set|^root is a set$/, 'sets are read as the objects they are written as'],
  [/^unknown field: !!binary|^unknown field: !!omap/, 'npm yaml makes objects of JavaScript of them, and JSON something else'],
  [/^(merge key under YAML 1\.1|directive 1\.1, date)$/, 'of YAML 1.1 idp knows booleans and numbers; what it does not know it takes for text'],
  [/^directive 1\.1, then one of a tag$/, 'npm yaml falls back to 1.2 where another directive follows'],
  // What the stand-in for the web answers is not what Backstage would get.
  [/\$text (above the root|elsewhere)$/, 'idp reads nothing from the web'],
];
