import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';

// Runs schedules until one breaks a promise and prints what broke in that part as JSON, first things first.
const { values } = parseArgs({
  options: {
    schedules: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    calm: { type: 'boolean' },
  },
});
const { failures } = await runCampaign({
  schedules: Number(values.schedules),
  seed: Number(values.seed),
  workers: Number(values.workers),
  calm: values.calm ?? false,
  untilBroken: true,
});
const fresh = failures.filter(({ known }) => known === null).sort((one, other) => one.schedule - other.schedule);
console.log(JSON.stringify(fresh));
