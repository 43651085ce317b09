import { useMutation } from '@tanstack/react-query';

import { download } from '../browser/download';
import { problemFrom } from '../problem/problem';
import { button } from './button';
import { ProblemBanner } from './ProblemBanner';

interface DownloadButtonProps {
  label: string;
  /** Name of the file. */
  name: string;
  fetch: () => Promise<Blob>;
}

/** Fetches a file with the session's token, which a plain link could not send. */
export function DownloadButton({ label, name, fetch }: DownloadButtonProps) {
  const fetching = useMutation({
    mutationFn: fetch,
    onSuccess: (content) => {
      download(name, content);
    },
  });
  return (
    <>
      <button
        type="button"
        className={button()}
        aria-disabled={fetching.isPending}
        onClick={() => {
          if (!fetching.isPending) {
            fetching.mutate();
          }
        }}
      >
        {fetching.isPending ? 'Downloading…' : label}
      </button>
      {fetching.error === null ? null : <ProblemBanner problem={problemFrom(fetching.error)} />}
    </>
  );
}
