import type { SeriesAnswer } from '@tidewatch/contract/queries';

/**
 * What a panel shows. nothing: its own filter excludes that of the screen · loading: asked, no answer yet · refused: answered with a
 * problem · stopped: no numbers, and nothing is being read · no-data: there never was an event · empty: none here, and the pipeline is
 * healthy · data.
 */
export type PanelPicture = 'nothing' | 'loading' | 'refused' | 'stopped' | 'no-data' | 'empty' | 'data';

export interface PictureInput {
  readonly nothing: boolean;
  readonly answered: boolean;
  readonly refused: boolean;
  /** There is something to draw. */
  readonly hasData: boolean;
  /** Something was counted before, or a zero is known to be one. */
  readonly isCounted: boolean;
  readonly pipelineStopped: boolean;
}

export const panelPicture = (input: PictureInput): PanelPicture => {
  if (input.nothing) return 'nothing';
  if (!input.answered) return input.refused ? 'refused' : 'loading';
  if (input.hasData) return 'data';
  if (input.pipelineStopped) return 'stopped';
  return input.isCounted ? 'empty' : 'no-data';
};

/**
 * Whether an empty answer means "none" and not "nothing yet": there is a filter, or something was counted now or in the time that is
 * compared with. An answer by groups names no group where nothing was counted.
 */
export const wasCounted = (
  answer: Pick<SeriesAnswer, 'series' | 'compare'> | null | undefined,
  where: readonly string[],
): boolean =>
  where.length > 0 || [...(answer?.series ?? []), ...(answer?.compare ?? [])].some(({ total }) => total !== null);
