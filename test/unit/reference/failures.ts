import ts from 'typescript';
import { answerFailure, connectionFailure, failureTypes } from '../../../functions/src/upstream/errors.ts';
import { filesBelow, walk } from './source.ts';

const clientErrors = Array.from({ length: 100 }, (_, place) => 400 + place);
const serverErrors = Array.from({ length: 100 }, (_, place) => 500 + place);

/** A row for each error type: when it is retried automatically, and the answers that mean it. */
export function readFailures(): string[][] {
  const codes = wordsOf('functions/src/upstream/errors.ts');
  const coded = codes.map((code) => ({ ...answerFailure(400, code, null), code }));
  const plain = [...clientErrors, ...serverErrors].map((status) => answerFailure(status, null, null));
  const plainType = answerFailure(400, null, null).type;
  return failureTypes.map((type) => {
    const statuses = plain.filter((failure) => failure.type === type).map(({ status }) => Number(status));
    const typical = type === 'unknown' ? [] : statuses;
    const answers = [
      ...typical.filter((status) => status < 500).map(String),
      ...(serverErrors.every((status) => typical.includes(status)) ? ['5xx'] : []),
      ...coded.filter((failure) => failure.type === type && type !== plainType).map(({ code }) => `\`${code}\``),
      ...(connectionFailure('ECONNRESET').type === type ? ['no answer'] : []),
    ];
    return [`\`${type}\``, retriedWhen(type, statuses, codes), answers.join(', ') || 'all others'];
  });
}

/** `yes`, `no`, or the error codes that make a failure of this type retryable. */
function retriedWhen(type: string, statuses: readonly number[], codes: readonly string[]): string {
  const retried = (code: string | null) => statuses.map((status) => answerFailure(status, code, null));
  if (statuses.length > 0 && retried(null).every(({ retryable }) => retryable)) return 'yes';
  const only = codes.filter((code) => retried(code).some((failure) => failure.type === type && failure.retryable));
  return only.length === 0 ? 'no' : `only ${only.map((code) => `\`${code}\``).join(', ')}`;
}

/** Every word in a file's code that may be an error code. */
function wordsOf(path: string): string[] {
  const words = new Set<string>();
  for (const { file } of filesBelow(path)) {
    walk(file, (node) => {
      if (ts.isStringLiteral(node) && /^[a-z]+(_[a-z]+)+$/.test(node.text)) words.add(node.text);
    });
  }
  return [...words].filter((word) => !failureTypes.some((type) => type === word));
}
