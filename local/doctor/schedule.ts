import { z } from 'zod';
import type { FunctionNames } from './deployed.ts';
import { type Finding, ok, problem, unknown } from './finding.ts';
import { type Access, callApi, unreadable } from './google-api.ts';

const jobSchema = z.object({
  state: z.string(),
  /** RFC 3339; absent before the first run. */
  lastAttemptTime: z.string().optional(),
  /** Of the last finished run; a gRPC code, absent or 0 when it succeeded. */
  status: z.object({ code: z.number().default(0) }).default({ code: 0 }),
});

const minute = 60_000;

/** The longest normal gap between two runs, in milliseconds: ten passes of the sweep, three audits. */
const longestGapMs = { sweepKnowledge: 10 * minute, auditKnowledge: 180 * minute } as const;

type ScheduledFunction = keyof typeof longestGapMs;

const api = 'cloudscheduler.googleapis.com';

/** Whether Cloud Scheduler runs the sweep and the audit, and their last runs succeeded. */
export async function checkSchedule(access: Access, names: FunctionNames, now: number): Promise<Finding> {
  const found = [];
  for (const name of ['sweepKnowledge', 'auditKnowledge'] as const) {
    const finding = await checkJob(access, names, name, now);
    if (finding.state !== 'ok') return finding;
    found.push(finding);
  }
  return ok('schedule', found.map(({ says }) => says).join(', '));
}

async function checkJob(
  access: Access,
  { region, prefix }: FunctionNames,
  name: ScheduledFunction,
  now: number,
): Promise<Finding> {
  // The name that the Firebase CLI gives to the job of a scheduled function.
  const job = `firebase-schedule-${prefix}${name}-${region}`;
  const response = await callApi(access, api, `v1/projects/${access.projectId}/locations/${region}/jobs/${job}`);
  if (response.status === 404) {
    return problem('schedule', `${name} has no job in Cloud Scheduler. Deploy the functions again.`);
  }
  if (!response.ok) return unreadable('schedule', response.status, api, 'roles/cloudscheduler.viewer');
  const { state, lastAttemptTime, status } = jobSchema.parse(await response.json());
  if (state !== 'ENABLED') {
    return problem('schedule', `the job of ${name} is ${state}. Resume it in Cloud Scheduler, or deploy again.`);
  }
  if (lastAttemptTime === undefined) return unknown('schedule', `${name} has not run yet. Look again in an hour.`);
  const minutes = Math.round((now - Date.parse(lastAttemptTime)) / minute);
  if (minutes * minute > longestGapMs[name]) {
    return problem('schedule', `${name} last ran ${minutes} minutes ago. See its job in Cloud Scheduler.`);
  }
  if (status.code > 0) {
    return problem('schedule', `the last run of ${name} failed (code ${status.code}). Its log says why.`);
  }
  return ok('schedule', `${name} ran ${minutes} min ago`);
}
