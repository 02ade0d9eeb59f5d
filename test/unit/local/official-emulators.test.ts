import { expect, test } from 'vitest';
import { javaProblem, officialCommand } from '../../../local/emulator/official-emulators.ts';

test.each([
  ['openjdk version "21.0.5" 2024-10-15', null],
  ['openjdk version "24" 2025-03-18', null],
  ['openjdk version "17.0.15" 2025-04-15', 'Java 17 was found'],
  ['java version "1.8.0_402"', 'Java 1 was found'],
  ['', 'no Java was found'],
])('Java is judged by what it prints: %s', (printed, problem) => {
  if (problem === null) expect(javaProblem(printed)).toBeNull();
  else expect(javaProblem(printed)).toContain(`${problem}. Install Java 21`);
});

test('the official suite is asked for what it has: it has no emulator of that name for tasks', () => {
  const { command, args } = officialCommand(['auth', 'firestore', 'functions', 'tasks']);
  expect([command, ...args].join(' ')).toBe(
    'npx --yes firebase-tools@15 emulators:start --project demo-reelsync --only auth,firestore,functions',
  );
});
