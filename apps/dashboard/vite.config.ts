import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const gateway = process.env['TIDEWATCH_URL'] ?? 'http://127.0.0.1:4000';

export default defineConfig({
  plugins: [vue()],
  build: {
    target: 'es2023',
    // Fonts and icons stay files: a strict content security policy allows no data: URLs.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rolldownOptions: {
      // A slow machine is no news to whoever starts the demo for the first time.
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          // The first load is three files, not thirty; the libraries stay in the cache from one build to the next.
          groups: [
            { name: 'libraries', test: /node_modules/, tags: ['$initial'], priority: 2 },
            { name: 'shell', tags: ['$initial'], priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/v1': gateway,
      '/socket.io': { target: gateway, ws: true },
    },
  },
});
