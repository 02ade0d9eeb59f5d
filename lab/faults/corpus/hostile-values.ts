/** An invalid value that JSON can express, with a description. */
export type HostileValue = readonly [name: string, value: unknown];

function nested(depth: number): unknown {
  let value: unknown = 'end';
  for (let level = 0; level < depth; level += 1) value = { in: value };
  return value;
}

/** Invalid as an id, a number, a choice and a boolean. */
export const wrongEverywhere: readonly HostileValue[] = [
  ['null', null],
  ['a list', ['1']],
  ['a nested list', [[1]]],
  ['an empty map', {}],
  ['a MongoDB operator', { $ne: null }],
  ['a map with a number in it', { valueOf: 1 }],
  ['a map nested 500 deep', nested(500)],
  ['a negative number', -1],
  ['a fraction', 12.9],
  ['an unsafe integer', 2 ** 53],
  ['a huge number', 1e308],
  ['an empty text', ''],
  ['a blank text', ' \t\n'],
  ['a text of 100 000 characters', 'x'.repeat(100_000)],
  ['markup', '<img src=x onerror=alert(1)>'],
  ['SQL injection', "1' OR '1'='1' --"],
  ['a shell command', '$(touch /tmp/x)'],
  ['a template', '{{7*7}} #{7*7}'],
  ['a NUL', 'a\u0000b'],
  ['log injection', 'a\nERROR forged entry'],
  ['a lone surrogate', '\uD800'],
  ['a right-to-left override', '\u202Eabc'],
  ['an emoji', '🎻'],
];

/** Not a document id. */
export const wrongIds: readonly HostileValue[] = [
  ...wrongEverywhere,
  ['a number', 7],
  ['true', true],
  ['a dot', '.'],
  ['two dots', '..'],
  ['a parent path', '../users/u1'],
  ['a nested path', 'a/b/c'],
  ['an escaped slash', 'a%2Fb'],
  ['a reserved id', '__id__.'],
  ['101 characters', 'a'.repeat(101)],
  ['a trailing line break', 'abc\n'],
  ['surrounding spaces', ' abc '],
  ['a letter with an accent', 'é'],
];

/** Not a question. */
export const wrongQuestions: readonly HostileValue[] = [
  ...wrongEverywhere.filter(([, value]) => typeof value !== 'string' || value.trim() === '' || value.length > 500),
  ['501 characters', 'a'.repeat(501)],
];

/** Not a member id. */
export const wrongMembers: readonly HostileValue[] = [
  ...wrongEverywhere,
  ['zero', 0],
  ['true', true],
  ['false', false],
  ['a number as text', '12'],
  ['a hexadecimal number', '0x10'],
  ['a profile URL', 'https://thesession.org/members/12'],
];

/** Not a learn status. */
export const wrongChoices: readonly HostileValue[] = [
  ...wrongEverywhere,
  ['a number', 1],
  ['true', true],
  ['wrong case', 'Learned'],
  ['a space at the end', 'learned '],
  ['a list of choices', ['learned']],
  ['a prototype property', 'constructor'],
];

/** Not a boolean. */
export const wrongBooleans: readonly HostileValue[] = [
  ...wrongEverywhere,
  ['one', 1],
  ['zero', 0],
  ['true as text', 'true'],
];
