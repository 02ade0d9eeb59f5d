import { projectID } from 'firebase-functions/params';
import { z } from 'zod';
import { defaultTimeoutMs, upstreamTimeout } from '../params/shared.ts';
import {
  defaults,
  theSessionBaseUrl,
  theSessionContact,
  theSessionRetryDelay,
  tunebookCooldown,
} from '../params/tunebook.ts';
import { readParam } from './param.ts';
import { baseUrl, delay, timeout } from './schemas.ts';

/** How the functions reach thesession.org; times are milliseconds. */
export interface TheSessionConfig {
  baseUrl: string;
  /** An email address or page of the operator. */
  contact: string;
  retryDelayMs: number;
  timeoutMs: number;
  /** Between two imports of one user. */
  cooldownMs: number;
}

const cooldown = z.number().int().min(0).max(3600);

/** The params of the thesession.org client. Throws ConfigError. */
export function readTheSessionConfig(): TheSessionConfig {
  return {
    baseUrl: readParam(theSessionBaseUrl, baseUrl, defaults.baseUrl),
    contact: theSessionContact.value().trim() || `https://${projectID.value()}.web.app`,
    retryDelayMs: readParam(theSessionRetryDelay, delay, defaults.retryDelayMs),
    timeoutMs: readParam(upstreamTimeout, timeout, defaultTimeoutMs),
    cooldownMs: readParam(tunebookCooldown, cooldown, defaults.cooldownSeconds) * 1000,
  };
}
