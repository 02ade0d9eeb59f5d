import { fileURLToPath } from 'node:url';

/** The root folder of the project, without a trailing slash. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Logs, staged functions and other output of a run. Ignored by git. */
export const scratchRoot = `${projectRoot}/.tmp`;

/** The local project id. Firebase tools never contact Google for a project that starts with `demo-`. */
export const projectId = 'demo-reelsync';
