import { describe, expect, test } from 'vitest';
import { matchLine } from '../../../web/src/knowledge/search.ts';
import { foldText, matchesWords, searchWords } from '../../../web/src/ui/folded-text.ts';

function finds(name: string, typed: string): boolean {
  return matchesWords(foldText(name), searchWords(typed));
}

describe('the search', () => {
  test.each([
    ['An Phis Fhliuch', 'fhliuch'],
    ['Pléaráca na Ruarcach', 'PLEARACA'],
    ['Plearaca na Ruarcach', 'pléaráca'],
    ['O’Carolan’s Concerto', "o'carolan's"],
    ["O'Carolan's Concerto", 'o’carolan’s'],
    ['Kjøttkveitevals', 'kjottkveite'],
    ['The Silver Spear', 'spear silver'],
    ['The Silver Spear', '  silver   spear '],
    ['The Silver Spear', ''],
    ['Straße', 'strasse'],
  ])('finds %j by %j', (name, typed) => {
    expect(finds(name, typed)).toBe(true);
  });

  test('requires every word', () => {
    expect(finds('The Silver Spear', 'silver kesh')).toBe(false);
  });

  test('matches composed with decomposed letters', () => {
    expect(finds('Máire', 'Ma\u0301ire')).toBe(true);
  });
});

describe('the line above the documents that match', () => {
  test.each([
    [1, 1, false, '1 match among 1 document.'],
    [0, 2, false, '0 matches among 2 documents.'],
    [2, 25, true, '2 matches among the 25 loaded documents.'],
  ])('counts %i of %i, more to load: %j', (matching, loaded, more, expected) => {
    expect(matchLine('hours', matching, loaded, more)).toBe(expected);
  });
});
