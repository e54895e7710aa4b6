export { createChartPainter } from './create-chart-painter.ts';
