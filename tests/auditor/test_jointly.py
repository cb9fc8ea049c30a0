"""Inputs that share an address: both engines agree, and the audit knows of it."""

from sim.auditor.study import audit
from sim.scenario import load
from tests.scenario.refresh import VALID


def test_inputs_sampled_in_the_same_rows_pass_the_audit(tmp_path):
    """MODEL 1.6.8, 1.6.9."""
    turn, stay = "pads.east.turnaround", "vehicles.soyuz.stay"
    text = (VALID / "small.yaml").read_text(encoding="utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(
        f"{text}\ncorrelations: {{a: {{between: [{turn}, {stay}], spearman: -0.7}}}}\n",
        encoding="utf-8",
    )
    scenario = load(
        path,
        overrides=[
            f"{turn}={{kind: lognormal, median: 20 d, sigma: 0.5}}",
            f"{stay}={{kind: uniform, low: 150 d, high: 200 d}}",
        ],
    )
    found = audit(scenario, replications=10, played_for_rules=10)
    assert {check.name: check.failures for check in found.checks if check.failures} == {}
