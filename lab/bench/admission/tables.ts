import { table } from '../../report/markdown-table.ts';
import type { Engine } from './documents.ts';
import { figures, sources } from './figures.ts';
import { largestEventBytes } from './largest-event.ts';
import type { MemoryResult } from './memory.ts';
import type { ServiceOptions } from './service.ts';
import type { Result, Scenario } from './simulate.ts';

/** The time until new documents are synced, by their number. */
export function describeSizes(
  times: readonly { documents: number; result: Result }[],
  { maxInstances, slots }: ServiceOptions,
  { passSize }: Engine,
): string {
  const atOnce = maxInstances * slots;
  const seconds = figures.claim + figures.request;
  const rows = times.map(({ documents, result }) => [
    count(documents),
    duration(result.seconds),
    duration(Math.ceil(documents / atOnce) * seconds),
    count(result.deliveries.sent),
    count(result.deliveries.refused),
    share(result.bySweep, documents),
  ]);
  const header = ['new documents', 'all synced after', 'slots alone', 'deliveries', 'refused', 'synced by the sweep'];
  return `**New documents at once.** Simulated with the options that the functions declare, and one seed. *Slots alone* is the time that ${maxInstances} instances with ${slots} slots need without anything else, ${seconds.toFixed(1)} s for each document. The sweep takes ${passSize} a pass, one pass a minute.

${table(header, rows)}`;
}

const operations: Readonly<Record<Scenario['operation'], string>> = {
  created: 'new documents',
  updated: 'edits',
  deleted: 'deletions',
};

/** Whether a burst of each kind finds places. */
export function describeBursts(
  bursts: readonly { operation: Scenario['operation']; options: ServiceOptions; result: Result }[],
): string {
  const rows = bursts.map(({ operation, options, result }) => [
    operations[operation],
    `${options.maxInstances} × ${options.concurrency}`,
    count(result.deliveries.refused),
    count(result.ownWrites.refused),
    duration(result.seconds),
    count(result.bySweep),
  ]);
  const header = [
    '500 at once',
    'places',
    'refused',
    'refused of the events of our own writes',
    'all done after',
    'by the sweep',
  ];
  return `**Bursts of 500.** An edit also needs places for the events of the functions' own writes. The sweep takes what has been pending for two minutes, whether its event waits or not; of a deletion only the event knows.\n\n${table(header, rows)}`;
}

/** What another choice of places or passes would change. */
export function describeChoices(
  sizes: readonly number[],
  { maxInstances, concurrency }: ServiceOptions,
  places: readonly { places: number; results: readonly Result[] }[],
  wide: { passSize: number; results: readonly Result[] },
): string {
  const cells = (results: readonly Result[]) => {
    return results.flatMap(({ seconds, deliveries }) => [duration(seconds), count(deliveries.refused)]);
  };
  const rows = places.map((choice) => {
    const chosen = choice.places === concurrency ? ' (chosen)' : '';
    return [`${maxInstances} × ${choice.places}${chosen}`, ...cells(choice.results)];
  });
  const header = ['places for new documents', ...sizes.flatMap((size) => [`${count(size)}: synced after`, 'refused'])];
  const passes = [`${maxInstances} × ${concurrency}, passes of ${wide.passSize}`, ...cells(wide.results)];
  return `**Other choices.** With more places than ${concurrency} in each instance, the instance that is ready first takes the whole burst and the other one idles.\n\n${table(header, [...rows, passes])}`;
}

/** The memory of events that wait. */
export function describeMemory(results: readonly MemoryResult[]): string {
  const rows = results.map(({ name, memoryMiB, events, idleMiB, waitingMiB, peakMiB }) => [
    `\`${name}\``,
    count(events),
    `${idleMiB} MiB`,
    `${waitingMiB} MiB`,
    `${peakMiB} MiB`,
    `${memoryMiB} MiB`,
    `${Math.round((peakMiB / memoryMiB) * 100)} %`,
  ]);
  const header = ['one instance of', 'events', 'idle', 'all waiting', 'peak', 'instance', 'used'];
  return `**Memory.** Measured: the deployed code in the functions framework, with the heap that Node has in 512 MiB, and events of the largest size, ${largestEventBytes / 1024} KB each. *Peak* is the highest resident memory until all are handled, when ElevenLabs fails each document's first attempt.\n\n${table(header, rows)}`;
}

/** The assumptions of the simulation. */
export function describeFigures(): string {
  return `**Figures behind the simulation.**\n\n${table(['figure', 'value', 'source'], sources)}`;
}

/** A number with thin groups of three digits, as everywhere in the documents. */
function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}

function share(part: number, whole: number): string {
  return part === 0 ? '0' : `${count(part)} (${Math.round((part / whole) * 100)} %)`;
}

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 600) return `${seconds.toFixed(0)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
