import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const suite = process.env['AUSPEX_URL'] ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    // Nothing is inlined: the Content-Security-Policy admits neither data: URLs nor inline code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: { '/api': suite, '/v2': suite },
    // A test compares the page's kinds of events with the auth service's.
    fs: { allow: ['.', '../auth-service/src/main/java/dev/auspex/auth/audit'] },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    setupFiles: ['src/testSetup.ts'],
    testTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
    coverage: {
      include: ['src/**/*.{ts,tsx}'],
      exclude: ['src/main.tsx'],
    },
  },
});
