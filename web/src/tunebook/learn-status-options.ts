import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type LearnStatus, learnStatuses } from '../../../functions/src/shared/learn-status.ts';
import { wordOf } from '../ui/fields.ts';

/** The options of a `<select>` of learn statuses, with this one chosen. */
export function learnStatusOptions(chosen: LearnStatus | null): TemplateResult[] {
  return learnStatuses.map(
    (status) => html`<option value=${status} .selected=${live(status === chosen)}>${status}</option>`,
  );
}

/** The learn status that is chosen in a `<select>`; null when it stands on something else. */
export function readLearnStatus(target: EventTarget | null): LearnStatus | null {
  return target instanceof HTMLSelectElement ? wordOf(learnStatuses, target.value) : null;
}
