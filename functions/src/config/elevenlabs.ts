import { z } from 'zod';
import {
  defaults,
  elevenLabsAgentId,
  elevenLabsApiKey,
  elevenLabsBaseUrl,
  elevenLabsConcurrency,
  elevenLabsFolderId,
  elevenLabsRagModel,
  elevenLabsRetryDelay,
} from '../params/knowledge.ts';
import { defaultTimeoutMs, upstreamTimeout } from '../params/shared.ts';
import { readParam } from './param.ts';
import { baseUrl, delay, timeout } from './schemas.ts';

/** How the functions reach ElevenLabs; times are milliseconds. */
export interface ElevenLabsConfig {
  /** Empty when no key is configured. */
  apiKey: string;
  baseUrl: string;
  folderId: string | null;
  agentId: string | null;
  ragModel: string | null;
  retryDelayMs: number;
  concurrency: number;
  timeoutMs: number;
}

/** The params of the ElevenLabs client. Throws ConfigError. */
export function readElevenLabsConfig(): ElevenLabsConfig {
  return {
    // A line break at the end of a pasted key is an invalid header value.
    apiKey: elevenLabsApiKey.value().trim(),
    baseUrl: readParam(elevenLabsBaseUrl, baseUrl, defaults.baseUrl),
    folderId: elevenLabsFolderId.value().trim() || null,
    agentId: elevenLabsAgentId.value().trim() || null,
    ragModel: readRagModel(),
    retryDelayMs: readParam(elevenLabsRetryDelay, delay, defaults.retryDelayMs),
    concurrency: readParam(elevenLabsConcurrency, z.number().int().min(1).max(20), defaults.concurrency),
    timeoutMs: readParam(upstreamTimeout, timeout, defaultTimeoutMs),
  };
}

/** The embedding model that documents are indexed with; null when indexing is off. */
export function readRagModel(): string | null {
  return elevenLabsRagModel.value().trim() || null;
}
