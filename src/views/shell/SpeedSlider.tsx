import { Slider } from "radix-ui";
import { useState } from "react";
import { TEXTS } from "../../texts/page.ts";
import { SPEEDS, speedPosition, speedText } from "./speed.ts";

interface SpeedSliderProps {
  readonly usPerS: number;
  readonly behind: boolean;
  readonly onSpeed: (usPerS: number) => void;
}

/** A log scale from 1/1000 over real time to as fast as it goes, with its value in words. */
export function SpeedSlider({ usPerS, behind, onSpeed }: SpeedSliderProps) {
  // What was asked for is shown until the worker has another speed than it had then.
  const [asked, setAsked] = useState({ usPerS, at: usPerS });
  const shown = asked.at === usPerS ? asked.usPerS : usPerS;
  const text = speedText(shown);
  return (
    <div className="speed" data-behind={behind || undefined}>
      <Slider.Root
        className="slider"
        min={0}
        max={SPEEDS.length - 1}
        step={1}
        value={[speedPosition(shown)]}
        onValueChange={([position]) => {
          setAsked({ usPerS: SPEEDS[position], at: usPerS });
          onSpeed(SPEEDS[position]);
        }}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-range" />
        </Slider.Track>
        <Slider.Thumb className="slider-thumb" aria-label={TEXTS.speed.label} aria-valuetext={text} />
      </Slider.Root>
      <output className="speed-text" title={behind ? TEXTS.transport.behind : undefined}>
        {text}
        {behind && Number.isFinite(shown) && <small>{TEXTS.transport.behindShort}</small>}
      </output>
    </div>
  );
}
