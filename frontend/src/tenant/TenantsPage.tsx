import { useQuery, useQueryClient } from '@tanstack/react-query';

import { problemFrom } from '../api/problem';
import { queries, useApi } from '../api/queries';
import type { TenantMembership } from '../api/types';
import { Page } from '../app/Page';
import { Form, TextField } from '../design/Form';
import { moment } from '../design/format';
import { ProblemBanner } from '../design/ProblemBanner';
import { useForm } from '../design/useForm';
import { Loaded } from '../settings/Loaded';
import { Part } from '../settings/Part';
import { useSwitchTenant } from './useSwitchTenant';

const LONGEST_NAME = 100;

/** The tenants that one belongs to, and making another. */
export function TenantsPage() {
  const tenants = useQuery(queries.tenants(useApi()));
  const switching = useSwitchTenant();
  return (
    <Page title="Tenants" lead="Each has models, predictions, keys and a team of its own.">
      <div className="parts">
        <Part title="Yours">
          {switching.error === null ? null : <ProblemBanner problem={problemFrom(switching.error)} />}
          <Loaded query={tenants} label="Loading tenants">
            {(all) => (
              <ul className="rows" aria-label="Tenants">
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
        <Part title="A new tenant" lead="You are its owner, and invite others to it.">
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
    <li className="rows-item">
      <div>
        <p className="rows-title">
          {tenant.name} <span className="tag">{tenant.role}</span>{' '}
          {tenant.current ? <span className="tag good">this one</span> : null}
        </p>
        <p className="soft">
          since <time dateTime={tenant.joinedAt}>{moment(tenant.joinedAt)}</time>
        </p>
      </div>
      {tenant.current ? null : (
        <button
          type="button"
          className="button small"
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
        ? { name: 'Enter a name' }
        : name.length > LONGEST_NAME
          ? { name: `A name has at most ${LONGEST_NAME} characters` }
          : {},
    send: ({ name }) => api.tenants.create(name.trim()),
    done: () => {
      form.clear();
      void client.invalidateQueries({ queryKey: queries.tenants(api).queryKey });
    },
  });
  return (
    <Form form={form} action="Make it" working="Making…" success="Made. Switch to it to work in it.">
      <TextField form={form} name="name" label="Name" input={{ autoComplete: 'organization' }} />
    </Form>
  );
}
