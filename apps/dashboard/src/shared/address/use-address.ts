import { usePage } from '../page/use-page.ts';
import type { Address } from './address.ts';

/** The address of the page that this component belongs to. */
export const useAddress = (): Address => usePage().address;
