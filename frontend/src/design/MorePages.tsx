import type { UseInfiniteQueryResult } from '@tanstack/react-query';

import { problemFrom } from '../problem/problem';
import { button } from './button';
import styles from './MorePages.module.css';
import { ProblemBanner } from './ProblemBanner';
import textStyles from './text.module.css';

interface MorePagesProps {
  pages: Pick<
    UseInfiniteQueryResult,
    | 'error'
    | 'fetchNextPage'
    | 'hasNextPage'
    | 'isError'
    | 'isFetchingNextPage'
    | 'isFetchNextPageError'
    | 'refetch'
  >;
  /** How many are shown. */
  count: number;
  /** What they are: one of them, and several. */
  one: string;
  several: string;
}

/** The end of a list that loads in pages: errors, a button for more, and the count. */
export function MorePages({ pages, count, one, several }: MorePagesProps) {
  return (
    <>
      {pages.isError ? (
        <ProblemBanner
          problem={problemFrom(pages.error)}
          onRetry={() => void (pages.isFetchNextPageError ? pages.fetchNextPage() : pages.refetch())}
        />
      ) : null}
      <div className={styles['foot']}>
        {pages.hasNextPage && !pages.isError ? (
          <button
            type="button"
            className={button()}
            aria-disabled={pages.isFetchingNextPage}
            onClick={() => {
              if (!pages.isFetchingNextPage) {
                void pages.fetchNextPage();
              }
            }}
          >
            {pages.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        ) : null}
        <p className={textStyles['soft']} role="status">
          {pages.hasNextPage
            ? `Showing ${count} ${count === 1 ? one : several}`
            : `${count} ${count === 1 ? one : several} in total`}
        </p>
      </div>
    </>
  );
}
