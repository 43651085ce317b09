import { useQuery, useQueryClient } from '@tanstack/react-query';

import { queries, useApi } from '../api/queries';
import { roleName } from '../api/roles';
import type { TenantMembership } from '../api/types';
import { button } from '../design/button';
import { Form, TextField } from '../design/Form';
import layout from '../design/layout.module.css';
import { Loaded } from '../design/Loaded';
import { Page } from '../design/Page';
import { Part } from '../design/Part';
import { ProblemBanner } from '../design/ProblemBanner';
import rowStyles from '../design/rows.module.css';
import { Tag } from '../design/Tag';
import { useForm } from '../design/useForm';
import { moment } from '../format/format';
import { problemFrom } from '../problem/problem';
import { useSwitchTenant } from './useSwitchTenant';

const LONGEST_NAME = 100;

/** The tenants that a person belongs to, and a form to create one. */
export function TenantsPage() {
  const tenants = useQuery(queries.tenants(useApi()));
  const switching = useSwitchTenant();
  return (
    <Page lead="Each tenant has its own models, predictions, API keys and team.">
      <div className={layout['parts']}>
        <Part title="Your tenants">
          {switching.error === null ? null : <ProblemBanner problem={problemFrom(switching.error)} />}
          <Loaded query={tenants} label="Loading tenants">
            {(all) => (
              <ul className={rowStyles['rows']} aria-label="Tenants">
                {all.map((tenant) => (
                  <TenantRow
                    key={tenant.id}
                    tenant={tenant}
                    pending={switching.isPending}
                    go={() => {
                      switching.mutate(tenant.id);
                    }}
                  />
                ))}
              </ul>
            )}
          </Loaded>
        </Part>
        <Part title="New tenant" lead="You become its owner and can invite others.">
          <CreateForm />
        </Part>
      </div>
    </Page>
  );
}

interface TenantRowProps {
  tenant: TenantMembership;
  pending: boolean;
  go: () => void;
}

function TenantRow({ tenant, pending, go }: TenantRowProps) {
  return (
    <li className={rowStyles['item']}>
      <div>
        <p className={rowStyles['title']}>
          {tenant.name} <Tag>{roleName(tenant.role)}</Tag>{' '}
          {tenant.current ? <Tag kind="good">Current</Tag> : null}
        </p>
        <p className={rowStyles['detail']}>
          Joined <time dateTime={tenant.joinedAt}>{moment(tenant.joinedAt)}</time>
        </p>
      </div>
      {tenant.current ? null : (
        <button
          type="button"
          className={button('small')}
          aria-label={`Switch to ${tenant.name}`}
          aria-disabled={pending}
          onClick={() => {
            if (!pending) {
              go();
            }
          }}
        >
          Switch
        </button>
      )}
    </li>
  );
}

function CreateForm() {
  const api = useApi();
  const client = useQueryClient();
  const form = useForm({
    initial: { name: '' },
    check: ({ name }) =>
      name.trim() === ''
        ? { name: 'Enter a name.' }
        : name.length > LONGEST_NAME
          ? { name: `Use at most ${LONGEST_NAME} characters.` }
          : {},
    send: ({ name }) => api.tenants.create(name.trim()),
    done: () => {
      form.clear();
      void client.invalidateQueries({ queryKey: queries.tenants(api).queryKey });
    },
  });
  return (
    <Form
      form={form}
      action="Create tenant"
      working="Creating…"
      success="Tenant created. Switch to it to start working in it."
    >
      <TextField form={form} name="name" label="Name" input={{ autoComplete: 'organization' }} />
    </Form>
  );
}
