import { describe, expect, test } from 'vitest';
import { listed } from '../../../web/src/knowledge/agent-words.ts';
import { fullIndexSentences } from '../../../web/src/knowledge/index-words.ts';

describe('agents', () => {
  test.each([
    [['Front desk'], false, 'the agent “Front desk”'],
    [['Front desk', 'Night desk'], false, 'the agents “Front desk” and “Night desk”'],
    [['A', 'B', 'C'], false, 'the agents “A”, “B” and “C”'],
    [['A', 'B', 'C', 'D'], false, 'the agents “A”, “B”, “C” and 1 other'],
    [['A', 'B', 'C', 'D', 'E'], false, 'the agents “A”, “B”, “C” and 2 others'],
    [['A', 'B', 'C', 'D'], true, 'the agents “A”, “B”, “C” and at least 2 others'],
  ])('%j, more: %s, are %s', (names, more, words) => {
    expect(listed({ names, more })).toBe(words);
  });
});

describe('a full index', () => {
  test('says how full it is, which documents agents cannot find and what to do', () => {
    expect(fullIndexSentences({ documents: 3, usedBytes: 19_980_000, maxBytes: 20_000_000 })).toBe(
      'The ElevenLabs index is full (20 of 20 MB used), so agents cannot find 3 documents. Upgrade the ElevenLabs plan, or delete documents that no agent needs.',
    );
  });

  test('of unknown size names no bytes', () => {
    expect(fullIndexSentences({ documents: 1, usedBytes: null, maxBytes: 5 })).toContain(
      'is full, so agents cannot find 1 document.',
    );
  });

  test('of less than 10 MB is precise to 10 kB', () => {
    const sentences = fullIndexSentences({ documents: 1, usedBytes: 996_000, maxBytes: 1_000_000 });
    expect(sentences).toContain('(1 of 1 MB used)');
    expect(fullIndexSentences({ documents: 1, usedBytes: 984_000, maxBytes: 1_000_000 })).toContain(
      '(0.98 of 1 MB used)',
    );
  });
});
