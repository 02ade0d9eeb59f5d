/** The functions' own log events, such as `knowledge.failed`. The documents already show what they mean. */
const ownEvent = /\b(?:knowledge|tunebook|account)\.[a-z_]+\b/;

/** An error in the functions' output: fireemu names the severity, the official suite prints entries or a mark. */
const error = /^\[functions[^\]]*\] error\b|^> +\{.*"severity":"(?:ERROR|CRITICAL)"|^[⚠✖] +functions/;

/** Whether an emulator's line reports an error that no document shows, such as an exception. */
export function isUnexpected(line: string): boolean {
  return error.test(line) && !ownEvent.test(line);
}
