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
 * Runs the scheduled functions at their times, which the official suite leaves to its user. Returns
 * what ends it.
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

/** Where a POST runs a scheduled function once, by its id: region and name. */
export function triggerUrl(functionsUrl: string, id: string): string {
  // The suite counts the generations of a trigger; there are no extensions, which alone move that on.
  return `${functionsUrl}/functions/projects/${projectId}/triggers/${id}-0`;
}

async function runOnce(url: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  await response.arrayBuffer();
}

/** A schedule as cron has it; Cloud Scheduler takes `every 5 minutes` too. */
export function cronPattern(schedule: string): string {
  const [, count, unit] = /^every (\d+) (minutes|hours)$/.exec(schedule) ?? [];
  if (unit === 'minutes') return `*/${count} * * * *`;
  return unit === 'hours' ? `0 */${count} * * *` : schedule;
}
