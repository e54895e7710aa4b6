/** Consumer group of the alerters. Its commit of the topic `alerts` says where the transitions of all open episodes begin. */
export const alerterGroup = 'alerter';
