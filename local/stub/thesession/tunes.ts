/** A tune in a tunebook. */
export interface Tune {
  id: number;
  name: string;
  type: string;
  url: string;
}

/** The twelve types of thesession.org. */
const types = [
  'jig',
  'reel',
  'slip jig',
  'hornpipe',
  'polka',
  'slide',
  'waltz',
  'barndance',
  'strathspey',
  'three-two',
  'mazurka',
  'march',
] as const;

/** Common traditional titles. Their pairing with types is made up. */
const titles = [
  'The Silver Spear',
  'The Kesh',
  'Drowsy Maggie',
  'The Butterfly',
  'Out On The Ocean',
  'Banish Misfortune',
  'Casadh An tSúgáin',
  'The Musical Priest',
  'The Banshee',
  'Toss The Feathers',
  'The Lark In The Morning',
  'Tá An Coileach Ag Fógairt An Lae',
  'The Rights Of Man',
  'The Boys Of Bluehill',
  'Off To California',
  'The Swallowtail',
  'Morrison’s',
  'Port Na bPúcaí',
  'The Connaughtman’s Rambles',
  'The Rakes Of Mallow',
  'The Star Of Munster',
  'The Wind That Shakes The Barley',
  'The Maid Behind The Bar',
  'Réalta An Mhaidin',
  'Saint Anne’s',
  'The Irish Washerwoman',
  'The Foggy Dew',
  'The Cúil Aodha',
  'The Blackthorn Stick',
  'Polska Från Älvdalen',
  'The Earl’s Chair',
] as const;

/** Suffixes that make repeated titles unique. */
const places = [
  'Clare',
  'Sligo',
  'Kerry',
  'Gaoth Dobhair',
  'Galway',
  'Leitrim',
  'An Cheathrú Rua',
  'Fermanagh',
  'Doolin',
  'Baile Bhuirne',
  'Tulla',
  'Ballydesmond',
  'Cape Breton',
  'Kilfenora',
  'Shetland',
  'Mayo',
  'Dún Laoghaire',
] as const;

/** Above the ids of real tunes, so that a made-up tune is never mistaken for one. */
const firstTuneId = 1_000_001;

/** 100 variants of 200 000 tunes. */
const tuneCount = 20_000_000;

/** The tune at an index of the made-up catalogue, from 0. Every name is unique. */
export function tuneAt(index: number): Tune {
  const title = titles[index % titles.length] ?? titles[0];
  const round = Math.floor(index / titles.length);
  const place = round === 0 ? '' : ` Of ${places[(round - 1) % places.length]}`;
  const number = round <= places.length ? '' : ` No. ${Math.floor((round - 1) / places.length) + 1}`;
  const id = firstTuneId + index;
  return { id, name: `${title}${place}${number}`, type: types[index % types.length] ?? types[0], url: tuneUrl(id) };
}

/** Undefined for an id outside the made-up catalogue. */
export function findTune(id: number): Tune | undefined {
  const index = id - firstTuneId;
  return index >= 0 && index < tuneCount ? tuneAt(index) : undefined;
}

/** The URL of a tune at the real service. */
export function tuneUrl(id: number): string {
  return `https://thesession.org/tunes/${id}`;
}
