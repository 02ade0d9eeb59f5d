import { parseArgs } from 'node:util';
import { getAuth, type UserRecord } from 'firebase-admin/auth';
import { openProject } from '../emulator/project.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { describeAccount, listEditors, setEditorRole } from './editor-role.ts';

const usage = `Name the user who becomes an editor:
  npm run grant-editor -- editor@example.com
  npm run grant-editor -- editor@example.com --revoke
  npm run grant-editor -- editor@example.com --project my-project
  npm run grant-editor -- --list`;

await runCommand(async () => {
  exitOnInterrupt();
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      revoke: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      project: { type: 'string' },
    },
  });
  const [email, ...rest] = positionals;
  if (values.list ? email !== undefined || values.revoke : email === undefined || rest.length > 0) {
    throw new UsageError(usage);
  }
  const project = await openProject(values.project);
  const auth = getAuth(project.app);
  if (email === undefined) {
    printEditors(await listEditors(auth), project.id);
    return 0;
  }
  const { user, changed } = await setEditorRole(auth, email, !values.revoke);
  console.log(outcome(email, !values.revoke, changed, project.id));
  console.log(`  ${describeAccount(user)}`);
  return 0;
});

function printEditors(editors: readonly UserRecord[], projectId: string): void {
  console.log(editors.length === 0 ? `${projectId} has no editors.` : `Editors of ${projectId}:`);
  for (const editor of editors) console.log(`  ${editor.email ?? 'no address'} (${describeAccount(editor)})`);
}

function outcome(email: string, editor: boolean, changed: boolean, projectId: string): string {
  const state = editor ? 'has the editor role' : 'has no editor role';
  if (!changed) return `${email} ${state} in ${projectId} already. Nothing was changed.`;
  // Roles travel in ID tokens, which Firebase renews each hour.
  return `${email} ${state} in ${projectId} now. It takes effect after the next sign-in, or within an hour.`;
}
