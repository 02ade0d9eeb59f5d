import type { WriteResult } from 'firebase-admin/firestore';
import { errorCode } from '../../functions/src/shared/error-code.ts';

/** gRPC's NOT_FOUND, ALREADY_EXISTS and FAILED_PRECONDITION: another was faster. */
const refused = new Set<unknown>([5, 6, 9]);

/**
 * gRPC's INVALID_ARGUMENT, ABORTED and UNAVAILABLE, as the emulator answers while commits are made to
 * fail: nothing was written. It answers the first to reads too, which have no argument that could be
 * wrong (measured).
 */
const passing = new Set<unknown>([3, 10, 14]);

/** Writes, again while Firestore cannot be reached; null when the document was no longer as the write expects it. */
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

/** Reads, again while Firestore cannot be reached. */
export async function retryUnavailable<Value>(access: () => Promise<Value>): Promise<Value> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await access();
    } catch (error) {
      if (!passing.has(errorCode(error)) || attempts >= 20) throw error;
    }
  }
}
