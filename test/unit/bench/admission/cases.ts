import type { Engine } from '../../../../lab/bench/admission/documents.ts';
import type { Figures } from '../../../../lab/bench/admission/figures.ts';
import type { ServiceOptions } from '../../../../lab/bench/admission/service.ts';
import { type Deployment, type Result, type Scenario, simulate } from '../../../../lab/bench/admission/simulate.ts';

/** Figures with which a case can be worked out by hand: nothing takes time but the start and the request. */
const plain: Figures = {
  instanceStart: 2,
  pendingStarts: 3.5,
  pendingLeast: 10,
  targetUse: 0.6,
  backoffLeast: 10,
  backoffMost: 600,
  backoffSpread: 0,
  retention: 86_400,
  request: 6,
  claim: 0,
  settle: 0,
  ownWrite: 0,
  writeRate: 500,
};

/** No sweep comes within the first hours, and no event waits too long inside an instance. */
const patient: Engine = {
  eventsAtOnce: 20,
  longestWait: 1e6,
  passSize: 50,
  passEvery: 1e6,
  pendingFor: 120,
  claimFor: 180,
};

/** One instance that takes two requests and sends one at a time. */
const small: ServiceOptions = { maxInstances: 1, concurrency: 2, timeoutSeconds: 1e6, slots: 1 };

/** Simulates created documents where only what is named differs from the plain case. */
export function simulateCase(change: {
  scenario?: Partial<Scenario>;
  created?: Partial<ServiceOptions>;
  updated?: Partial<ServiceOptions>;
  engine?: Partial<Engine>;
  figures?: Partial<Figures>;
}): Result {
  const scenario: Scenario = { operation: 'created', documents: 1, requests: 1, seed: 1, ...change.scenario };
  const roomy = { ...small, concurrency: 1000 };
  const deployment: Deployment = {
    created: { ...small, ...change.created },
    updated: { ...roomy, ...change.updated },
    deleted: roomy,
    sweep: { ...small, concurrency: 1 },
  };
  return simulate(scenario, deployment, { ...patient, ...change.engine }, { ...plain, ...change.figures });
}
