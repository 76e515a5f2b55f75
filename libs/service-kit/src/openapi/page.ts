import { templateOf, type DocumentedRoute } from './document.ts';

const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${String(c.charCodeAt(0))};`);

/** A page to look routes up: needs no script and nothing from elsewhere. The document itself serves tools. */
export function docsPage(title: string, routes: readonly DocumentedRoute[]): string {
  const rows = [...routes]
    .sort((a, b) => (a.url < b.url ? -1 : 1))
    .map(
      ({ method, url, declaration }) =>
        `<tr><td><code>${escape(method.toUpperCase())}</code></td><td><code>${escape(templateOf(url))}</code></td>` +
        `<td>${escape(declaration.summary)}</td></tr>`,
    );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)}</title>
<style>body{font:16px system-ui;margin:2rem auto;max-width:60rem}td{padding:.3rem 1rem .3rem 0}</style>
<h1>${escape(title)}</h1><p><a href="/openapi.json">openapi.json</a> (OpenAPI 3.1) ·
<a href="/metrics">metrics</a> · <a href="/health/ready">health</a></p>
<table>${rows.join('\n')}</table></html>`;
}
