import type { LinkJson, NodeJson } from "./commands.ts";
import type { Topology } from "./topology.ts";

/**
 * Networks that really existed, from published facts: names, links, and rounded coordinates of the cities. Parallel
 * circuits between two places count once.
 *
 * - Abilene, the backbone of Internet2 in February 2005: 11 cities, 14 links. Published by Internet2 (200502-IS-AN.pdf),
 *   collected in the Internet Topology Zoo (Knight, Nguyen, Falkner, Bowden, Roughan: "The Internet Topology Zoo", IEEE
 *   Journal on Selected Areas in Communications 29(9), 2011), data set "Abilene".
 * - GÉANT, the research backbone of Europe in March 2012: 40 countries, 61 links. Published by GÉANT (topology map, March
 *   2012), collected in the Internet Topology Zoo, data set "Geant2012"; there Slovenia stands as SL, here as SI. The data
 *   set has no places for UA, MD and BY; these stand at their capitals.
 */

/** name, then longitude and latitude in hundredths of a degree */
type City = readonly [name: string, longitude: number, latitude: number];

const ABILENE_CITIES: readonly City[] = [
  ["New York", -7401, 4071], ["Chicago", -8765, 4185], ["Washington", -7704, 3890], ["Seattle", -12233, 4761],
  ["Sunnyvale", -12204, 3737], ["Los Angeles", -11824, 3405], ["Denver", -10498, 3974], ["Kansas City", -9463, 3911],
  ["Houston", -9536, 2976], ["Atlanta", -8439, 3375], ["Indianapolis", -8616, 3977],
];

const ABILENE_LINKS = [
  "New York-Chicago", "New York-Washington", "Chicago-Indianapolis", "Washington-Atlanta", "Seattle-Sunnyvale",
  "Seattle-Denver", "Sunnyvale-Los Angeles", "Sunnyvale-Denver", "Los Angeles-Houston", "Denver-Kansas City",
  "Kansas City-Houston", "Kansas City-Indianapolis", "Houston-Atlanta", "Atlanta-Indianapolis",
];

const GEANT_COUNTRIES: readonly City[] = [
  ["NL", 489, 5237], ["BE", 435, 5085], ["DK", 1257, 5568], ["PL", 1697, 5242], ["DE", 868, 5012], ["CZ", 1442, 5009],
  ["LU", 613, 4961], ["FR", 235, 4885], ["CH", 745, 4695], ["IT", 919, 4546], ["UA", 3052, 5045], ["MD", 2886, 4701],
  ["BG", 2332, 4270], ["RO", 2611, 4443], ["TR", 3491, 3906], ["GR", 2372, 3798], ["CY", 3337, 3517], ["IL", 3475, 3150],
  ["MT", 1443, 3591], ["BY", 2757, 5390], ["MK", 2143, 4200], ["ME", 1926, 4244], ["HU", 1904, 4750], ["SK", 1711, 4815],
  ["PT", -913, 3872], ["ES", -370, 4042], ["RS", 2047, 4480], ["HR", 1598, 4581], ["SI", 1451, 4605], ["AT", 1637, 4821],
  ["LT", 2390, 5490], ["RU", 3762, 5575], ["IS", -2190, 6414], ["IE", -627, 5334], ["UK", -13, 5151], ["NO", 1000, 6200],
  ["SE", 1806, 5933], ["FI", 2227, 6045], ["EE", 2475, 5944], ["LV", 2411, 5695],
];

const GEANT_LINKS = [
  "NL-BE", "NL-DK", "NL-DE", "NL-UK", "NL-LT", "BE-IE", "DK-IS", "DK-NO", "DK-DE", "DK-EE", "DK-SE", "DK-RU", "PL-UA",
  "PL-BY", "PL-DE", "PL-CZ", "PL-LT", "DE-CZ", "DE-LU", "DE-CH", "DE-CY", "DE-IL", "DE-AT", "DE-RU", "CZ-SK", "LU-FR",
  "FR-CH", "FR-ES", "FR-UK", "CH-IT", "CH-ES", "IT-ES", "IT-MT", "IT-AT", "IT-GR", "MD-RO", "BG-HU", "BG-MK", "BG-RO",
  "BG-TR", "BG-GR", "RO-TR", "RO-HU", "GR-AT", "CY-UK", "IL-LT", "ME-HR", "HU-RS", "HU-HR", "HU-SK", "SK-AT", "PT-ES",
  "PT-UK", "HR-SI", "SI-AT", "LT-LV", "IS-UK", "IE-UK", "NO-SE", "SE-FI", "EE-LV",
];

export function abilene(): Topology {
  return { nodes: onMap(ABILENE_CITIES, 24, 31), links: ABILENE_LINKS.map(linkBetween) };
}

export function geant(): Topology {
  return { nodes: onMap(GEANT_COUNTRIES, 30, 48), links: GEANT_LINKS.map(linkBetween) };
}

/** `unitsEast` and `unitsNorth`: picture units of a degree; a degree of longitude is shorter the farther north. */
function onMap(cities: readonly City[], unitsEast: number, unitsNorth: number): NodeJson[] {
  return cities.map(([id, longitude, latitude]) => ({
    id,
    x: Math.round((longitude * unitsEast) / 100),
    y: Math.round((-latitude * unitsNorth) / 100),
  }));
}

function linkBetween(names: string): LinkJson {
  const [a, b] = names.split("-");
  return { a: a!, b: b! };
}
