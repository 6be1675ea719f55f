#!/usr/bin/env python3
"""Draws the doorway that frames a certificate: `python scripts/draw_certificate_frame.py > static/certificates/frame.svg`.

A4 in millimetres. Three waves run interlaced round an arch, as on a share or a banknote; curves, so that they print sharp at any size.
"""

from math import cos, pi, sin

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, FOOT, SPRING = 18.0, 192.0, 279.0, 105.0  # the middle of the band; SPRING is where the arch begins
RADIUS = (RIGHT - LEFT) / 2
SIDE = FOOT - SPRING
ARC = pi * RADIUS
BASE = RIGHT - LEFT
LENGTH = 2 * SIDE + ARC + BASE
WAVES = 74
SAMPLES = WAVES * 8
HALF = 2.1  # half the band's width

Point = tuple[float, float]


def on_arch(way: float, offset: float) -> Point:
    """The point `way` mm along the doorway from its lower left corner, up, over and down, then `offset` mm outwards."""
    if way < SIDE:
        return LEFT - offset, FOOT - way
    if way < SIDE + ARC:
        angle = pi - (way - SIDE) / RADIUS
        reach = RADIUS + offset
        return LEFT + RADIUS + reach * cos(angle), SPRING - reach * sin(angle)
    if way < 2 * SIDE + ARC:
        return RIGHT + offset, SPRING + (way - SIDE - ARC)
    return RIGHT - (way - 2 * SIDE - ARC), FOOT + offset


def doorway(offset: float) -> str:
    """The outline, `offset` mm outside the middle of the band."""
    reach = RADIUS + offset
    return f"M{LEFT - offset:g} {FOOT + offset:g}V{SPRING:g}A{reach:g} {reach:g} 0 0 1 {RIGHT + offset:g} {SPRING:g}V{FOOT + offset:g}Z"


def stretch(start: float, end: float, waves: int, phase: float, height: float) -> str:
    """One wave along a stretch of the doorway, as smooth curves through its samples."""
    samples = waves * 8
    points = []
    for step in range(samples + 1):
        part = step / samples
        points.append(on_arch(start + (end - start) * part * 0.999999, height * sin(2 * pi * waves * part + phase)))
    path = f"M{points[0][0]:.2f} {points[0][1]:.2f}"
    for index in range(len(points) - 1):
        before = points[max(index - 1, 0)]
        here, there = points[index], points[index + 1]
        after = points[min(index + 2, len(points) - 1)]
        first = here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6
        second = there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6
        numbers = (first[0] - here[0], first[1] - here[1], second[0] - here[0], second[1] - here[1], there[0] - here[0], there[1] - here[1])
        path += "c" + " ".join(f"{number:.2f}" for number in numbers)
    return path


def wave(phase: float, height: float) -> str:
    """One wave round the whole doorway: up, over and down in one go, and along the threshold."""
    over = stretch(0, 2 * SIDE + ARC, 61, phase, height)
    threshold = stretch(2 * SIDE + ARC, LENGTH, 17, phase, height)
    return over + threshold


def corner(x: float, y: float) -> str:
    """A small square stone where the threshold meets the posts."""
    half = HALF + 0.9
    return (
        f'<rect class="stone" x="{x - half:g}" y="{y - half:g}" width="{2 * half:g}" height="{2 * half:g}"/>'
        f'<circle class="pearl" cx="{x:g}" cy="{y:g}" r="1.1"/>'
    )


def main() -> None:
    """Write the picture to standard output."""
    waves = "".join(
        f'<path class="{name}" d="{wave(phase, HALF)}"/>' for name, phase in (("blue", 0.0), ("clay", 2 * pi / 3), ("gold", 4 * pi / 3))
    )
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}mm" height="{HEIGHT:g}mm">'
        "<style>"
        ".room{fill:#fdfaf5}.rule{fill:none;stroke:#1f4468;stroke-width:.45}.fine{fill:none;stroke:#d9b64c;stroke-width:.3}"
        ".blue,.clay,.gold{fill:none;stroke-width:.22}.blue{stroke:#1f4468}.clay{stroke:#c0674d}.gold{stroke:#c99a2e}"
        ".stone{fill:#1f4468}.pearl{fill:#e9bf66}"
        "</style>"
        f'<path class="room" d="{doorway(-HALF - 1)}"/>'
        f"{waves}"
        f'<path class="rule" d="{doorway(HALF + 0.9)}"/><path class="rule" d="{doorway(-HALF - 0.9)}"/>'
        f'<path class="fine" d="{doorway(-HALF - 2.4)}"/>'
        f"{corner(LEFT, FOOT)}{corner(RIGHT, FOOT)}"
        "</svg>"
    )


if __name__ == "__main__":
    main()
