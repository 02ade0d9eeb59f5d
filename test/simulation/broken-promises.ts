import { simulateTimers } from './engine/timers.ts';

// Prints the promises that the schedule of a seed breaks, as JSON.
simulateTimers();
const { runSchedule } = await import('./schedule.ts');
const { violations } = await runSchedule(Number(process.argv[2]), { calm: process.argv.includes('--calm') });
console.log(JSON.stringify(violations.map(({ promise }) => promise)));
