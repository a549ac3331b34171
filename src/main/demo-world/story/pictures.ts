// The pictures of the demo world: what Alice saw this year, and what Carol brought from Kyoto.
import { DAY, type Snap } from '../cast.ts'
import type { Painting } from '../painting.ts'

type Scene = Omit<Painting, 'takenAt' | 'place'>

const LANDSCAPE = { width: 720, height: 480 }
const PORTRAIT = { width: 480, height: 640 }
const WIDE = { width: 960, height: 400 }

const HOME = { latitude: 51.4545, longitude: -2.5879 }
const MOOR = { latitude: 51.4623, longitude: -0.3 }
const LISBON = { latitude: 38.7223, longitude: -9.1393 }
const PARIS = { latitude: 48.8534, longitude: 2.3488 }
const KYOTO = { latitude: 35.0116, longitude: 135.7681 }
const NARA = { latitude: 34.6851, longitude: 135.8049 }

/** The same land in another light. */
const dawn = (waves: number): Scene => ({
  ...LANDSCAPE,
  sky: [
    [150, 172, 196],
    [246, 214, 190],
  ],
  sun: { x: 0.68, y: 0.42, colour: [250, 236, 208] },
  ridges: [
    { at: 0.6, rise: 0.09, waves, phase: 0.4, colour: [168, 170, 182] },
    { at: 0.7, rise: 0.07, waves: waves + 0.7, phase: 2.1, colour: [112, 128, 134] },
    { at: 0.84, rise: 0.05, waves: waves + 1.6, phase: 4, colour: [62, 82, 78] },
  ],
})

const evening = (waves: number): Scene => ({
  ...WIDE,
  sky: [
    [58, 66, 104],
    [230, 146, 104],
  ],
  sun: { x: 0.3, y: 0.6, colour: [246, 190, 122] },
  ridges: [
    { at: 0.66, rise: 0.08, waves, phase: 1, colour: [104, 82, 106] },
    { at: 0.74, rise: 0.05, waves: waves + 1, phase: 3, colour: [62, 54, 82] },
  ],
  water: { from: 0.82, colour: [120, 92, 112] },
})

const noon = (waves: number): Scene => ({
  ...LANDSCAPE,
  sky: [
    [96, 152, 196],
    [206, 228, 232],
  ],
  ridges: [
    { at: 0.58, rise: 0.08, waves, phase: 0, colour: [140, 168, 148] },
    { at: 0.72, rise: 0.06, waves: waves + 0.5, phase: 1.7, colour: [102, 142, 92] },
    { at: 0.86, rise: 0.04, waves: waves + 2, phase: 5, colour: [70, 112, 66] },
  ],
})

const sea: Scene = {
  ...WIDE,
  sky: [
    [120, 170, 204],
    [236, 232, 214],
  ],
  sun: { x: 0.8, y: 0.28, colour: [255, 248, 224] },
  ridges: [{ at: 0.56, rise: 0.05, waves: 0.8, phase: 2, colour: [120, 146, 160] }],
  water: { from: 0.58, colour: [92, 146, 168] },
}

const mountain = (peak: number): Scene => ({
  ...LANDSCAPE,
  sky: [
    [196, 208, 214],
    [244, 232, 220],
  ],
  ridges: [
    { at: 0.74, rise: 0.5, waves: 2, phase: 0, peak, colour: [120, 136, 156] },
    { at: 0.76, rise: 0.06, waves: 2.4, phase: 1, colour: [150, 84, 62] },
    { at: 0.86, rise: 0.05, waves: 3.1, phase: 4, colour: [112, 54, 46] },
  ],
})

const maples: Scene = {
  ...PORTRAIT,
  sky: [
    [222, 226, 220],
    [248, 240, 226],
  ],
  sun: { x: 0.34, y: 0.24, colour: [214, 92, 66] },
  ridges: [
    { at: 0.56, rise: 0.1, waves: 1.2, phase: 0.6, colour: [186, 118, 82] },
    { at: 0.7, rise: 0.07, waves: 1.9, phase: 2.6, colour: [162, 66, 50] },
  ],
  water: { from: 0.84, colour: [126, 140, 146] },
}

const night: Scene = {
  ...PORTRAIT,
  sky: [
    [24, 30, 52],
    [72, 86, 118],
  ],
  sun: { x: 0.7, y: 0.22, colour: [238, 232, 206] },
  ridges: [
    { at: 0.66, rise: 0.08, waves: 1.1, phase: 2, colour: [44, 54, 80] },
    { at: 0.8, rise: 0.05, waves: 2.2, phase: 0, colour: [24, 30, 48] },
  ],
}

const day = (ago: number): string => new Date(Date.now() - ago * DAY).toISOString().replace(/\.\d+/, '')

function snap(name: string, scene: Scene, ago: number, place: Painting['place']): Snap {
  return { name, painting: { ...scene, takenAt: day(ago), place } }
}

export const YEAR_OF_ALICE: Snap[] = [
  snap('garden-in-the-morning.png', dawn(1.1), 9, HOME),
  snap('first-frost.png', night, 10, HOME),
  snap('the-pear-from-above.png', noon(1.6), 41, HOME),
  snap('allotment.png', noon(2.3), 44, HOME),
  snap('after-the-rain.png', evening(1.4), 47, MOOR),
  snap('tagus.png', sea, 102, LISBON),
  snap('last-evening.png', evening(2.1), 103, LISBON),
  snap('roofs.png', dawn(2.8), 171, PARIS),
]

export const KYOTO_OF_CAROL: Snap[] = [
  snap('hiei.png', mountain(0.62), 16, KYOTO),
  snap('kamogawa.png', maples, 16, KYOTO),
  snap('before-breakfast.png', dawn(1.7), 17, KYOTO),
  snap('nara.png', mountain(0.3), 18, NARA),
  snap('lanterns.png', night, 18, KYOTO),
]
