import { createCanvas } from '@napi-rs/canvas';
import type { ChartPicture } from '@tidewatch/core/alerting/messages/message';
import type { ChartPainter } from '@tidewatch/core/ports/notifier';
import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { chartConfiguration } from './chart-configuration.ts';
import { registerFonts } from './register-fonts.ts';

/** Narrow, since it is shrunk on phones: letters must stay readable there. */
const width = 520;
const height = 260;

/** Paints charts by Chart.js, as the screens do; without a browser. */
export function createChartPainter(): ChartPainter {
  Chart.register(LineController, LineElement, PointElement, LinearScale, Filler);
  return {
    async paint(picture: ChartPicture) {
      registerFonts();
      const canvas = createCanvas(width, height);
      const chart = new Chart(canvas, chartConfiguration(picture));
      try {
        return await canvas.encode('png');
      } finally {
        chart.destroy();
      }
    },
  };
}
