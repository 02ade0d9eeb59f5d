import { describe, expect, test } from 'vitest';
import * as deployed from '../../../functions/src/index.ts';
import { runDeadlineMs } from '../../../functions/src/knowledge/delivery/schedule.ts';
import { longestWaitMs } from '../../../functions/src/knowledge/throttling.ts';
import { functionsRegion } from '../../../functions/src/params/shared.ts';

const endpoints = Object.entries(deployed).map(([name, { __endpoint }]) => [name, __endpoint] as const);
const secretsOf = (endpoint: (typeof endpoints)[number][1]) =>
  endpoint.secretEnvironmentVariables?.map(({ key }) => key) ?? [];
const withKey = endpoints.filter(([, endpoint]) => secretsOf(endpoint).includes('ELEVENLABS_API_KEY'));

/** The default of ELEVENLABS_CONCURRENCY. */
const elevenLabsConcurrency = 3;

/** Events that may wait in all instances of a function together. */
const burst = 500;

/** Functions that list all of ElevenLabs with one request at a time. */
const comparing = ['reconcileKnowledge', 'reportKnowledge'];

/** Callables about agents, which send one request at a time. */
const asking = ['findAgents', 'askAgent'];

const event = (type: string) => {
  const eventType = `google.cloud.firestore.document.v1.${type}`;
  return { eventTrigger: { eventType, retry: true } };
};
const follows = { availableMemoryMb: 512, cpu: 1, concurrency: 20, maxInstances: 1 };

describe('a function that syncs knowledge documents', () => {
  const options: Readonly<Record<string, object>> = {
    onKnowledgeCreated: { ...follows, ...event('created'), timeoutSeconds: 540, concurrency: 250, maxInstances: 2 },
    onKnowledgeUpdated: {
      ...follows,
      ...event('updated'),
      availableMemoryMb: 1024,
      timeoutSeconds: 540,
      concurrency: 500,
    },
    onKnowledgeDeleted: {
      ...follows,
      ...event('deleted'),
      availableMemoryMb: 1024,
      timeoutSeconds: 540,
      concurrency: 500,
    },
    retryKnowledgeSync: { ...follows, callableTrigger: {}, timeoutSeconds: 150 },
    sweepKnowledge: {
      ...follows,
      concurrency: 1,
      timeoutSeconds: 300,
      scheduleTrigger: { schedule: 'every 1 minutes', retryConfig: { retryCount: 0 } },
    },
  };
  test.each(Object.entries(options))('has its options: %s', (name, expected) => {
    expect(Object.fromEntries(endpoints)[name]).toMatchObject(expected);
  });

  test.each(['onKnowledgeCreated', 'onKnowledgeUpdated', 'onKnowledgeDeleted'])(
    'finds a place for a burst of 500 events: %s',
    (name) => {
      const endpoint = Object.fromEntries(endpoints)[name];
      expect(Number(endpoint?.maxInstances) * Number(endpoint?.concurrency)).toBeGreaterThanOrEqual(burst);
    },
  );

  test('has at most 18 requests to ElevenLabs in flight, all functions together', () => {
    const following = withKey.filter(([name]) => ![...comparing, ...asking].includes(name));
    expect(following.map(([name]) => name).sort()).toEqual(Object.keys(options).sort());
    const inFlight = following.map(([, { maxInstances }]) => Number(maxInstances) * elevenLabsConcurrency);
    expect(inFlight.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(18);
  });

  test('leaves a retry time to settle after its longest wait and run', () => {
    const { retryKnowledgeSync } = Object.fromEntries(endpoints);
    expect(Number(retryKnowledgeSync?.timeoutSeconds) * 1000).toBeGreaterThan(longestWaitMs + runDeadlineMs);
  });

  test.each(comparing)('leaves one more request to %s', (name) => {
    expect(Object.fromEntries(withKey)[name]).toMatchObject({ maxInstances: 1, concurrency: 1 });
  });
});

test.each(asking)('%s has one instance, whose requests take turns', (name) => {
  expect(Object.fromEntries(withKey)[name]).toMatchObject({ ...follows, callableTrigger: {}, timeoutSeconds: 60 });
});

describe('every function', () => {
  test.each(endpoints)('runs in the region and sets its own limits: %s', (_, endpoint) => {
    expect(endpoint.platform).toBe('gcfv2');
    expect(endpoint.region).toBe(functionsRegion);
    const bounds = [
      endpoint.availableMemoryMb,
      endpoint.cpu,
      endpoint.timeoutSeconds,
      endpoint.concurrency,
      endpoint.maxInstances,
    ];
    for (const bound of bounds) expect(bound).toEqual(expect.any(Number));
  });

  test.each(endpoints)('is bound to the key only if it talks to ElevenLabs: %s', (name, endpoint) => {
    const talks = (name.includes('Knowledge') && name !== 'auditKnowledge') || asking.includes(name);
    expect(secretsOf(endpoint)).toEqual(talks ? ['ELEVENLABS_API_KEY'] : []);
  });
});
