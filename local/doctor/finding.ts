/** The result of one check. */
export interface Finding {
  check: string;
  /** `unknown`: the check could not be made. */
  state: 'ok' | 'problem' | 'unknown';
  /** What was found and, unless it is in order, what to do. */
  says: string;
}

export const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says });
export const problem = (check: string, says: string): Finding => ({ check, state: 'problem', says });
export const unknown = (check: string, says: string): Finding => ({ check, state: 'unknown', says });
