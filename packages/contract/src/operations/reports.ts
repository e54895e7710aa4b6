/** Something about the pipeline that a person has to know of; it stands on the pipeline page until somebody acknowledges it. */
export type Report = GapReport | SupersededReport | GenerationFailedReport;

interface Reported {
  /** The same for the same trouble, however often it is told. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The log no longer held records that were to be folded: `from` (inclusive) to `below`. They are not counted. */
export interface GapReport extends Reported {
  readonly code: 'gap';
  readonly generation: number;
  readonly topic: string;
  readonly epoch: number;
  readonly partition: number;
  readonly from: number;
  readonly below: number;
}

/** A process was started with other definitions than those that count; it folds what counts. */
export interface SupersededReport extends Reported {
  readonly code: 'catalog_superseded';
  /** Host name. */
  readonly process: string;
  /** The generation that took the place of its definitions. */
  readonly generation: number;
}

/** A process cannot fold the generation that is to come into force; the one before goes on. */
export interface GenerationFailedReport extends Reported {
  readonly code: 'generation_failed';
  /** Host name. */
  readonly process: string;
  readonly generation: number;
  /** For people. */
  readonly reason: string;
}

/** A record of the topic `operations`: something was found. */
export interface ReportRecord {
  readonly v: 1;
  readonly kind: 'report';
  readonly report: Report;
}

/** A record of the topic `operations`: somebody has seen a report. */
export interface ReportAcknowledgedRecord {
  readonly v: 1;
  readonly kind: 'report-acknowledged';
  readonly id: string;
  /** Who. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
}
