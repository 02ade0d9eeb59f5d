import { z } from 'zod';
import type { StubRequest } from '../http-message.ts';
import { RequestShapeError, type ValidationDetail } from './error-answers.ts';
import { embeddingModels } from './rag-indexes.ts';

/*
 * The request schemas of the published OpenAPI (2026-08-22). Unknown fields and parameters are refused,
 * although the real service ignores them, so that a typo in our client fails a test.
 */

/** Refuses a lone surrogate, as the real service does: JSON can express it, UTF-8 cannot. */
const text = z.string().refine((value) => !/\p{Surrogate}/u.test(value), { params: { type: 'string_unicode' } });
const name = text.min(1);

/** Body of POST /text. The API documents no maximum length. */
export const createTextBody = z.strictObject({
  text,
  name: name.nullish(),
  parent_folder_id: z.string().nullish(),
});

/** Body of POST /folder, without the auto-sync fields, which the stub does not support. */
export const createFolderBody = z.strictObject({ name, parent_folder_id: z.string().nullish() });

/** Body of PATCH /{id}, which is optional. */
export const updateBody = z.strictObject({ name: name.nullish(), content: text.nullish() });

/** Body of POST /rag-index. */
export const indexBatchBody = z.strictObject({
  items: z
    .array(z.strictObject({ document_id: z.string(), create_if_missing: z.boolean(), model: z.enum(embeddingModels) }))
    .min(1)
    .max(100),
});

export type IndexItem = z.output<typeof indexBatchBody>['items'][number];

/** Body of POST /agents/{id}/knowledge-base/rag-query. */
export const ragQueryBody = z.strictObject({ query: text.min(1), use_agent_defaults: z.boolean().default(true) });

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const documentType = z.enum(['file', 'url', 'text', 'folder']);

const pageSize = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number)
  .pipe(z.int().min(1).max(100))
  .default(30);

/** Query of GET /. Only `types` may be repeated. */
export const listQuery = z.strictObject({
  page_size: pageSize,
  search: z.string().optional(),
  show_only_owned_documents: flag.default(false),
  created_by_user_id: z.string().optional(),
  types: z.union([documentType.transform((type) => [type]), z.array(documentType)]).optional(),
  parent_folder_id: z.string().optional(),
  ancestor_folder_id: z.string().optional(),
  folders_first: flag.default(false),
  sort_direction: z.enum(['asc', 'desc']).default('desc'),
  sort_by: z.enum(['name', 'created_at', 'updated_at', 'size']).optional(),
  cursor: z.string().optional(),
});

export type ListQuery = z.output<typeof listQuery>;

export const removeQuery = z.strictObject({ force: flag.default(false) });

export const readQuery = z.strictObject({ agent_id: z.string().default('') });

/** Query of GET /{id}/dependent-agents. */
export const dependentAgentsQuery = z.strictObject({
  dependent_type: z.enum(['direct', 'transitive', 'all']).default('all'),
  page_size: pageSize,
  cursor: z.string().optional(),
});

/** Query of POST /agents/{id}/knowledge-base/rag-query. */
export const ragQueryQuery = z.strictObject({ branch_id: z.string().optional() });

/** Query of endpoints without parameters. */
export const emptyQuery = z.strictObject({});

/** @throws RequestShapeError */
export function parseQuery<Schema extends z.ZodType>(request: StubRequest, schema: Schema): z.output<Schema> {
  const entries = [...new Set(request.query.keys())].map((key): [string, string | string[]] => {
    const [first = '', ...more] = request.query.getAll(key);
    return [key, more.length === 0 ? first : [first, ...more]];
  });
  return parse(schema, Object.fromEntries(entries), 'query');
}

/** @throws RequestShapeError when the body or its content type is not JSON, or has another shape. */
export function parseBody<Schema extends z.ZodType>(request: StubRequest, schema: Schema): z.output<Schema> {
  return parse(schema, readJson(request), 'body');
}

function readJson(request: StubRequest): unknown {
  if (request.body === '') {
    throw new RequestShapeError([{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]);
  }
  if (!request.headers.get('content-type')?.startsWith('application/json')) {
    const msg = 'Input should be a valid dictionary or object to extract fields from';
    throw new RequestShapeError([{ type: 'model_attributes_type', loc: ['body'], msg, input: request.body }]);
  }
  try {
    return JSON.parse(request.body);
  } catch {
    throw new RequestShapeError([{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} }]);
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown, location: 'body' | 'query'): z.output<Schema> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  throw new RequestShapeError(result.error.issues.flatMap((issue) => validationDetails(issue, location)));
}

function validationDetails(issue: z.core.$ZodIssue, location: string): ValidationDetail[] {
  const loc = [location, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      type: 'extra_forbidden',
      loc: [...loc, key],
      msg: 'Extra inputs are not permitted',
      input: Reflect.get(Object(issue.input), key),
    }));
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [{ type: 'missing', loc, msg: 'Field required', input: null }];
  }
  return [{ type: detailType(issue), loc, msg: issue.message, input: issue.input ?? null }];
}

/** The real service's type for a validation problem. */
function detailType(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.expected}_type`;
    case 'too_small':
      return issue.origin === 'string' ? 'string_too_short' : 'greater_than_equal';
    case 'too_big':
      return 'less_than_equal';
    case 'invalid_value':
      return 'enum';
    case 'custom':
      return typeof issue.params?.type === 'string' ? issue.params.type : 'value_error';
    default:
      return 'value_error';
  }
}
