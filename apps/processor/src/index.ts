export { createProcessor, type Processor, type ProcessorOptions } from './create-processor.ts';
