import { mix } from '../../../test/simulation/engine/chance.ts';
import { Clock } from './clock.ts';
import { Documents, type Engine } from './documents.ts';
import type { Figures } from './figures.ts';
import { type Handler, Service, type ServiceOptions } from './service.ts';
import { type Deliveries, Subscription } from './subscription.ts';

/** The functions that follow documents, as they are deployed. */
export interface Deployment {
  created: ServiceOptions;
  updated: ServiceOptions;
  deleted: ServiceOptions;
  sweep: ServiceOptions;
}

/** What clients do to documents. */
export interface Scenario {
  operation: 'created' | 'updated' | 'deleted';
  documents: number;
  /** This many of the first documents are too large for an event. */
  withoutEvent?: number;
  /** Requests to ElevenLabs for each. */
  requests: number;
  seed: number;
}

/** The outcome of a simulation. */
export interface Result {
  /** From the first write until nothing is left to do. */
  seconds: number;
  /** Documents that the sweep took. */
  bySweep: number;
  /** Deliveries of the documents' own events. */
  deliveries: Deliveries;
  /** Deliveries of the update events that the functions' writes raise. */
  ownWrites: Deliveries;
}

/** Documents in one commit (Firestore's limit is 500 writes). */
const commitSize = 500;

/** Simulates the sync of documents that clients write as fast as Firestore allows. Deterministic for a seed. */
export function simulate(scenario: Scenario, deployment: Deployment, engine: Engine, figures: Figures): Result {
  const clock = new Clock();
  let draws = 0;
  const random = () => mix(scenario.seed, ++draws) / 2 ** 32;
  const start = (options: ServiceOptions) => new Service(clock, options, figures, engine.eventsAtOnce);
  const updates = start(deployment.updated);
  const service = scenario.operation === 'updated' ? updates : start(deployment[scenario.operation]);
  const events = new Subscription(clock, service, figures, random);
  const ownWrites = new Subscription(clock, updates, figures, random);
  const returnAtOnce: Handler = (_, end) => clock.after(figures.ownWrite, () => end('done'));
  const documents = new Documents(clock, figures, engine, scenario.requests, () => {
    if (scenario.operation !== 'deleted') ownWrites.publish(returnAtOnce);
  });
  for (let written = 0; written < scenario.documents; written += commitSize) {
    clock.after(written / figures.writeRate, () => {
      for (let place = written; place < Math.min(written + commitSize, scenario.documents); place += 1) {
        const document = documents.add();
        if (place >= (scenario.withoutEvent ?? 0)) events.publish(documents.handler(document));
      }
    });
  }
  // The sweep cannot see a deletion before its event is handled.
  if (scenario.operation !== 'deleted') documents.startSweep(deployment.sweep);
  clock.run(() => documents.finished === scenario.documents);
  const { now: seconds } = clock;
  return { seconds, bySweep: documents.bySweep, deliveries: events.deliveries, ownWrites: ownWrites.deliveries };
}
