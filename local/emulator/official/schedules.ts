import { Cron } from 'croner';
import { z } from 'zod';
import { projectId } from '../../paths.ts';

const backendsSchema = z.object({
  backends: z.array(
    z.object({
      functionTriggers: z.array(
        z.object({
          id: z.string(),
          schedule: z.object({ schedule: z.string(), timeZone: z.string().nullish() }).optional(),
        }),
      ),
    }),
  ),
});

/**
 * Runs scheduled functions when they are due, which the official suite does not. Returns a function that
 * stops it.
 *
 * @param functionsUrl base of the Functions emulator, without a trailing slash.
 */
export async function runSchedules(functionsUrl: string): Promise<() => void> {
  const response = await fetch(`${functionsUrl}/backends`);
  const { backends } = backendsSchema.parse(await response.json());
  const jobs = backends.flatMap(({ functionTriggers }) =>
    functionTriggers.flatMap(({ id, schedule }) => {
      if (schedule === undefined) return [];
      const url = triggerUrl(functionsUrl, id);
      const options = { timezone: schedule.timeZone ?? 'Etc/UTC', protect: true, catch: true };
      return [new Cron(cronPattern(schedule.schedule), options, () => runOnce(url))];
    }),
  );
  return () => {
    for (const job of jobs) job.stop();
  };
}

/** A POST to this URL runs a scheduled function once. Its id is region and name. */
export function triggerUrl(functionsUrl: string, id: string): string {
  // The suite appends the generation of a trigger, which only extensions change.
  return `${functionsUrl}/functions/projects/${projectId}/triggers/${id}-0`;
}

async function runOnce(url: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  await response.arrayBuffer();
}

/** Converts Cloud Scheduler's `every 5 minutes` to cron; other schedules are cron already. */
export function cronPattern(schedule: string): string {
  const [, count, unit] = /^every (\d+) (minutes|hours)$/.exec(schedule) ?? [];
  if (unit === 'minutes') return `*/${count} * * * *`;
  return unit === 'hours' ? `0 */${count} * * *` : schedule;
}
