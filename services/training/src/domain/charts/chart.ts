import type { EChartsOption } from 'echarts';

/** A picture of a model, by the name of its file. */
export interface Chart {
  readonly name: string;
  readonly option: EChartsOption;
}

/** In pixels. */
export const CHART_SIZE = { width: 960, height: 540 } as const;

export const CHART_FONT = 'Inter';

/** Told apart by readers who do not see red and green alike (Okabe and Ito). */
export const COLOURS = {
  ours: '#0072B2',
  other: '#E69F00',
  quiet: '#8A8A8A',
  /** Those of `ours`, where they may lie on one another. As a colour: opacity of its own would cost a layer a dot. */
  dots: 'rgba(0, 114, 178, 0.45)',
} as const;

/** What all charts share. */
export const chartBase = (title: string, subtitle: string) =>
  ({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: CHART_FONT, fontSize: 13 },
    title: {
      text: title,
      subtext: subtitle,
      left: 24,
      top: 14,
      textStyle: { fontSize: 18, fontWeight: 'normal', fontFamily: CHART_FONT },
      subtextStyle: { fontSize: 13, fontFamily: CHART_FONT },
    },
  }) satisfies EChartsOption;

/** A number axis with its name under the middle, or beside it. */
export const namedAxis = (name: string, way: 'across' | 'up') =>
  ({
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: way === 'across' ? 28 : 46,
    axisLine: { show: true },
  }) as const;
