import { describe, expect, test } from 'vitest';
import { Clock } from '../../../../lab/bench/admission/clock.ts';
import { figures } from '../../../../lab/bench/admission/figures.ts';
import { type Handler, type Instance, Limit, Service } from '../../../../lab/bench/admission/service.ts';

function startService(options: { maxInstances: number; concurrency: number }) {
  const clock = new Clock();
  const service = new Service(clock, { ...options, timeoutSeconds: 540, slots: 1 }, figures, 20);
  const taken = new Map<Instance, number>();
  const stay: Handler = (instance) => taken.set(instance, (taken.get(instance) ?? 0) + 1);
  return {
    service,
    taken: () => [...taken.values()],
    request(count: number) {
      for (let place = 0; place < count; place += 1) service.request(stay, () => {});
    },
    pass: (seconds: number) => {
      let over = false;
      clock.after(seconds, () => {
        over = true;
      });
      clock.run(() => over);
    },
  };
}

describe('a function', () => {
  test('gets another instance once those it has are used above 60 % of their concurrency', () => {
    const { service, request } = startService({ maxInstances: 3, concurrency: 10 });
    request(6);
    expect(service.instances).toBe(1);
    request(1);
    expect(service.instances).toBe(2);
    request(100);
    expect(service.instances).toBe(3);
  });

  test('fills the instance that is ready first, up to its concurrency', () => {
    const { request, taken, pass } = startService({ maxInstances: 2, concurrency: 10 });
    request(12);
    pass(figures.instanceStart + 1);
    expect(taken()).toEqual([10, 2]);
  });

  test('sends what comes later to the least busy instance', () => {
    const { request, taken, pass } = startService({ maxInstances: 2, concurrency: 10 });
    request(7);
    pass(figures.instanceStart + 1);
    request(5);
    expect(taken()).toEqual([7, 5]);
  });
});

test('a limit starts work in order of arrival, a few at a time', () => {
  const begun: string[] = [];
  const releases: (() => void)[] = [];
  const limit = new Limit(2);
  for (const name of ['a', 'b', 'c', 'd']) {
    limit.take((release) => {
      begun.push(name);
      releases.push(release);
    });
  }
  expect(begun).toEqual(['a', 'b']);
  releases[1]?.();
  expect(begun).toEqual(['a', 'b', 'c']);
});
