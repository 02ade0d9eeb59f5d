import { z } from 'zod';

/** An address without the slash at its end. */
export const baseUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Wait after a first failure, in milliseconds. */
export const delay = z.number().int().min(1).max(10_000);

/** Longest time for a request, in milliseconds. */
export const timeout = z.number().int().min(100).max(60_000);
