import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { z } from 'zod';

const schemaSchema = z.record(z.string(), z.unknown());
type JsonSchema = z.infer<typeof schemaSchema>;

const contentSchema = z.object({ content: z.record(z.string(), z.object({ schema: schemaSchema })) });
const operationSchema = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query']), schema: schemaSchema })),
  requestBody: contentSchema.optional(),
  responses: z.record(z.string(), contentSchema),
});
const openApiSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), schemaSchema) }),
});

type Operation = z.infer<typeof operationSchema>;

/** A request or an answer that the published API does not allow. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
}

const document = openApiSchema.parse(
  JSON.parse(readFileSync(new URL('../../../local/stub/elevenlabs/openapi.json', import.meta.url), 'utf8')),
);

/** `METHOD /path/{template}` of every operation in the extract. */
export const operations: readonly string[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

// Query values arrive as text and are coerced, as the service does.
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false });
const queryAjv = new Ajv({ allErrors: true, coerceTypes: 'array' });

/** The operation of a request, as `METHOD /path/{template}`. Throws ConformanceError for an unknown one. */
export function operationOf(method: string, path: string): string {
  const candidates = operations.filter((operation) => {
    const [verb, template = ''] = operation.split(' ');
    return verb === method && new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
  });
  // `/rag-index` also has the form of `/{documentation_id}`.
  const [found] = candidates.toSorted((one, other) => one.split('{').length - other.split('{').length);
  if (found === undefined) throw new ConformanceError(`The API has no ${method} ${path}.`);
  return found;
}

/** Checks query and body of a request. Throws ConformanceError. */
export function checkRequest(method: string, path: string, query: URLSearchParams, body: string): void {
  const operation = operationOf(method, path);
  const { parameters, requestBody } = find(operation);
  const properties = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => [name, schema]);
  const values = [...new Set(query.keys())].map((name) => {
    const all = query.getAll(name);
    return [name, all.length === 1 ? all[0] : all];
  });
  const querySchema = { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
  check(`the query of ${operation}`, queryAjv.compile(inlined(querySchema)), Object.fromEntries(values));
  if (requestBody !== undefined && body !== '') checkBody(operation, JSON.parse(body));
  if (requestBody === undefined && body !== '') throw new ConformanceError(`${operation} has no body.`);
}

/** Checks a request body. Throws ConformanceError. */
export function checkBody(operation: string, body: unknown): void {
  const schema = find(operation).requestBody?.content['application/json']?.schema;
  if (schema === undefined) throw new ConformanceError(`${operation} has no body.`);
  check(`the body of ${operation}`, validator(schema), body);
}

/** Checks an answer, which must not have fields that the API does not document. Throws ConformanceError. */
export function checkAnswer(operation: string, status: number, contentType: string, body: unknown): void {
  const schema = find(operation).responses[status]?.content[contentType]?.schema;
  if (schema === undefined)
    throw new ConformanceError(`${operation} documents no ${contentType} with status ${status}.`);
  check(`the ${status} answer of ${operation}`, validator(schema), body);
}

function find(operation: string): Operation {
  const [method = '', path = ''] = operation.split(' ');
  const found = document.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new ConformanceError(`The API has no ${operation}.`);
  return found;
}

function check(what: string, validate: ValidateFunction, value: unknown): void {
  if (validate(value)) return;
  const problems = validate.errors?.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new ConformanceError(`${what}: ${problems?.join('; ')}`);
}

function validator(schema: JsonSchema): ValidateFunction {
  return ajv.compile(inlined(schema));
}

/** A schema without references, whose objects refuse unknown properties. */
function inlined(schema: JsonSchema): JsonSchema {
  const reference =
    typeof schema.$ref === 'string' ? document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] : null;
  if (reference === undefined) throw new ConformanceError(`Unknown reference ${schema.$ref}.`);
  if (reference !== null) return inlined(reference);
  const entries = Object.entries(schema).map(([key, value]) => [key, inlinedValue(value)]);
  const closed = schema.properties === undefined ? {} : { additionalProperties: false };
  return { ...closed, ...Object.fromEntries(entries) };
}

function inlinedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inlinedValue);
  const schema = schemaSchema.safeParse(value);
  return schema.success ? inlined(schema.data) : value;
}
