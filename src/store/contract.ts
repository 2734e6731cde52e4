/** What the views may know of the port by value: the tables of codes. Types they take from `port/messages.ts` themselves. */
export { COPY_NUMBERS, FAMILIES, FLIGHT_MARK, LINK_STATE, NODE_STATE, SEQUENCE_SCALES, TABLE_COLUMNS, CHECK_BREAKS, TAPE_MARKS } from "../port/messages.ts";
