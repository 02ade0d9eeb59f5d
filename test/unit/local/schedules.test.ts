import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cronPattern, runSchedules } from '../../../local/emulator/official/schedules.ts';

describe('a schedule of Cloud Scheduler', () => {
  test.each([
    ['every 1 minutes', '*/1 * * * *'],
    ['every 10 minutes', '*/10 * * * *'],
    ['every 2 hours', '0 */2 * * *'],
    ['0 4 * * 1', '0 4 * * 1'],
  ])('becomes a cron pattern: %s', (schedule, pattern) => {
    expect(cronPattern(schedule)).toBe(pattern);
  });
});

describe('the scheduled functions of the official suite', () => {
  // Every second, so that a test need not wait for a minute.
  const functionTriggers = [
    { id: 'europe-west1-sweepKnowledge', schedule: { schedule: '* * * * * *', timeZone: null } },
    { id: 'europe-west1-reportKnowledge', schedule: { schedule: '0 4 1 1 *', timeZone: 'Etc/UTC' } },
    { id: 'europe-west1-retryKnowledgeSync' },
  ];
  const requests: string[] = [];
  let suite: Server;
  let url = '';

  beforeEach(async () => {
    requests.length = 0;
    suite = createServer(({ method, url: path }, response) => {
      requests.push(`${method} ${path}`);
      response.end(JSON.stringify({ backends: [{ functionTriggers }] }));
    });
    await new Promise<void>((resolve) => suite.listen(0, '127.0.0.1', resolve));
    const address = suite.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });

  afterEach(() => {
    suite.closeAllConnections();
    suite.close();
  });

  test('run when they are due, and only then', async () => {
    const end = await runSchedules(url);
    const sweep = 'POST /functions/projects/demo-reelsync/triggers/europe-west1-sweepKnowledge-0';
    await expect.poll(() => requests.filter((request) => request === sweep).length).toBeGreaterThan(0);
    end();
    expect(new Set(requests)).toEqual(new Set(['GET /backends', sweep]));
  });
});
