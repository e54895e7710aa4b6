import type { Report } from '@tidewatch/contract/operations/reports';

/** A report for people: what happened and what to do. */
export function reportText(report: Report): string {
  if (report.code === 'gap') {
    const { topic, partition, from, below } = report;
    return `${topic} ${partition}: the log no longer held offsets ${from} to ${below - 1}; they are not counted. Keep the topic for longer, or let processors run.`;
  }
  const { process, generation } = report;
  if (report.code === 'generation_failed')
    return `A process on ${process} cannot fold generation ${generation}: ${report.reason} The numbers of the generation before stand; the process tries again by itself. Mend the cause, or give it the catalog of before with a raised processor.revision.`;
  return `A process on ${process} was started with other definitions than those of generation ${generation}, which count; it folds those. Give it the same catalog, or raise processor.revision to go back to its own on purpose.`;
}
