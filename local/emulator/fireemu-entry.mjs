// The entry of staged functions: fireemu 0.7.1 does not evaluate params in regions and triggers, a deployment does.
import { Expression } from 'firebase-functions/params';
import * as functions from './lib/index.js';

for (const { __endpoint } of Object.values(functions)) evaluate(__endpoint);

function evaluate(options) {
  for (const [name, value] of Object.entries(options)) {
    if (value instanceof Expression) options[name] = value.value();
    else if (value?.constructor === Object) evaluate(value);
  }
}

export * from './lib/index.js';
