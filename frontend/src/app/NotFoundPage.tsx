import { Link } from '../design/Link';
import { Page } from '../design/Page';
import { PATHS } from '../navigation/paths';

export function NotFoundPage() {
  return (
    <Page lead="There is no page at this address.">
      <p>
        <Link href={PATHS.predict}>Make a prediction</Link> or view{' '}
        <Link href={PATHS.predictions}>your predictions</Link>.
      </p>
    </Page>
  );
}
