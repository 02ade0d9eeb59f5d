import {
  type AxiosAdapter,
  AxiosError,
  type AxiosRequestConfig,
  CanceledError,
  getAdapter,
  type InternalAxiosRequestConfig,
  isAxiosError,
} from 'axios';
import { failureOfAxios } from './axios-failure.ts';
import { heldBackCode } from './errors.ts';
import type { Outcome } from './gate.ts';
import { backoffMs } from './retry-timing.ts';
import type { SendingOptions } from './sending-options.ts';
import { inSlot } from './slots.ts';

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Aborts the request and the waits between its retries. */
    deadline?: AbortSignal;
    /** Nothing leaves after this time, in epoch milliseconds. */
    sendBefore?: number;
  }
}

/** The wait before the retry of a failed attempt (from 1), in milliseconds. */
export type DelayOf = (error: AxiosError, attempt: number) => number;

/** The delay is drawn once: the gate stays closed for as long as the throttled request waits. */
export function createDelayOf({ backoff, now, random }: SendingOptions): DelayOf {
  const delays = new WeakMap<AxiosError, number>();
  return (error, attempt) => {
    const delayMs =
      delays.get(error) ?? failureOfAxios(error, now()).retryAfterMs ?? backoffMs(attempt, backoff, random());
    delays.set(error, delayMs);
    return delayMs;
  };
}

/** How many times a request has been sent. */
export function attemptsOf(config: InternalAxiosRequestConfig | undefined): number {
  return (config?.['axios-retry']?.retryCount ?? 0) + 1;
}

/** Whether a request may not be sent any more. The timers of a process that was frozen fire late, so the clock counts too. */
export function isOver({ deadline, sendBefore = Number.POSITIVE_INFINITY }: AxiosRequestConfig, now: number): boolean {
  return deadline?.aborted === true || now > sendBefore;
}

const overHttp = getAdapter('http');

const unanswered = { status: null, retryAfterMs: null };

/** An adapter that sends each request when the gate is open and a slot is free, and waits at the gate without a slot. */
export function createSendingAdapter(options: SendingOptions, delayOf: DelayOf): AxiosAdapter {
  const { gate, slot, timeoutMs, now, adapter = overHttp } = options;

  const exchange = async (config: InternalAxiosRequestConfig) => {
    const { deadline } = config;
    if (isOver(config, now())) throw new CanceledError(undefined, config);
    const timeout = AbortSignal.timeout(config.timeout ?? timeoutMs);
    config.signal = deadline === undefined ? timeout : AbortSignal.any([deadline, timeout]);
    return await adapter(config);
  };
  /** A 429, or a 503 with `Retry-After`, throttles; every other answer or failure shows that requests may be sent. */
  const outcomeOf = (error: unknown, config: InternalAxiosRequestConfig): Outcome => {
    const { status, retryAfterMs } = isAxiosError(error) ? failureOfAxios(error, now()) : unanswered;
    if (isAxiosError(error) && (status === 429 || (status === 503 && retryAfterMs !== null))) {
      return { kind: 'throttled', waitMs: delayOf(error, attemptsOf(config)), asked: retryAfterMs !== null };
    }
    return status === null && isOver(config, now()) ? { kind: 'abandoned' } : { kind: 'answered' };
  };
  const send = (config: InternalAxiosRequestConfig) =>
    gate === undefined
      ? exchange(config)
      : gate.pass(
          () => exchange(config),
          (error) => outcomeOf(error, config),
        );
  return async (config) => {
    const { deadline, sendBefore = Number.POSITIVE_INFINITY } = config;
    for (;;) {
      if (gate !== undefined && !(await gate.opened(deadline, sendBefore))) {
        throw new AxiosError('Held back at a closed gate.', heldBackCode, config);
      }
      if (isOver(config, now())) throw new CanceledError(undefined, config);
      const answer = slot === undefined ? await send(config) : await inSlot(() => send(config), slot, deadline);
      if (answer !== null) return answer;
    }
  };
}
