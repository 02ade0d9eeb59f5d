import { expect, test } from 'vitest';
import { describeMemory } from '../../../lab/faults/report/memory.ts';

test('a case at or above its memory limit is highlighted', () => {
  const result = { name: 'ten', peakMiB: 400, seconds: 1 };
  expect(describeMemory([result])).toContain('**not below 400 MiB**');
});
