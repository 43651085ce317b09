import type { ModelSummary } from '../api/types';

/** Alias of the version that answers when a request names none. */
export const CHAMPION = 'champion';

export interface Choice {
  /** A version or an alias. */
  value: string;
  label: string;
}

/** What may be asked of a model: its champion first, other aliases, then every version, newest first. */
export function choicesOf({ versions, aliases }: ModelSummary): Choice[] {
  const names = Object.keys(aliases).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return [
    ...names.map((alias) => ({
      value: alias,
      label: `${alias.charAt(0).toUpperCase()}${alias.slice(1)} (version ${aliases[alias] ?? ''})`,
    })),
    ...versions.toReversed().map((version) => ({ value: version, label: `Version ${version}` })),
  ];
}

function rank(alias: string): number {
  return alias === CHAMPION ? 0 : 1;
}
