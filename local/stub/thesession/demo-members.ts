export interface DemoMember {
  id: number;
  name: string;
  /** Completes "This member has …". */
  description: string;
}

/** Made-up members to try; the page of the stub and the README list them. */
export const demoMembers = [
  { id: 12, name: 'Kitchen Fiddler', description: 'a tunebook of 12 tunes' },
  { id: 600, name: 'Tuesday Regular', description: 'a tunebook of 600 tunes' },
  { id: 3000, name: 'Máire Gach Port', description: 'a tunebook of 3,000 tunes' },
  { id: 7, name: 'Newly Arrived', description: 'an empty tunebook' },
  { id: 410, name: 'Closed Door', description: 'a private tunebook' },
  { id: 99, name: 'Torn Pages', description: 'a tunebook with flawed entries' },
  { id: 150, name: 'Busy Hands', description: 'a tunebook of 150 tunes that changes while it is read' },
] as const satisfies readonly DemoMember[];
