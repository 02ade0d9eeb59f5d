import { parseArgs } from 'node:util';
import { getAuth } from 'firebase-admin/auth';
import { openProject } from '../emulator/project.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { setEditorRole } from './editor-role.ts';

const usage = `Name the user who becomes an editor:
  npm run grant-editor -- editor@example.com
  npm run grant-editor -- editor@example.com --revoke
  npm run grant-editor -- editor@example.com --project my-project`;

await runCommand(async () => {
  exitOnInterrupt();
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { revoke: { type: 'boolean', default: false }, project: { type: 'string' } },
  });
  const [email, ...rest] = positionals;
  if (email === undefined || rest.length > 0) throw new UsageError(usage);
  const project = await openProject(values.project);
  const changed = await setEditorRole(getAuth(project.app), email, !values.revoke);
  console.log(outcome(email, !values.revoke, changed, project.id));
  return 0;
});

function outcome(email: string, editor: boolean, changed: boolean, projectId: string): string {
  const state = editor ? 'has the editor role' : 'has no editor role';
  if (!changed) return `${email} ${state} in ${projectId} already. Nothing was changed.`;
  // Roles travel in ID tokens, which Firebase renews each hour.
  return `${email} ${state} in ${projectId} now. It takes effect after the next sign-in, or within an hour.`;
}
