import '@fontsource/marcellus/latin-400.css';
import './design/tokens.css';
import './design/base.css';

import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { createApi } from './api/client';
import { ApiProvider, createQueryClient, forgetOnMove } from './api/queries';
import { App } from './app/App';

/** Where the suite sends a browser that comes back from an external provider. */
const SIGNED_IN = '/signed-in';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no element with the id "root"');
}

const api = createApi(localStorageOrNone());
const client = createQueryClient();
forgetOnMove(client, api.session);
window.addEventListener('storage', api.session.follow);
// A page that comes back from the browser's cache has missed what other tabs told.
window.addEventListener('pageshow', api.session.follow);
if (window.location.pathname === SIGNED_IN) {
  api.session.adopt();
  window.history.replaceState(null, '', '/');
}

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <ApiProvider value={api}>
        <App />
      </ApiProvider>
    </QueryClientProvider>
  </StrictMode>,
);

/** Reading the property throws where a browser bars storage. */
function localStorageOrNone(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
