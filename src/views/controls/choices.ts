export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** More than these: whenever the style of the page is computed anew that of each option is, too; 4,000 of them took two thirds of 40 ms. */
const MANY = 60;

/** What of the choices a closed list needs: the one that is chosen (or shown where none is), and the longest, by which its width goes. */
export function closedChoices(choices: readonly Choice[], value: string): readonly Choice[] {
  if (choices.length <= MANY) return choices;
  const shown = choices.find((choice) => choice.value === value) ?? choices[0]!;
  const longest = choices.reduce((long, choice) => (choice.text.length > long.text.length ? choice : long));
  return shown === longest ? [shown] : [shown, longest];
}
