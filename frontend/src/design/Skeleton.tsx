interface SkeletonProps {
  /** What is being loaded, for screen readers. */
  label: string;
  rows: number;
  kind?: 'fields' | 'rows';
}

/** Grey shapes in the place of what is on its way. */
export function Skeleton({ label, rows, kind = 'rows' }: SkeletonProps) {
  return (
    <div className={`skeleton ${kind}`} role="status">
      <span className="unseen">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className="bone" aria-hidden="true" />
      ))}
    </div>
  );
}
