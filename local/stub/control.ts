import { z } from 'zod';
import type { Exchange } from './exchange.ts';
import { type FaultPlan, faultRuleSchema } from './faults.ts';
import { type Answer, jsonAnswer, type StubRequest } from './http-message.ts';
import type { RequestLog } from './request-log.ts';
import { requestMatchSchema } from './request-match.ts';
import { type ExchangeSettings, exchangeSettingsSchema, type Upstream } from './upstream.ts';

/** A control request that is not valid. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  constructor(
    readonly status: 400 | 404 | 415,
    message: string,
  ) {
    super(message);
  }
}

/** The state that the control endpoints read and change. */
export interface Controlled {
  upstream: Upstream;
  requests: RequestLog;
  faults: FaultPlan;
  settings: ExchangeSettings;
  exchange: Exchange;
  reset(): void;
}

/**
 * Parses the JSON body of a control request; an empty body is `{}`. Requires a JSON content type,
 * which a web page cannot send to another origin without a CORS preflight.
 *
 * @throws ControlError when the content type, the JSON or its shape is wrong.
 */
export function readControlBody<Schema extends z.ZodType>(request: StubRequest, schema: Schema): z.output<Schema> {
  if (!request.headers.get('content-type')?.startsWith('application/json')) {
    throw new ControlError(415, 'Send the header content-type: application/json.');
  }
  let value: unknown;
  try {
    value = request.body === '' ? {} : JSON.parse(request.body);
  } catch {
    throw new ControlError(400, 'The body is not JSON.');
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new ControlError(400, z.prettifyError(result.error));
  return result.data;
}

/** Answers a request to `/control/…`. Errors are answered as `{error}`. */
export function answerControl(controlled: Controlled, request: StubRequest): Answer {
  try {
    return controlled.upstream.control(request) ?? dispatch(controlled, request);
  } catch (error) {
    if (error instanceof ControlError) return jsonAnswer(error.status, { error: error.message });
    throw error;
  }
}

function dispatch(controlled: Controlled, request: StubRequest): Answer {
  const { upstream, requests, faults, settings, exchange } = controlled;
  const faultId = /^\/control\/faults\/(\d+)$/.exec(request.path)?.[1];
  if (request.method === 'DELETE' && faultId !== undefined) {
    faults.clear(Number(faultId));
    return jsonAnswer(200, { faults: faults.list() });
  }
  switch (`${request.method} ${request.path}`) {
    case 'GET /control/state':
      return jsonAnswer(200, upstream.state());
    case 'GET /control/requests':
      return jsonAnswer(200, { requests: requests.find(readMatch(request.query)) });
    case 'GET /control/counters':
      return jsonAnswer(200, requests.counters());
    case 'GET /control/faults':
      return jsonAnswer(200, { faults: faults.list() });
    case 'POST /control/faults':
      return jsonAnswer(201, { id: faults.add(readControlBody(request, faultRuleSchema)) });
    case 'PUT /control/faults': {
      const rules = readControlBody(request, z.strictObject({ faults: z.array(faultRuleSchema) })).faults;
      faults.clear();
      for (const rule of rules) faults.add(rule);
      return jsonAnswer(200, { faults: faults.list() });
    }
    case 'DELETE /control/faults':
      faults.clear();
      return jsonAnswer(200, { faults: faults.list() });
    case 'GET /control/held':
      return jsonAnswer(200, { requests: exchange.held() });
    case 'POST /control/release':
      return jsonAnswer(200, { released: exchange.release(readControlBody(request, requestMatchSchema)) });
    case 'GET /control/settings':
      return jsonAnswer(200, settings);
    case 'PUT /control/settings':
      Object.assign(settings, readControlBody(request, exchangeSettingsSchema));
      return jsonAnswer(200, settings);
    case 'POST /control/reset':
      readControlBody(request, z.strictObject({}));
      controlled.reset();
      return jsonAnswer(200, {});
    default:
      throw new ControlError(404, `Unknown control endpoint: ${request.method} ${request.path}`);
  }
}

function readMatch(query: URLSearchParams) {
  const { page, ...rest } = Object.fromEntries(query);
  const result = requestMatchSchema.safeParse({ ...rest, ...(page === undefined ? {} : { page: Number(page) }) });
  if (!result.success) throw new ControlError(400, z.prettifyError(result.error));
  return result.data;
}
