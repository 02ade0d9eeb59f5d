import { fileURLToPath } from 'node:url';

/** The root folder of the project, without a trailing slash. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** The folder for whatever a run leaves behind: logs, staged functions. Ignored by git. */
export const scratchRoot = `${projectRoot}/.tmp`;

/** The project id of everything local. The `demo-` prefix keeps Firebase tools off real projects. */
export const projectId = 'demo-reelsync';
