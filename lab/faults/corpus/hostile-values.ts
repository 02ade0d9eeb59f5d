/** A value that no caller should send, with what it shows. Each can be spelt in JSON. */
export type HostileValue = readonly [name: string, value: unknown];

/** An object that holds itself this many times, one in the other. */
function nested(depth: number): unknown {
  let value: unknown = 'end';
  for (let level = 0; level < depth; level += 1) value = { in: value };
  return value;
}

/** Values that are wrong for every field that wants an id, a number, a choice or a boolean. */
export const wrongEverywhere: readonly HostileValue[] = [
  ['null', null],
  ['a list', ['1']],
  ['a list in a list', [[1]]],
  ['an empty map', {}],
  ['an operator of another database', { $ne: null }],
  ['a map with a number in it', { valueOf: 1 }],
  ['a map nested 500 deep', nested(500)],
  ['a negative number', -1],
  ['a fraction', 12.9],
  ['a number beyond what is exact', 2 ** 53],
  ['a number beyond all bounds', 1e308],
  ['an empty text', ''],
  ['a blank text', ' \t\n'],
  ['a text of 100 000 characters', 'x'.repeat(100_000)],
  ['markup', '<img src=x onerror=alert(1)>'],
  ['a quote and a comment of SQL', "1' OR '1'='1' --"],
  ['a shell command', '$(touch /tmp/x)'],
  ['a template', '{{7*7}} #{7*7}'],
  ['a NUL', 'a\u0000b'],
  ['a line break for the log', 'a\nERROR forged entry'],
  ['half a surrogate pair', '\uD800'],
  ['text that runs from right to left', '\u202Eabc'],
  ['an emoji', '🎻'],
];

/** Further values that are no id of a document. */
export const wrongIds: readonly HostileValue[] = [
  ...wrongEverywhere,
  ['a number', 7],
  ['true', true],
  ['a dot', '.'],
  ['two dots', '..'],
  ['a path upwards', '../users/somebody'],
  ['a path downwards', 'a/b/c'],
  ['an escaped slash', 'a%2Fb'],
  ['a name that Firestore reserves', '__id__.'],
  ['101 characters', 'a'.repeat(101)],
  ['a trailing line break', 'abc\n'],
  ['a space around', ' abc '],
  ['a letter with an accent', 'é'],
];

/** Further values that are no member of thesession.org. */
export const wrongMembers: readonly HostileValue[] = [
  ...wrongEverywhere,
  ['zero', 0],
  ['true', true],
  ['false', false],
  ['a number as text', '12'],
  ['a number in another notation', '0x10'],
  ['the address of a profile', 'https://thesession.org/members/12'],
];

/** Further values that are no learn status. */
export const wrongChoices: readonly HostileValue[] = [
  ...wrongEverywhere,
  ['a number', 1],
  ['true', true],
  ['another case', 'Learned'],
  ['a space at the end', 'learned '],
  ['a list of choices', ['learned']],
  ['a name from the prototype', 'constructor'],
];

/** Further values that are no boolean. */
export const wrongBooleans: readonly HostileValue[] = [
  ...wrongEverywhere,
  ['one', 1],
  ['zero', 0],
  ['a text that says true', 'true'],
];
