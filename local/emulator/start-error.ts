/** The emulator could not be started; the message says what to do. */
export class EmulatorStartError extends Error {
  override readonly name = 'EmulatorStartError';
}
