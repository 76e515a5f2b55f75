import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CHART_FONT, CHART_SIZE, type Chart } from '../../domain/charts/chart.ts';

/** A font of our own, so that a picture is the same on every machine, and on one without fonts. */
const fontFile = (): string => {
  const manifest = createRequire(import.meta.url).resolve('@expo-google-fonts/inter/package.json');
  return join(dirname(manifest), '400Regular', 'Inter_400Regular.ttf');
};

/**
 * The chart as a PNG: drawn by ECharts as SVG, then in pixels by resvg. The same chart gives the same bytes.
 * Both are loaded by the first chart: before, they would stand in memory beside the fit.
 */
export async function renderChart({ option }: Chart): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  // One file: the package's modules are hundreds, and take half a second of every fit.
  const { init } = await import('echarts/dist/echarts.esm.min');
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...CHART_SIZE });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return new Resvg(svg, {
    font: { fontFiles: [fontFile()], loadSystemFonts: false, defaultFontFamily: CHART_FONT },
  })
    .render()
    .asPng();
}
