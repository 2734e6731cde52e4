/** The one of a list that a misspelt word probably means: by the fewest letters to change, null when none is near. */
export function nearest(word: string, choices: readonly string[]): string | null {
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const choice of choices) {
    if (Math.abs(choice.length - wanted.length) >= least) continue;
    const changes = editsBetween(wanted, choice.toLowerCase(), least);
    if (changes < least) [best, least] = [choice, changes];
  }
  return best ?? choices.find((choice) => wanted.length >= 3 && choice.toLowerCase().startsWith(wanted)) ?? null;
}

/** Letters to put in, leave out, change or swap with their neighbour; `most` when there are at least so many. */
function editsBetween(a: string, b: string, most: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, before[j - 2]! + 1);
      row.push(edits);
    }
    [before, last] = [last, row];
  }
  return Math.min(most, last[b.length]!);
}
