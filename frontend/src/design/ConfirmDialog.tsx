import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { problemFrom } from '../problem/problem';
import { button } from './button';
import { Dialog } from './Dialog';
import layout from './layout.module.css';
import { ProblemBanner } from './ProblemBanner';

interface ConfirmDialogProps {
  title: string;
  action: string;
  working: string;
  /** Runs the action. If it fails, the dialog stays open and shows the problem. */
  run: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}

/** Asks for confirmation before an action that cannot be undone. */
export function ConfirmDialog({ title, action, working, run, onClose, children }: ConfirmDialogProps) {
  const running = useMutation({ mutationFn: run, onSuccess: onClose });
  return (
    <Dialog title={title} onClose={onClose}>
      {running.error === null ? null : <ProblemBanner problem={problemFrom(running.error)} />}
      <div>{children}</div>
      <div className={layout['actions']}>
        <button
          type="button"
          className={button('danger')}
          aria-disabled={running.isPending}
          onClick={() => {
            if (!running.isPending) {
              running.mutate();
            }
          }}
        >
          {running.isPending ? working : action}
        </button>
        <button type="button" className={button()} onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
