import '@fontsource-variable/inter/wght.css';
import './shared/styles/tokens.css';
import './shared/styles/base.css';
import './shared/styles/controls.css';
import { createDashboard } from './app/create-dashboard.ts';

const fontWaitMs = 400;

// Text that is set in the fallback font first would move when the real one comes.
const font = document.fonts.load('420 13px "Inter Variable"').catch(() => undefined);
const patience = new Promise((resolve) => setTimeout(resolve, fontWaitMs));
// The questions to the server are on their way meanwhile.
const dashboard = createDashboard();
await Promise.race([font, patience]);
dashboard.mount('#app');
