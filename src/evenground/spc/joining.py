"""The phases of a chart put together again, on the plotted scale."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from evenground.model.values import Numbers
from evenground.spc.baselines import phase_of_points
from evenground.spc.chart import ControlChart, Names
from evenground.spc.judging import Asked, Phase
from evenground.spc.limits import Stretch
from evenground.spc.limits.constants import Floats
from evenground.spc.limits.stretches import Mask
from evenground.spc.notes import notes_of_points, tell
from evenground.spc.series import Series


def join(
    asked: Asked,
    series: Series,
    whole: Stretch,
    phases: list[Phase],
    starts: list[int],
    *,
    by_phase: bool,
    per: float,
    target: Floats,
) -> ControlChart:
    """The chart of all ``phases``; ``by_phase``: counts keep an axis of phases; ``per``: the plotted scale."""
    flags, completing = (_masks([getattr(phase.found, name) for phase in phases]) for name in ("flags", "completing"))
    value = _line(phases, "value", per)
    quiet = np.prod([1 - phase.false_alarm for phase in phases], axis=0)
    counts = {name: _counted(phases, name, by_phase) for name in COUNTS}
    return ControlChart(
        kind=asked.name,
        rules=asked.rules,
        value=value,
        centre=_line(phases, "centre", per),
        lower=_line(phases, "lower", per),
        upper=_line(phases, "upper", per),
        sigma=_line(phases, "sigma", per if phases[0].lines.exponent == 1 else 1.0),
        target=target,
        signals=_named(flags, value.shape),
        flags=flags,
        completing=completing,
        included=np.array(whole.kept),
        baseline=np.asarray(whole.base & ~np.isnan(value)),
        phase=phase_of_points(starts, value.shape[-1]),
        useful=counts["useful"],
        longest_run=counts["longest_run"],
        longest_run_max=counts["longest_run_max"],
        crossings=counts["crossings"],
        crossings_min=counts["crossings_min"],
        false_alarm=_scalar(np.asarray(1 - quiet)),
        note=tell(value.shape[:-1], notes_of_points(series.told), [phase.caveats for phase in phases]),
        labels=series.labels,
    )


COUNTS = ("useful", "longest_run", "longest_run_max", "crossings", "crossings_min")


def _line(phases: list[Phase], name: str, per: float) -> Floats:
    pieces = [np.broadcast_to(getattr(phase.lines, name), phase.stretch.y.shape) for phase in phases]
    line: Floats = (pieces[0] if len(pieces) == 1 else np.concatenate(pieces, axis=-1)) * per
    return line


def _masks(found: list[Mapping[str, Mask]]) -> dict[str, Mask]:
    return {rule: np.concatenate([masks[rule] for masks in found], axis=-1) for rule in found[0]}


def _counted(phases: list[Phase], name: str, by_phase: bool) -> Numbers:
    numbers = [np.asarray(getattr(phase.found, name), dtype=np.float64) for phase in phases]
    return np.stack(numbers, axis=-1) if by_phase else _scalar(numbers[0])


def _scalar(numbers: NDArray[np.float64]) -> Numbers:
    return numbers if numbers.ndim else float(numbers)


def _named(flags: Mapping[str, Mask], shape: tuple[int, ...]) -> Names:
    """For each point the rules that flag it, joined: every combination of rules is written once, then looked up."""
    code = np.zeros(shape, np.intp)
    for bit, mask in enumerate(flags.values()):
        code |= mask.astype(np.intp) << bit
    words = [", ".join(rule for bit, rule in enumerate(flags) if found >> bit & 1) for found in range(1 << len(flags))]
    named: Names = np.array(words, dtype=object)[code]
    return named
