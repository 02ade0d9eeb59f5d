import type { WriteResult } from 'firebase-admin/firestore';
import { errorCode } from '../../functions/src/shared/error-code.ts';

/** gRPC NOT_FOUND, ALREADY_EXISTS and FAILED_PRECONDITION: another write came first. */
const refused = new Set<unknown>([5, 6, 9]);

/**
 * gRPC INVALID_ARGUMENT, ABORTED and UNAVAILABLE, which the emulator answers during injected commit
 * faults; nothing was written. It answers INVALID_ARGUMENT even to valid reads (measured).
 */
const transient = new Set<unknown>([3, 10, 14]);

/** Writes with retries. Returns null when the write's precondition no longer holds. */
export async function attemptWrite(write: () => Promise<WriteResult>): Promise<WriteResult | null> {
  return await retryUnavailable(async () => {
    try {
      return await write();
    } catch (error) {
      if (refused.has(errorCode(error))) return null;
      throw error;
    }
  });
}

/** Retries while Firestore is unavailable, at most 20 times. */
export async function retryUnavailable<Value>(access: () => Promise<Value>): Promise<Value> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await access();
    } catch (error) {
      if (!transient.has(errorCode(error)) || attempts >= 20) throw error;
    }
  }
}
