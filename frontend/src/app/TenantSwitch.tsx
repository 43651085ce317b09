import { useQuery } from '@tanstack/react-query';

import { queries, useApi } from '../api/queries';
import { classes } from '../design/classes';
import { Link } from '../design/Link';
import textStyles from '../design/text.module.css';
import { PATHS } from '../navigation/paths';
import { problemFrom } from '../problem/problem';
import { useSwitchTenant } from '../tenant/useSwitchTenant';
import styles from './TenantSwitch.module.css';

/**
 * Shows the current tenant, and a menu of tenants if there are several.
 *
 * @param email the account's address: the first tenant is named after it, and is not shown twice
 */
export function TenantSwitch({ email }: { email: string | undefined }) {
  const tenants = useQuery(queries.tenants(useApi()));
  const switching = useSwitchTenant();
  const all = tenants.data ?? [];
  const current = all.find((tenant) => tenant.current);
  if (current === undefined) {
    return null;
  }
  if (all.length === 1) {
    return current.name === email ? null : (
      <Link className={styles['name']} href={PATHS.tenants} title={current.name}>
        <span className={textStyles['unseen']}>Tenant: </span>
        {current.name}
      </Link>
    );
  }
  return (
    <span className={styles['switch']}>
      <select
        aria-label="Tenant"
        // Until the other tenant's answers are there.
        value={switching.isPending ? switching.variables : current.id}
        onChange={(event) => {
          switching.mutate(event.target.value);
        }}
      >
        {all.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      {switching.error === null ? null : (
        <span className={classes(styles['trouble'], textStyles['note'], textStyles['error'])} role="alert">
          {problemFrom(switching.error).title}
        </span>
      )}
    </span>
  );
}
