import { chooseFirestore, howToGetFirestore, readMachine } from '../emulator/official/firestore.ts';
import { describeNode } from '../node-version.ts';
import { runCommand, UsageError } from '../terminal.ts';
import { runTests } from './run-tests.ts';

const onlyIfFound = '--if-found';

// Runs the rules and integration tests on the official Emulator Suite. Takes Vitest's arguments, and
// --if-found to succeed on a machine without the suite's Firestore emulator.
await runCommand(async () => {
  const machine = readMachine();
  const firestore = chooseFirestore(machine);
  if (!firestore?.present) {
    const reason = `Nothing ran: the official Firestore emulator is not on this machine. ${howToGetFirestore(machine)}`;
    if (!process.argv.includes(onlyIfFound)) throw new UsageError(reason);
    console.log(reason);
    return 0;
  }
  console.log(
    `Testing on ${describeNode()} and the official Firestore emulator (${firestore.jar ?? 'of firebase-tools'})`,
  );
  const args = process.argv.slice(2).filter((argument) => argument !== onlyIfFound);
  const projects = ['--project', 'rules', '--project', 'integration'];
  return await runTests([...projects, ...args], { REELSYNC_EMULATOR: 'official' });
});
