import { expect, test } from 'vitest';
import { describeMemory } from '../../../lab/faults/report/memory.ts';
import { describeCampaign, type TrialResult } from '../../../lab/faults/report/schedules.ts';

const kept: TrialResult = { trial: 'knowledge', schedules: 3, subjects: 5, injected: {}, broken: [], leaks: [] };

test('the campaign table counts violations by kind', () => {
  const violations = [
    { kind: 'duplicate', what: 'a' },
    { kind: 'duplicate', what: 'b' },
    { kind: 'lost', what: 'c' },
  ] as const;
  const tables = describeCampaign([{ ...kept, broken: [{ index: 1, violations, trace: [] }], leaks: ['a key'] }]);
  const [header = '', , row = ''] = tables.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const cell = (name: string) => row[header.indexOf(name)];
  expect([cell('schedules'), cell('duplicate'), cell('lost'), cell('stuck'), cell('leaks in logs')]).toEqual([
    '3',
    '2',
    '1',
    '0',
    '1',
  ]);
});

test('injected faults are described in words, most frequent first, without unused ones', () => {
  const injected = { 'crashRunner (x)': 2, 'duplicate x2': 3, 'duplicate x1': 1, 'HTTP 500': 0 };
  expect(describeCampaign([{ ...kept, injected }])).toMatch(
    /\| event delivered twice \| 4 \|\n\| functions process killed \| 2 \|$/,
  );
});

test('a case at or above its memory limit is highlighted', () => {
  const result = { name: 'ten', peakMiB: 400, seconds: 1 };
  expect(describeMemory([result])).toContain('**not below 400 MiB**');
});
