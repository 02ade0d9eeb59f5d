import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Not a dependency: it takes 176 MB, and the later versions need a newer Node.js than this project. */
const lighthouse = 'lighthouse@12.8.2';

/** What Lighthouse judges here. */
export const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

export type FormFactor = 'mobile' | 'desktop';

const reportSchema = z.object({
  categories: z.record(z.enum(categories), z.object({ score: z.number().nullable() })),
  environment: z.object({ benchmarkIndex: z.number() }),
  audits: z.record(z.string(), z.object({ score: z.number().nullable(), title: z.string() })),
});

/** One run of Lighthouse. */
export interface Report {
  /** 0 to 100 by category. */
  scores: Readonly<Record<(typeof categories)[number], number>>;
  /** The titles of the audits that failed. */
  failed: string[];
  /** The speed of the processor at the time: some 1 500 on an idle desktop, 700 on a busy server. */
  benchmarkIndex: number;
}

/**
 * Runs Lighthouse in the browser at this debugging port, which keeps its session.
 *
 * @param file where the report is written.
 */
export async function runLighthouse(url: string, port: number, formFactor: FormFactor, file: string): Promise<Report> {
  const options = [`--port=${port}`, '--output=json', `--output-path=${file}`, '--quiet', '--disable-storage-reset'];
  const preset = formFactor === 'desktop' ? ['--preset=desktop'] : [];
  const only = `--only-categories=${categories.join(',')}`;
  await promisify(execFile)('npx', ['--yes', lighthouse, url, ...options, ...preset, only]);
  const { audits, categories: judged, environment } = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const score = (name: (typeof categories)[number]) => Math.round((judged[name].score ?? 0) * 100);
  return {
    scores: {
      performance: score('performance'),
      accessibility: score('accessibility'),
      'best-practices': score('best-practices'),
      seo: score('seo'),
    },
    benchmarkIndex: environment.benchmarkIndex,
    failed: Object.values(audits).flatMap(({ score, title }) => (score === 0 ? [title] : [])),
  };
}
