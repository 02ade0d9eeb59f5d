import { readCollection, readTextFields } from '../../functions/src/config/collection.ts';
import { ConfigError } from '../../functions/src/config/param.ts';
import type { TextFields } from '../../functions/src/knowledge/text-fields.ts';
import { database, functionsRegion } from '../../functions/src/params/shared.ts';
import { region as defaultRegion } from '../../functions/src/shared/region.ts';
import type { Project } from '../emulator/project.ts';
import { UsageError } from '../terminal.ts';
import { setProjectParams } from './project-params.ts';

/** Where the params of a project put its documents and functions. */
export interface Placement {
  database: string;
  /** The root collection of the documents. */
  collection: string;
  /** The fields that hold title and text. */
  fields: TextFields;
  region: string;
}

/** The region of the functions. Outside a deployment, an unset param reads as ''. */
export function readRegion(): string {
  return functionsRegion.value() || defaultRegion;
}

/**
 * Reads where the documents of a project are.
 *
 * @param options override params.
 * @throws UsageError for a param that cannot be used.
 */
export async function readPlacement(
  project: Pick<Project, 'id' | 'local'>,
  options: { collection?: string | undefined; database?: string | undefined } = {},
): Promise<Placement> {
  if (options.collection !== undefined) process.env.KNOWLEDGE_COLLECTION = options.collection;
  if (options.database !== undefined) process.env.FIRESTORE_DATABASE = options.database;
  await setProjectParams(project);
  try {
    return {
      database: database.value() || '(default)',
      collection: readCollection(),
      fields: readTextFields(),
      region: readRegion(),
    };
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message) : error;
  }
}
