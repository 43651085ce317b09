import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { Branding, TenantSettings } from '../api/types';
import { button } from '../design/button';
import choiceStyles from '../design/choice.module.css';
import { Field } from '../design/Field';
import fieldStyles from '../design/Field.module.css';
import { Form, TextField } from '../design/Form';
import layout from '../design/layout.module.css';
import { Loaded } from '../design/Loaded';
import { Page } from '../design/Page';
import { Part } from '../design/Part';
import textStyles from '../design/text.module.css';
import { useForm } from '../design/useForm';
import { pngAddress } from '../format/pngAddress';
import {
  brandingOf,
  type BrandingValues,
  checkBranding,
  checkSettings,
  readLogo,
  settingsOf,
  type SettingsValues,
} from './branding';
import styles from './TenantPage.module.css';

/** Branding, limits and data settings of the tenant; for admins. */
export function TenantPage() {
  const tenant = useQuery(queries.tenant(useApi()));
  return (
    <Page lead="Branding, limits and data settings of this tenant.">
      <Loaded query={tenant} label="Loading the tenant" rows={4}>
        {({ id, branding, settings }) => (
          <div className={layout['parts']} key={id}>
            <BrandingPart branding={branding} />
            <LimitsPart settings={settings} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function BrandingPart({ branding }: { branding: Branding }) {
  const api = useApi();
  const client = useQueryClient();
  const initial: BrandingValues = {
    name: branding.name,
    colour: branding.colour ?? '',
    logo: branding.logo ?? '',
  };
  const form = useForm({
    initial,
    check: checkBranding,
    send: (values) => api.tenants.brand(brandingOf(values)),
    done: (tenant) => {
      client.setQueryData(queries.tenant(api).queryKey, tenant);
      void client.invalidateQueries({ queryKey: queries.tenants(api).queryKey });
    },
  });
  const { colour, logo } = form.values;
  return (
    <Part title="Branding" lead="All members see this name, colour and logo at the top of the page.">
      <Form form={form} action="Save" working="Saving…" success="Saved.">
        <TextField form={form} name="name" label="Name" input={{ autoComplete: 'organization' }} />
        <Field
          name="colour"
          label="Colour"
          required={false}
          hint="A hex colour, such as #3c5a99. Leave empty for the default."
          error={form.errors.colour}
        >
          {(control) => (
            <span className={fieldStyles['affixed']}>
              <input
                {...control}
                autoComplete="off"
                spellCheck={false}
                value={colour}
                onChange={(event) => {
                  form.set({ colour: event.target.value });
                }}
              />
              <input
                type="color"
                className={styles['affixColour']}
                aria-label="Choose a colour"
                value={/^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : '#0b5f54'}
                onChange={(event) => {
                  form.set({ colour: event.target.value });
                }}
              />
            </span>
          )}
        </Field>
        <LogoField
          logo={logo}
          error={form.errors.logo}
          choose={(next) => {
            form.set({ logo: next });
          }}
        />
      </Form>
    </Part>
  );
}

interface LogoFieldProps {
  logo: string;
  error: string | undefined;
  choose: (logo: string) => void;
}

function LogoField({ logo, error, choose }: LogoFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [unreadable, setUnreadable] = useState<string>();
  return (
    <Field
      name="logo"
      label="Logo"
      required={false}
      hint="PNG, up to 64 KiB and 1024 × 1024 pixels. Square logos look best."
      error={unreadable ?? error}
    >
      {(control) => (
        <div className={styles['logo']}>
          {logo === '' ? null : <img src={pngAddress(logo)} alt="Tenant logo" />}
          <input
            {...control}
            ref={input}
            type="file"
            accept="image/png"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file === undefined) {
                return;
              }
              readLogo(file).then(
                (read) => {
                  setUnreadable(undefined);
                  choose(read);
                },
                (failure: unknown) => {
                  setUnreadable(
                    failure instanceof Error
                      ? failure.message
                      : 'The file could not be read. Choose another one.',
                  );
                },
              );
            }}
          />
          {logo === '' ? null : (
            <button
              type="button"
              className={button('small')}
              onClick={() => {
                setUnreadable(undefined);
                choose('');
                if (input.current !== null) {
                  input.current.value = '';
                  input.current.focus();
                }
              }}
            >
              Remove logo
            </button>
          )}
        </div>
      )}
    </Field>
  );
}

function LimitsPart({ settings }: { settings: TenantSettings }) {
  const api = useApi();
  const client = useQueryClient();
  const initial: SettingsValues = {
    requestsPerSecond: settings.requestsPerSecond?.toString() ?? '',
    predictionsPerDay: settings.predictionsPerDay?.toString() ?? '',
    retentionDays: settings.retentionDays?.toString() ?? '',
    logInputs: settings.logInputs ?? false,
  };
  const form = useForm({
    initial,
    check: checkSettings,
    send: (values) => api.tenants.settle(settingsOf(values)),
    done: (tenant) => {
      client.setQueryData(queries.tenant(api).queryKey, tenant);
    },
  });
  const count = { inputMode: 'numeric', autoComplete: 'off' } as const;
  return (
    <Part title="Limits and data">
      <Form form={form} action="Save" working="Saving…" success="Saved.">
        <TextField
          form={form}
          name="requestsPerSecond"
          label="Requests per second"
          optional
          hint="Shared by all members and API keys. Leave empty for the default limit."
          input={count}
        />
        <TextField
          form={form}
          name="predictionsPerDay"
          label="Predictions per day"
          optional
          hint="Leave empty for the default limit."
          input={count}
        />
        <TextField
          form={form}
          name="retentionDays"
          label="Prediction retention in days"
          hint="From 1 to 3650."
          input={count}
        />
        <Check
          checked={form.values.logInputs}
          change={(logInputs) => {
            form.set({ logInputs });
          }}
        >
          <strong>Log inputs</strong>{' '}
          <span className={textStyles['soft']}>
            Services may write prediction inputs to their logs. Leave this off for personal data.
          </span>
        </Check>
      </Form>
    </Part>
  );
}

interface CheckProps {
  checked: boolean;
  change: (checked: boolean) => void;
  children: ReactNode;
}

function Check({ checked, change, children }: CheckProps) {
  return (
    <label className={choiceStyles['choice']}>
      <input
        type="checkbox"
        name="logInputs"
        checked={checked}
        onChange={(event) => {
          change(event.target.checked);
        }}
      />
      <span>{children}</span>
    </label>
  );
}
