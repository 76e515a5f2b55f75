import { posix } from 'node:path';

/** Shown as text by MLflow's pages, whatever they are. */
const TEXT = new Set(
  `txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst mlmodel mlproject`.split(
    ' ',
  ),
);
const OTHER: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  bmp: 'image/bmp',
  webp: 'image/webp',
  pdf: 'application/pdf',
  zip: 'application/zip',
  mp3: 'audio/mpeg',
  wav: 'audio/x-wav',
  mp4: 'video/mp4',
};

/** The content type under which a file is sent, by its name. */
export function mediaType(path: string): string {
  const name = posix.basename(path).toLowerCase();
  const ending = name.includes('.', 1) ? name.slice(name.lastIndexOf('.') + 1) : name;
  if (TEXT.has(ending)) return 'text/plain';
  return (name.includes('.', 1) ? OTHER[ending] : undefined) ?? 'application/octet-stream';
}
