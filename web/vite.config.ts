import { fileURLToPath } from 'node:url'
import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'
import { islands } from './islands-plugin.ts'

const root = fileURLToPath(new URL('.', import.meta.url))

/**
 * What half of the pages load is one file, and the icons of several pages another: a page with a script asks for twenty files on average instead of thirty-four, and for no more
 * bytes. Each file costs a slow phone five milliseconds before the first words, and a round trip for six of them where there is no HTTP/2.
 */
const fewFiles = [
  { name: 'base', minShareCount: 40 },
  { name: 'icons', test: /lucide/, minShareCount: 4 },
]

/**
 * The pages. Everything a page loads comes from this server (Membership reveals opinions: no third party ever).
 * No style attribute passes the policy: sizes are written as classes, `data-` attributes or SVG attributes.
 */
export default defineConfig({
  root,
  clearScreen: false,
  plugins: [
    islands(root),
    sveltekit({
      adapter: adapter({ out: fileURLToPath(new URL('build', import.meta.url)), precompress: true }),
      csp: {
        mode: 'auto',
        directives: {
          'default-src': ['self'],
          'img-src': ['self', 'data:'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
          'script-src': ['self'],
          'style-src': ['self'],
          // The one style attribute that Kit writes itself, on the line it reads aloud after a navigation: its hash, and nothing else.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'connect-src': process.env.PREAU_MODE === 'dev' ? ['self', 'ws:'] : ['self'],
        },
      },
      inlineStyleThreshold: 16_384,
      serviceWorker: { register: false },
      output: { linkHeaderPreload: false },
      version: { pollInterval: 0 },
    }),
  ],
  build: { target: 'es2022', assetsInlineLimit: 0, reportCompressedSize: false, rolldownOptions: { checks: { pluginTimings: false } } },
  environments: { client: { build: { rolldownOptions: { output: { codeSplitting: { groups: fewFiles } } } } } },
  server: {
    fs: { allow: ['..'] },
    watch: { ignored: ['**/data/**', '**/build/**', '**/.svelte-kit/**'] },
  },
})
