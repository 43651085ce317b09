import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { problemFrom } from '../problem/problem';
import { ProblemBanner } from './ProblemBanner';
import { Skeleton } from './Skeleton';

interface LoadedProps<Data> {
  query: UseQueryResult<Data>;
  /** What is being loaded, for screen readers. */
  label: string;
  rows?: number;
  children: (data: Data) => ReactNode;
}

/** What a query brings, its skeleton before, and its problem where it fails. */
export function Loaded<Data>({ query, label, rows = 3, children }: LoadedProps<Data>) {
  if (query.data !== undefined) {
    return children(query.data);
  }
  return query.isError ? (
    <ProblemBanner problem={problemFrom(query.error)} onRetry={() => void query.refetch()} />
  ) : (
    <Skeleton label={label} rows={rows} />
  );
}
