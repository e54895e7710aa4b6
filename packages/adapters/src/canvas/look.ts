/** The light theme of the screens: messages are read on white. Kept equal to the dashboard's tokens by hand; mails cannot read them. */
export const look = {
  surface: '#ffffff',
  text: '#151f27',
  textQuiet: '#5d666d',
  gridLine: '#e4e8ea',
  accent: '#04669b',
  ghost: '#838c92',
  bad: '#db2c2b',
  badBackground: '#fef0ef',
  badLine: '#fcc4bf',
} as const;

export const font = 'Inter';
